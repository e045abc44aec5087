"""Pages of what is kept, held and erased."""

from __future__ import annotations

from portal.retention.views import deciding, holds, paper, periods, records
from portal.retention.views.blueprint import bp

PAGES = (deciding, holds, paper, periods, records)  # imported so that their routes are on the blueprint
__all__ = ["bp"]
