"""What each mail of the portal says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from portal.notifications import previews
from portal.operator.views.blueprint import OPERATOR, bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

SAMPLE = "Rosewood Care"


@bp.route("/mails", permission=OPERATOR)
def mails() -> ResponseReturnValue:
    return render_template("operator/mails.html", mails=previews.all_of("rosewood", SAMPLE))


@bp.route("/mails/<template>", permission=OPERATOR)
def mail(template: str) -> ResponseReturnValue:
    return render_template("operator/mail.html", mail=previews.one_of("rosewood", SAMPLE, template))
