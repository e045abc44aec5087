"""What the home page declares."""

from __future__ import annotations

from collections.abc import Sequence

from portal.dashboard.views import bp
from portal.declarations import NavigationItem
from portal.hookspecs import hookimpl
from portal.web.blueprint import PortalBlueprint


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)


@hookimpl
def portal_navigation() -> Sequence[NavigationItem]:
    return (NavigationItem("dashboard.home", "Home", "dashboard.home", None, weight=0),)
