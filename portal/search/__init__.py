"""One search over the records a person may read, and the places of the register."""
