"""The provider oversight portal."""
