"""Ask for more time to reply, give it, or say why not."""

from __future__ import annotations

from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFoundError
from portal.replies import forms
from portal.replies.page import notice_words
from portal.replies.permissions import WRITE
from portal.replies.queries import load_notice, open_request
from portal.replies.services.more_time import ask_for_time, give_time, refuse_time
from portal.replies.views.blueprint import back_to, bp, done, own_side
from portal.web.transaction import uow


@bp.route("/<uuid:notice_id>/more-time", methods=["GET", "POST"], permission=WRITE)
def more_time(notice_id: UUID) -> ResponseReturnValue:
    notice = load_notice(uow, notice_id)
    if not notice.may_be_given_time:
        raise NotFoundError
    asked = open_request(uow, notice) if notice.is_given else None
    form = forms.MoreTimeForm(data={"until": asked.until if asked else None})
    act = give_time if notice.is_given else ask_for_time
    if done(form, lambda: act(uow, notice, **form.values())):
        flash(
            f"{notice.peer_name} has been given more time."
            if notice.is_given
            else f"{notice.peer_name} has been asked for more time."
        )
        return back_to(notice)
    return render_template("replies/more_time.html", **notice_words(uow, notice), form=form, asked=asked)


@bp.route("/<uuid:notice_id>/no-more-time", methods=["GET", "POST"], permission=WRITE)
def no_more_time(notice_id: UUID) -> ResponseReturnValue:
    notice = own_side(notice_id, "given")
    asked = open_request(uow, notice)
    if asked is None or not notice.may_be_given_time:
        raise NotFoundError
    form = forms.NoMoreTimeForm()
    if done(form, lambda: refuse_time(uow, notice, **form.values())):
        flash(f"{notice.peer_name} reads why the last day stays.")
        return back_to(notice)
    return render_template("replies/no_more_time.html", **notice_words(uow, notice), form=form, asked=asked)
