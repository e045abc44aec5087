"""Acknowledge a notice, and reply to it: the points beside the answers, kept as one writes, sent once."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import PortalError
from portal.replies import forms
from portal.replies.evidence import keep_reply_file
from portal.replies.models import Notice
from portal.replies.page import notice_words
from portal.replies.permissions import WRITE
from portal.replies.queries import points_of
from portal.replies.services.replying import acknowledge_notice, save_reply, send_reply
from portal.replies.services.sheets import REPLY, PointsChangedError
from portal.replies.views.blueprint import back_to, bp, done, own_side
from portal.replies.views.sheets import show_both
from portal.web.forms import PortalForm, attach_error
from portal.web.transaction import uow


@bp.route("/<uuid:notice_id>/acknowledge", methods=["POST"], permission=WRITE)
def acknowledge(notice_id: UUID) -> ResponseReturnValue:
    notice = own_side(notice_id, "received")
    if notice.acknowledged_at is None:
        acknowledge_notice(uow, notice)
        flash(f"{notice.peer_name} can see that you have read it.")
    return back_to(notice)


@bp.route("/<uuid:notice_id>/reply", methods=["GET", "POST"], permission=WRITE)
def reply(notice_id: UUID) -> ResponseReturnValue:
    notice = own_side(notice_id, "received")
    if not notice.may_reply:
        return back_to(notice)
    form, theirs = _form(notice), {}
    if form.validate_on_submit():
        try:
            save_reply(uow, notice, forms.entries_of(form, _numbers(notice), REPLY))
            _keep_files(notice, form)
        except PointsChangedError as error:
            theirs = show_both(notice, form, error, REPLY)
        except PortalError as error:
            attach_error(form, error)
        else:
            return _saved(notice)
    page = render_template("replies/reply.html", **notice_words(uow, notice), form=form, theirs=theirs)
    return page, 409 if theirs else 200


@bp.route("/<uuid:notice_id>/reply/check", methods=["GET", "POST"], permission=WRITE)
def check(notice_id: UUID) -> ResponseReturnValue:
    notice = own_side(notice_id, "received")
    if request.method == "GET" and not notice.may_reply:
        return back_to(notice)
    form = forms.ConfirmForm()
    if done(form, lambda: send_reply(uow, notice)):
        late = " It is marked late." if notice.is_late else ""
        flash(f"Your reply has been sent to {notice.peer_name}.{late}")
        return back_to(notice)
    return render_template("replies/check.html", **notice_words(uow, notice), form=form)


def _keep_files(notice: Notice, form: PortalForm) -> None:
    values = form.values()
    for point in points_of(uow, notice):
        stored = values[f"{forms.FILE}_{point.number}"]
        if stored:
            keep_reply_file(uow, notice, point, stored, about_on=values[f"reply_evidence_on_{point.number}"])


def _saved(notice: Notice) -> ResponseReturnValue:
    if request.form.get("next") == "check":
        return redirect(url_for(".check", notice_id=notice.id))
    flash("Saved. Nothing has been sent yet.")
    return redirect(url_for(".reply", notice_id=notice.id))


def _form(notice: Notice) -> PortalForm:
    return forms.opened_from(forms.reply_form(_numbers(notice)), points_of(uow, notice), REPLY)


def _numbers(notice: Notice) -> tuple[int, ...]:
    return tuple(one.number for one in points_of(uow, notice))
