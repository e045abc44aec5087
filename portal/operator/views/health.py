"""Whether the installation works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from portal.operator import queries
from portal.operator.views.blueprint import OPERATOR, bp, installation, session

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.route("/health", permission=OPERATOR)
def health() -> ResponseReturnValue:
    return render_template(
        "operator/health.html", health=queries.health(session()), is_mailed=installation().smtp_url is not None
    )
