"""Pages of concerns, of cases about people in a position of trust, and of whom to ring."""

from __future__ import annotations

from plugins.safeguarding.views import contacts, papers, pipot, raising, steps, telling
from plugins.safeguarding.views.blueprint import bp, pipot_bp

__all__ = ["bp", "contacts", "papers", "pipot", "pipot_bp", "raising", "steps", "telling"]
