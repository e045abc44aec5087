"""Decide on each point with a reason, have it read afresh, record the outcome, correct every copy."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFoundError, PortalError
from portal.replies import forms
from portal.replies.models import Notice
from portal.replies.page import notice_words
from portal.replies.permissions import WRITE
from portal.replies.queries import load_notice, points_of, possible_readers, reading_of
from portal.replies.rules import QUESTIONS
from portal.replies.services.corrections import send_corrections
from portal.replies.services.deciding import ask_second_reader, is_due, read_afresh, record_outcome, save_decisions
from portal.replies.services.sheets import DECISION, PointsChangedError
from portal.replies.views.blueprint import back_to, bp, done, own_side
from portal.replies.views.sheets import show_both
from portal.web.fields import Option
from portal.web.forms import PortalForm, attach_error
from portal.web.transaction import uow


@bp.route("/<uuid:notice_id>/decide", methods=["GET", "POST"], permission=WRITE)
def decide(notice_id: UUID) -> ResponseReturnValue:
    notice = _due(notice_id)
    form, theirs = _form(notice), {}
    if form.validate_on_submit():
        try:
            save_decisions(uow, notice, forms.entries_of(form, _numbers(notice), DECISION))
        except PointsChangedError as error:
            theirs = show_both(notice, form, error, DECISION)
        except PortalError as error:
            attach_error(form, error)
        else:
            flash("Saved. They read it when you record the outcome.")
            return back_to(notice)
    page = render_template("replies/decide.html", **notice_words(uow, notice), form=form, theirs=theirs)
    return page, 409 if theirs else 200


@bp.route("/<uuid:notice_id>/second-reader", methods=["GET", "POST"], permission=WRITE)
def second_reader(notice_id: UUID) -> ResponseReturnValue:
    notice = _due(notice_id)
    readers = possible_readers(uow, notice)
    form = forms.AskReaderForm()
    form.reader.offer(Option(str(one.user_id), one.name) for one in readers)
    if done(form, lambda: ask_second_reader(uow, notice, reader_id=UUID(form.reader.data))):
        flash("They have it on their first page now.")
        return back_to(notice)
    return render_template("replies/second_reader.html", **notice_words(uow, notice), form=form, readers=readers)


@bp.route("/<uuid:notice_id>/second-reading", methods=["GET", "POST"], permission=WRITE)
def second_reading(notice_id: UUID) -> ResponseReturnValue:
    notice = own_side(notice_id, "given")
    reading = reading_of(uow, notice)
    if reading is None or reading.reader_id != uow.actor.user_id:
        raise NotFoundError
    form = forms.ReadingForm()
    if done(form, lambda: read_afresh(uow, notice, answers=_answers(form))):
        flash("Your reading has been kept. Only your organisation sees it.")
        return back_to(notice)
    return render_template("replies/second_reading.html", **notice_words(uow, notice), form=form, questions=QUESTIONS)


@bp.route("/<uuid:notice_id>/outcome", methods=["GET", "POST"], permission=WRITE)
def outcome(notice_id: UUID) -> ResponseReturnValue:
    notice = _due(notice_id)
    form = forms.OutcomeForm()
    if done(form, lambda: record_outcome(uow, notice, words=form.words.text)):
        flash(f"{notice.peer_name} has been told the outcome.")
        return back_to(notice)
    return render_template("replies/outcome.html", **notice_words(uow, notice), form=form)


@bp.route("/<uuid:notice_id>/corrections", methods=["POST"], permission=WRITE)
def correct_copies(notice_id: UUID) -> ResponseReturnValue:
    notice = _closed(notice_id)
    sent = send_corrections(uow, notice)
    flash(f"Sent to {len(sent)}." if sent else "Every copy says what the record says.")
    return redirect(url_for(".show", notice_id=notice.id, _anchor="copies"))


def _due(notice_id: UUID) -> Notice:
    notice = own_side(notice_id, "given")
    if not is_due(uow, notice):
        raise NotFoundError
    return notice


def _closed(notice_id: UUID) -> Notice:
    notice = load_notice(uow, notice_id)
    if notice.status != "closed":
        raise NotFoundError
    return notice


def _answers(form: PortalForm) -> dict[str, tuple[bool, str]]:
    values = form.values()
    return {one.key: (values[one.key] == "yes", values[f"{one.key}_why"] or "") for one in QUESTIONS}


def _form(notice: Notice) -> PortalForm:
    return forms.opened_from(forms.decision_form(_numbers(notice)), points_of(uow, notice), DECISION)


def _numbers(notice: Notice) -> tuple[int, ...]:
    return tuple(one.number for one in points_of(uow, notice))
