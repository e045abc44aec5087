"""Reports: sections declared by features, composed into a page and the same page as a tagged PDF."""
