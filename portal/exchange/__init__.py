"""Sharing without sharing: copies disclosed by view, their receipts, the conversation about them, the ledger."""
