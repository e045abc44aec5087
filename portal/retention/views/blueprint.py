"""The blueprint of retention, and what its pages share."""

from __future__ import annotations

from typing import Any

from portal.web.blueprint import PortalBlueprint
from portal.web.transaction import uow

bp = PortalBlueprint("retention", "portal.retention", path="retention")


def kind_labels() -> dict[str, str]:
    """What people call each kind of record, by its key; kinds of plugins that are off among them."""
    plugins: Any = uow.plugins
    return {key: one.item.label for key, one in plugins.registry.kinds.items()}
