"""Propose, hold, decide, erase; and set how long."""
