"""The `portal` command, one module per group."""
