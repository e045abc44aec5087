"""The page of visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from portal.plugin.web import PortalBlueprint, uow
from tests.contract.toy_plugin.panels import visits
from tests.contract.toy_plugin.permissions import READ

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = PortalBlueprint("toy", __name__, path="toy", plugin="toy")


@bp.route("/", permission=READ)
def index() -> ResponseReturnValue:
    return render_template("toy/index.html", rows=visits(uow))
