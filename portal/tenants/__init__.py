"""Organisations, the links between them, and the plugins each has switched on."""
