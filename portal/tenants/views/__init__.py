"""Pages of links and plugins."""

from __future__ import annotations

from portal.tenants.views.links import links
from portal.tenants.views.plugins import plugins

__all__ = ["links", "plugins"]
