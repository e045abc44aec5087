"""Write a notice, keep it back with somebody else's word, and give it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFoundError, PortalError
from portal.declarations import RecordKind
from portal.records.queries import load_record
from portal.replies import forms
from portal.replies.models import Notice, NoticePoint
from portal.replies.page import notice_page_words, notice_words
from portal.replies.permissions import AUTHORISE, READ, WRITE
from portal.replies.queries import load_notice, record_of
from portal.replies.services import notices, withholding
from portal.replies.services.window import last_day_to_reply
from portal.replies.views.blueprint import back_to, bp, done, own_side
from portal.web.fields import Option
from portal.web.transaction import uow


@bp.route("/about/<kind_key>/<uuid:record_id>", methods=["GET", "POST"], permission=WRITE)
def start(kind_key: str, record_id: UUID) -> ResponseReturnValue:
    kind, record = _kind_and_record(kind_key, record_id)
    links = {str(one.id): one for one in notices.links_told(uow, record)}
    form = forms.StartForm()
    form.link.offer(Option(key, one.peer_name) for key, one in links.items())
    made: list[Notice] = []

    def act() -> None:
        chosen = links.get(form.link.data or "")
        made.append(notices.start_notice(uow, record, about=form.about.data, opening=form.opening.text, link=chosen))

    if done(form, act):
        return redirect(url_for(".point", notice_id=made[0].id, number=1))
    return render_template("replies/start.html", kind=kind, record=record, form=form, links=list(links.values()))


@bp.route("/<uuid:notice_id>", permission=READ)
def show(notice_id: UUID) -> ResponseReturnValue:
    return render_template("replies/show.html", **notice_page_words(uow, load_notice(uow, notice_id)))


@bp.route("/<uuid:notice_id>/points/<int:number>", methods=["GET", "POST"], permission=WRITE)
def point(notice_id: UUID, number: int) -> ResponseReturnValue:
    notice = own_side(notice_id, "given")
    found = notices.point_of(uow, notice, number)
    form = forms.PointForm(obj=found)

    def act() -> None:
        notices.write_point(uow, notice, **form.values(), point=found)

    if done(form, act):
        if request.form.get("next") == "another":
            return redirect(url_for(".point", notice_id=notice.id, number=number + 1))
        return back_to(notice)
    return render_template("replies/point.html", **notice_words(uow, notice), form=form, found=found, number=number)


@bp.route("/<uuid:notice_id>/points/<int:number>/remove", methods=["POST"], permission=WRITE)
def remove_point(notice_id: UUID, number: int) -> ResponseReturnValue:
    notice = own_side(notice_id, "given")
    notices.remove_point(uow, notice, _point(notice, number))
    return back_to(notice)


@bp.route("/<uuid:notice_id>/give", methods=["GET", "POST"], permission=WRITE)
def give(notice_id: UUID) -> ResponseReturnValue:
    notice = own_side(notice_id, "given")
    form = forms.ConfirmForm()
    if done(form, lambda: notices.send_notice(uow, notice)):
        flash(f"{notice.peer_name} has been given notice {notice.reference}.")
        return back_to(notice)
    reply_by = last_day_to_reply(uow, record_of(uow, notice))
    return render_template("replies/give.html", **notice_words(uow, notice), form=form, reply_by=reply_by)


@bp.route("/<uuid:notice_id>/keep-back", methods=["GET", "POST"], permission=WRITE)
def keep_back(notice_id: UUID) -> ResponseReturnValue:
    notice = own_side(notice_id, "given")
    form = forms.WithholdForm()
    if done(form, lambda: withholding.ask_to_withhold(uow, notice, **form.values())):
        flash("Somebody else must agree: a manager or a safeguarding lead.")
        return back_to(notice)
    return render_template("replies/keep_back.html", **notice_words(uow, notice), form=form)


@bp.route("/<uuid:notice_id>/keep-back/<any(agree, refuse):answer>", methods=["POST"], permission=AUTHORISE)
def decide_keeping_back(notice_id: UUID, answer: str) -> ResponseReturnValue:
    notice = own_side(notice_id, "given")
    _flash_refusal(lambda: withholding.decide_withholding(uow, notice, is_authorised=answer == "agree"))
    return back_to(notice)


@bp.route("/<uuid:notice_id>/keep-back/end", methods=["POST"], permission=WRITE)
def end_keeping_back(notice_id: UUID) -> ResponseReturnValue:
    notice = own_side(notice_id, "given")
    _flash_refusal(lambda: withholding.end_withholding(uow, notice))
    return back_to(notice)


def _flash_refusal(act: Any) -> None:
    try:
        act()
    except PortalError as error:
        flash(error.message)


def _point(notice: Notice, number: int) -> NoticePoint:
    found = notices.point_of(uow, notice, number)
    if found is None:
        raise NotFoundError
    return found


def _kind_and_record(kind_key: str, record_id: UUID) -> tuple[RecordKind, Any]:
    kind: RecordKind | None = uow.plugins.kind(kind_key)
    if kind is None or not uow.may(kind.read):
        raise NotFoundError
    return kind, load_record(uow, kind, record_id)
