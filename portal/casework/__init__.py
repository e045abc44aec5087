"""The pages of every kind of record: list, show, create, edit, move, merge, export."""
