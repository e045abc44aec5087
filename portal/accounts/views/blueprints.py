"""The blueprints the view modules hang their pages on."""

from __future__ import annotations

from portal.web.access import Scope
from portal.web.blueprint import PortalBlueprint

public = PortalBlueprint("accounts", "portal.accounts", scope=Scope.PUBLIC)
account = PortalBlueprint("account", "portal.accounts", scope=Scope.ACCOUNT)
members = PortalBlueprint("members", "portal.accounts", path="people")
