"""The trail as a page: how long it is, what its last checkpoint says, the entries one may see; and a copy to take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.core.errors import PortalError
from portal.trail import queries, services
from portal.trail.permissions import EXPORT, READ
from portal.trail.present import CLASSES, lines
from portal.trail.rules import base64_text
from portal.trail.signing import signer_of, verifier_key
from portal.web.blueprint import PortalBlueprint
from portal.web.paging import every_row
from portal.web.spreadsheets import FILE_FORMS, list_file
from portal.web.transaction import kept, uow

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = PortalBlueprint("trail", "portal.trail", path="trail")


@bp.route("/", permission=READ)
def index() -> ResponseReturnValue:
    wanted = _wanted()
    page = queries.entry_page(uow, wanted, request.args.get("after"))
    latest = queries.latest_checkpoint(uow)
    signer = signer_of(current_app.config["SETTINGS"], uow.tenant.id)
    return render_template(
        "trail/index.html",
        page=page,
        lines=lines(page.rows),
        latest=latest,
        root=base64_text(latest.root) if latest else None,
        key=verifier_key(signer.name, signer.public_key),
        classes=CLASSES,
        wanted=wanted,
        may_take=uow.may(EXPORT) and latest is not None,
    )


@bp.route(f"/entries.{FILE_FORMS}", permission=READ)
def sheet(form: str) -> ResponseReturnValue:
    wanted = _wanted()
    rows = every_row(lambda cursor: queries.entry_page(uow, wanted, cursor))
    found = (
        (one.at, one.what, one.label, one.reference, _("Erased") if one.is_erased else one.who, one.number)
        for row in rows
        for one in lines([row])
    )
    return list_file(form, "trail", ("When", "What", "Kind", "About", "Who", "Number"), found)


def _wanted() -> str | None:
    """The class of entries the address asks for; None for all."""
    wanted = request.args.get("class")
    return wanted if wanted in CLASSES else None


@bp.route("/", methods=["POST"], permission=EXPORT)
def take() -> ResponseReturnValue:
    try:
        archive = services.take_copy(uow, signer_of(current_app.config["SETTINGS"], uow.tenant.id))
    except PortalError as error:
        flash(_(error.message))
        return redirect(url_for(".index"))
    response = Response(archive, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="trail-{uow.today.isoformat()}.zip"'
    return kept(response)
