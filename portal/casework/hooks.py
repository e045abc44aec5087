"""What the pages of records declare."""

from __future__ import annotations

from collections.abc import Sequence

from portal.casework import admitting, clocks, edit, export, referring, views
from portal.casework.blueprint import bp
from portal.hookspecs import hookimpl
from portal.web.blueprint import PortalBlueprint

PAGES = (views, admitting, clocks, edit, export, referring)  # imported so that their routes are on the blueprint


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)
