"""The plugins of the organisation: which are installed, offered, on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from portal.tenants import queries, services
from portal.tenants.permissions import MANAGE_PLUGINS
from portal.web.blueprint import PortalBlueprint
from portal.web.transaction import registry, uow

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

plugins = PortalBlueprint("plugins", "portal.tenants", path="plugins")


@plugins.route("/", permission=MANAGE_PLUGINS)
def index() -> ResponseReturnValue:
    return render_template("plugins/index.html", plugins=queries.plugin_rows(uow, registry().plugins))


@plugins.route("/<name>/on", methods=["POST"], permission=MANAGE_PLUGINS)
def switch_on(name: str) -> ResponseReturnValue:
    services.switch_plugin_on(uow, name)
    return redirect(url_for(".index"))


@plugins.route("/<name>/off", methods=["POST"], permission=MANAGE_PLUGINS)
def switch_off(name: str) -> ResponseReturnValue:
    services.switch_plugin_off(uow, name)
    return redirect(url_for(".index"))
