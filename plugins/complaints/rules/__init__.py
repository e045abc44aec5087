"""The law and practice of complaints, as data and pure functions."""
