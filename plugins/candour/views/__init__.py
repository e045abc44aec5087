"""Pages of duty of candour records: opening, steps, documents, the log and the annual report."""

from __future__ import annotations

from plugins.candour.views import opening, papers, reports, steps, telling
from plugins.candour.views.blueprint import bp

__all__ = ["bp", "opening", "papers", "reports", "steps", "telling"]
