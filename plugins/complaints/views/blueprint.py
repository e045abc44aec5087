"""The blueprint the view modules hang their pages on."""

from __future__ import annotations

from portal.plugin.web import PortalBlueprint

bp = PortalBlueprint("complaints", "plugins.complaints", path="complaints", plugin="complaints")
