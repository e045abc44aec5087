"""One linear history of the database, for the core and the bundled plugins alike."""
