"""What the directory declares."""
