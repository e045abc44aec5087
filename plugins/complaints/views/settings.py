"""Who receives complaints, who answers for whom, and what everybody may read was done."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from plugins.complaints import forms
from plugins.complaints.permissions import CLOSE, SETTINGS
from plugins.complaints.queries import desk_of, line_managers, load_said_and_done, said_and_done
from plugins.complaints.services import settings as services
from plugins.complaints.views.asking import answers, offer_members
from plugins.complaints.views.blueprint import bp
from portal.plugin import PortalError
from portal.plugin.services import members
from portal.plugin.web import attach_error, uow


@bp.route("/settings", permission=SETTINGS)
def settings() -> ResponseReturnValue:
    names = {one.user_id: one.name for one in members(uow)}
    managers = sorted((names[member], names[manager]) for member, manager in line_managers(uow).items())
    return render_template("complaints/settings.html", desk=desk_of(uow), managers=managers)


@bp.route("/settings/desk", methods=["GET", "POST"], permission=SETTINGS)
def desk() -> ResponseReturnValue:
    form = forms.DeskForm(obj=desk_of(uow))
    if form.validate_on_submit():
        services.save_desk(uow, services.Desk(**answers(form)))
        flash("Saved. The public page and the leaflet say so from now on.")
        return redirect(url_for(".settings"))
    return render_template("complaints/desk.html", form=form)


@bp.route("/settings/line-manager", methods=["GET", "POST"], permission=SETTINGS)
def line_manager() -> ResponseReturnValue:
    form = forms.LineManagerForm()
    offer_members(form.member_id)
    offer_members(form.manager_id)
    if form.validate_on_submit():
        try:
            services.set_line_manager(uow, **answers(form))
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".settings"))
    return render_template("complaints/line_manager.html", form=form)


@bp.route("/said-and-done", methods=["GET", "POST"], permission=CLOSE)
def publish() -> ResponseReturnValue:
    form = forms.SaidForm()
    if form.validate_on_submit():
        services.publish(uow, **answers(form))
        flash("It stands on your public page.")
        return redirect(url_for(".publish"))
    return render_template("complaints/publish.html", form=form, rows=said_and_done(uow))


@bp.route("/said-and-done/<uuid:row_id>/withdraw", methods=["POST"], permission=CLOSE)
def withdraw(row_id: UUID) -> ResponseReturnValue:
    services.withdraw(uow, load_said_and_done(uow, row_id))
    return redirect(url_for(".publish"))
