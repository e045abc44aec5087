"""Mails: what became of them, what they say, and how each person wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from portal.notifications import forms, previews, queries, services
from portal.notifications.permissions import WATCH_MAILS
from portal.web.access import Anyone
from portal.web.blueprint import PortalBlueprint
from portal.web.spreadsheets import FILE_FORMS, list_file
from portal.web.transaction import uow

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

bp = PortalBlueprint("mails", "portal.notifications", path="mails")


@bp.route("/", permission=WATCH_MAILS)
def index() -> ResponseReturnValue:
    return render_template(
        "mails/index.html",
        mails=queries.mails_to_watch(uow),
        queue=queries.queue_health(uow),
        subjects=_subjects(),
        is_mailed=current_app.config["SETTINGS"].smtp_url is not None,
    )


@bp.route(f"/list.{FILE_FORMS}", permission=WATCH_MAILS)
def sheet(form: str) -> ResponseReturnValue:
    subjects = _subjects()
    rows = (
        (
            one.to_address,
            subjects.get(one.template, one.template),
            one.created_at,
            one.status,
            one.attempts,
            one.last_error,
        )
        for one in queries.mails_to_watch(uow)
    )
    return list_file(form, "mails", ("To", "Mail", "Written", "State", "Tries", "Last error"), rows)


def _subjects() -> dict[str, str]:
    return {one.template: one.subject for one in previews.all_of(uow.tenant.slug, uow.tenant.name)}


@bp.route("/<uuid:mail_id>/again", methods=["POST"], permission=WATCH_MAILS)
def again(mail_id: UUID) -> ResponseReturnValue:
    services.ask_again(uow, mail_id)
    flash(_("The mail is tried again within a minute. If it fails once more, it comes back to this page."))
    return redirect(url_for(".index"))


@bp.route("/samples", permission=WATCH_MAILS)
def samples() -> ResponseReturnValue:
    return render_template("mails/samples.html", mails=previews.all_of(uow.tenant.slug, uow.tenant.name))


@bp.route("/samples/<template>", permission=WATCH_MAILS)
def sample(template: str) -> ResponseReturnValue:
    return render_template("mails/sample.html", mail=previews.one_of(uow.tenant.slug, uow.tenant.name, template))


@bp.route("/choice", methods=["GET", "POST"], permission=Anyone("everyone decides how they are told"))
def choice() -> ResponseReturnValue:
    form = forms.HowToldForm(data={"how": queries.how_told(uow)})
    if form.validate_on_submit():
        services.choose_how(uow, form.how.data)
        flash(_("Saved. It holds for mails of %(organisation)s.", organisation=uow.tenant.name))
        return redirect(url_for("account.show"))
    return render_template("mails/choice.html", form=form)
