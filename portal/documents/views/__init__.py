"""The pages of documents."""

from __future__ import annotations

from portal.documents.blueprint import bp
from portal.documents.views import fetching, keeping, showing

__all__ = ["bp", "fetching", "keeping", "showing"]
