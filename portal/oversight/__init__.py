"""Whom an organisation watches over or runs: providers taken on, claims to be a provider, contacts with sites."""
