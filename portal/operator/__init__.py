"""Pages of whoever runs the installation: organisations, their plugins, claims, health. No content."""
