"""What casework declares."""
