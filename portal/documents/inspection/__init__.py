"""Look at what somebody sends before it is kept: its name, its kind by name and content, what it holds."""
