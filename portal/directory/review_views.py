"""Work through what imports left, and say which column is which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from portal.core.db import db
from portal.core.errors import NotFoundError, PortalError
from portal.directory import forms, review, runs, services
from portal.directory.formats.mapped import FIELDS
from portal.directory.permissions import IMPORT
from portal.directory.present import source_label
from portal.directory.views import bp, require_keeper
from portal.web.forms import attach_error
from portal.web.paging import every_row
from portal.web.spreadsheets import FILE_FORMS, list_file
from portal.web.transaction import uow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from flask.typing import ResponseReturnValue

__all__ = ("bp",)

LABELS = {
    "same_place": "New registrations where another left",
    "unreadable_row": "Rows nobody could use",
    "unknown_authority": "Authorities we do not know",
    "unknown_rating": "Ratings we have no word for",
}
COLUMNS = {
    "Service": "name",
    "Registration number": "regulator_id",
    "Row in the file": "row_number",
    "Why": "reason",
    "Postcode": "new_postcode",
    "Provider": "new_provider",
    "Service that left": "old_name",
    "Its registration number": "old_regulator_id",
    "Its provider": "old_provider",
    "No longer listed since": "old_left_on",
}


@bp.route("/review/", permission=IMPORT)
def to_look_at() -> ResponseReturnValue:
    require_keeper()
    counts, kind = _chosen()
    return render_template(
        "directory/to_look_at.html",
        counts=counts,
        kind=kind,
        labels=LABELS,
        page=review.open_items(uow.session, kind, request.args.get("after")),
        source_label=source_label,
    )


@bp.route(f"/review.{FILE_FORMS}", permission=IMPORT)
def to_look_at_sheet(form: str) -> ResponseReturnValue:
    require_keeper()
    _counts, kind = _chosen()
    rows = every_row(lambda cursor: review.open_items(uow.session, kind, cursor))
    return list_file(
        form, "to-look-at", list(COLUMNS), ([getattr(row, name) for name in COLUMNS.values()] for row in rows)
    )


@bp.route("/review/<uuid:item_id>", methods=["POST"], permission=IMPORT)
def decide(item_id: UUID) -> ResponseReturnValue:
    require_keeper()
    with db.engines["importer"].begin() as connection:
        services.decide_item(
            connection,
            item_id,
            request.form.get("decision", ""),
            now=uow.now,
            decided_by=uow.actor.user_id,
            decided_in=uow.tenant.id,
        )
    flash("Your decision is kept.")
    return redirect(url_for(".to_look_at", kind=request.form.get("kind")))


@bp.route("/review/<uuid:item_id>/authority", methods=["GET", "POST"], permission=IMPORT)
def authority(item_id: UUID) -> ResponseReturnValue:
    require_keeper()
    item = review.open_item(uow.session, item_id, kind="unknown_authority")
    if item is None:
        raise NotFoundError
    form = forms.AuthorityForm()
    if form.validate_on_submit():
        try:
            _keep_alias(item_id, form)
        except PortalError as error:
            attach_error(form, error)
        else:
            flash("Your decision is kept, and its sites stand under that authority.")
            return redirect(url_for(".to_look_at", kind=item.kind))
    return render_template("directory/authority.html", form=form, item=item)


@bp.route("/imports/<uuid:run_id>/columns", methods=["GET", "POST"], permission=IMPORT)
def columns(run_id: UUID) -> ResponseReturnValue:
    require_keeper()
    run = runs.import_run(uow.session, run_id)
    headers = run.report.get("headers") if run else None
    if not headers:
        raise NotFoundError
    form = forms.columns_form(headers)
    if form.validate_on_submit():
        try:
            _keep_columns(form, headers)
        except PortalError as error:
            attach_error(form, error)
        else:
            flash("The columns are kept. Send the file once more.")
            return redirect(url_for(".imports"))
    return render_template("directory/columns.html", form=form, run=run, fields=list(FIELDS))


def _chosen() -> tuple[Mapping[str, int], str]:
    """How many wait of each kind, and the kind to show."""
    counts = review.open_counts(uow.session)
    kind = request.args.get("kind", "")
    return counts, kind if kind in counts else next(iter(counts), review.KINDS[0])


def _keep_alias(item_id: UUID, form: forms.AuthorityForm) -> None:
    with db.engines["importer"].begin() as connection:
        services.decide_item(
            connection,
            item_id,
            "accepted",
            now=uow.now,
            stands_for=form.authority.data,
            decided_by=uow.actor.user_id,
            decided_in=uow.tenant.id,
        )


def _keep_columns(form: Any, headers: Sequence[str]) -> None:
    with db.engines["importer"].begin() as connection:
        services.keep_mapping(
            connection,
            label=form.label.data,
            regulator=form.regulator.data,
            headers=headers,
            columns={name: form[name].data for name in FIELDS if form[name].data},
            now=uow.now,
        )
