"""The acts of a fair hearing, each in the transaction of its message and its trail entry."""
