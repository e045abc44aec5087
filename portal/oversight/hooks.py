"""What oversight declares."""
