"""Registers that came into the watched folder and wait for a yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from portal.core.errors import PortalError
from portal.directory import runs
from portal.directory.forms import LoadForm
from portal.directory.present import source_label, told_changes
from portal.operator.registers import approve_register, refuse_register, watched_file, watched_files
from portal.operator.views.blueprint import OPERATOR, bp, installation, session
from portal.web.forms import attach_error

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue


@bp.route("/registers", permission=OPERATOR)
def registers() -> ResponseReturnValue:
    return render_template(
        "operator/registers.html", files=watched_files(session()), is_watched=installation().register_folder is not None
    )


@bp.route("/registers/<uuid:run_id>", permission=OPERATOR)
def register(run_id: UUID) -> ResponseReturnValue:
    return _shown(run_id, LoadForm())


@bp.route("/registers/<uuid:run_id>/approve", methods=["POST"], permission=OPERATOR)
def approve_register_file(run_id: UUID) -> ResponseReturnValue:
    form = LoadForm()
    try:
        approve_register(session(), run_id, accept_shrink=form.accept_shrink.data)
    except PortalError as error:
        if error.field is None:
            raise
        attach_error(form, error)
        return _shown(run_id, form)
    return redirect(url_for(".register", run_id=run_id))


@bp.route("/registers/<uuid:run_id>/refuse", methods=["POST"], permission=OPERATOR)
def refuse_register_file(run_id: UUID) -> ResponseReturnValue:
    refuse_register(session(), run_id)
    return redirect(url_for(".registers"))


def _shown(run_id: UUID, form: LoadForm) -> str:
    found = watched_file(session(), run_id)
    return render_template(
        "operator/register.html",
        run=found,
        form=form,
        rows=runs.run_rows(session(), run_id),
        source=found.report.get("layout") or source_label(found.format),
        told=told_changes,
        may_decide=found.status == "previewed",
        may_refuse=found.status in {"previewed", "loading"},
    )
