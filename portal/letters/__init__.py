"""Letters: words an organisation keeps as templates, filled in for one record, written to one person, kept as sent."""
