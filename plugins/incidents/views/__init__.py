"""Pages of incidents: the report on a phone, the duties, the answer."""

from __future__ import annotations

from plugins.incidents.views import duties, facts, report, settle
from plugins.incidents.views.blueprint import bp

__all__ = ["bp", "duties", "facts", "report", "settle"]
