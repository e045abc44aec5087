"""What exchange declares."""
