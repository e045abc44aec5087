"""What tenants declares."""
