"""The shared register of care services: provider groups, providers, sites, ratings, and the importers that keep it."""
