"""Pages of notices and replies."""

from __future__ import annotations

from portal.replies.views import deciding, evidence, giving, more_time, replying
from portal.replies.views.blueprint import bp

__all__ = ["bp", "deciding", "evidence", "giving", "more_time", "replying"]
