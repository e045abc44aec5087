"""The soak: the portal under mixed load while its processes are killed, and then the count of what it promised."""
