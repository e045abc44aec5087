"""A person's diary: everything that waits for them, the month, a calendar feed, and reminders in time."""
