"""Claims of organisations to be a provider of the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from portal.operator import queries, services
from portal.operator.views.blueprint import OPERATOR, bp, session

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.route("/claims", permission=OPERATOR)
def claims() -> ResponseReturnValue:
    return render_template("operator/claims.html", claims=queries.waiting_claims(session()))


@bp.route("/claims/<uuid:claim_id>/confirm", methods=["POST"], permission=OPERATOR)
def confirm(claim_id: UUID) -> ResponseReturnValue:
    services.confirm_claim(session(), claim_id)
    return redirect(url_for(".claims"))


@bp.route("/claims/<uuid:claim_id>/refuse", methods=["POST"], permission=OPERATOR)
def refuse(claim_id: UUID) -> ResponseReturnValue:
    services.refuse_claim(session(), claim_id)
    return redirect(url_for(".claims"))
