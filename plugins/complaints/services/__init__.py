"""What is done with complaints and feedback."""
