"""The blueprint of every kind's pages, and the kind an address names."""

from __future__ import annotations

from typing import Any

from portal.core.errors import NotFoundError
from portal.declarations import RecordKind
from portal.web.blueprint import PortalBlueprint
from portal.web.transaction import uow

bp = PortalBlueprint("casework", "portal.casework", path="records")


def kind_or_404(kind_key: str) -> RecordKind:
    """The kind, when its plugin is on for this tenant."""
    plugins: Any = uow.plugins
    kind: RecordKind | None = plugins.kind(kind_key)
    if kind is None:
        raise NotFoundError
    return kind
