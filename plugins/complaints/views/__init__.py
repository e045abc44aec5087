"""Pages of complaints: for those who work on them, and for everybody."""
