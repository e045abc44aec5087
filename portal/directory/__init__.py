"""The shared register of care services: groups, providers, sites, ratings, and the importers that keep it."""
