"""The block of the home page: how many records wait for a decision."""

from __future__ import annotations

from portal.declarations import Panel
from portal.retention.permissions import APPROVE
from portal.retention.queries import proposed_count

PANELS = (Panel("retention.review", "Kept long enough", "retention/_panel.html", proposed_count, APPROVE, weight=80),)
