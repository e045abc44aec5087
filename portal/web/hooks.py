"""What the shell itself declares."""

from __future__ import annotations

from collections.abc import Sequence

from portal.hookspecs import hookimpl
from portal.web.blueprint import PortalBlueprint
from portal.web.views import bp


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)
