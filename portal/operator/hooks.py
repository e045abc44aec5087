"""What the operator's pages declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.hookspecs import hookimpl
from portal.operator.views import bp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.web.blueprint import PortalBlueprint


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)
