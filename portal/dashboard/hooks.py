"""What dashboard declares."""
