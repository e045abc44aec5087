"""The blueprint of the pages of actions."""

from __future__ import annotations

from portal.web.access import Anyone
from portal.web.blueprint import PortalBlueprint

bp = PortalBlueprint("actions", "portal.actions", path="actions")
SHOWN = Anyone("whoever was given an action may see it; the database shows nobody another")
