"""Share with a preview, read the ledgers, take back, ask and answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.core.errors import NotFoundError, PortalError
from portal.core.uow import UnitOfWork
from portal.declarations import RecordKind, View
from portal.documents.blueprint import vault
from portal.exchange import forms, present, queries
from portal.exchange.conversation import ANSWER, ASK, OBJECT, room_of
from portal.exchange.enclosures import Enclosing, chosen_evidence, offered_evidence
from portal.exchange.models import Message, Receipt, Room
from portal.exchange.permissions import DISCLOSE, OPEN, READ_LEDGER, SPEAK
from portal.exchange.rules import documents_in
from portal.exchange.services import Basis, disclose, open_receipt, preview, withdraw
from portal.exchange.talking import acknowledge_copy, answer_question, ask_question, object_to
from portal.records.models import Record
from portal.records.queries import load_record
from portal.tenants.models import Link
from portal.web.blueprint import PortalBlueprint
from portal.web.fields import Option
from portal.web.filters import file_size
from portal.web.forms import attach_error
from portal.web.paging import Page, every_row
from portal.web.picking import Pick, pick
from portal.web.spreadsheets import FILE_FORMS, list_file
from portal.web.transaction import uow
from portal.web.typed import uuid_in

bp = PortalBlueprint("exchange", __name__, path="sharing")


@bp.route("/", permission=READ_LEDGER)
def ledger() -> ResponseReturnValue:
    side, read = _side()
    peers = _peers()
    found = _typed(peers)
    peer = found.option.value if found.option else ""
    page = read(uow, request.args.get("after"), peer=peer)
    return render_template("exchange/ledger.html", side=side, page=page, peers=peers, peer=peer, found=found)


@bp.route(f"/ledger.{FILE_FORMS}", permission=READ_LEDGER)
def ledger_sheet(form: str) -> ResponseReturnValue:
    side, read = _side()
    found = _typed(_peers())
    rows = every_row(lambda cursor: read(uow, cursor, peer=found.option.value if found.option else None))
    if side == "received":
        return list_file(form, "what-was-shared-with-us", present.RECEIVED, map(present.received_line, rows))
    return list_file(form, "what-we-shared", present.LEDGER, map(present.ledger_line, rows))


def _side() -> tuple[str, Callable[..., Page]]:
    """Which of the two ledgers the address asks for, and how its pages are read."""
    if request.args.get("side") == "received":
        return "received", queries.received_page
    return "sent", queries.sent_page


@bp.route("/disclosures/<uuid:disclosure_id>", permission=READ_LEDGER)
def show(disclosure_id: UUID) -> ResponseReturnValue:
    sent = queries.load_disclosure(uow, disclosure_id)
    return render_template("exchange/show.html", sent=sent, told=present.told_groups(uow, sent.snapshot))


@bp.route("/received/<uuid:receipt_id>", permission=READ_LEDGER)
def received(receipt_id: UUID) -> ResponseReturnValue:
    receipt = _receipt(receipt_id)
    return render_template("exchange/received.html", receipt=receipt, told=present.told_groups(uow, receipt.snapshot))


@bp.route("/received/<uuid:receipt_id>/open", methods=["POST"], permission=OPEN)
def open_received(receipt_id: UUID) -> ResponseReturnValue:
    receipt = _receipt(receipt_id)
    open_receipt(uow, receipt)
    return redirect(url_for(".received", receipt_id=receipt.id))


@bp.route("/disclosures/<uuid:disclosure_id>/take-back", methods=["GET", "POST"], permission=DISCLOSE)
def take_back(disclosure_id: UUID) -> ResponseReturnValue:
    sent = queries.load_disclosure(uow, disclosure_id)
    form = forms.TakeBackForm()
    if form.validate_on_submit():
        became = withdraw(uow, sent, reason=form.reason.text)
        flash(
            "Recalled before anybody opened it: their copy is gone."
            if became == "recalled"
            else "Withdrawn: their copy is marked."
        )
        return redirect(url_for(".show", disclosure_id=sent.id))
    return render_template("exchange/take_back.html", sent=sent, form=form)


@bp.route("/<kind_key>/<uuid:record_id>/share", permission=DISCLOSE)
def choose(kind_key: str, record_id: UUID) -> ResponseReturnValue:
    kind, record = _kind_and_record(kind_key, record_id)
    form = forms.ChooseForm(request.args)
    form.link.offer(Option(str(one.id), one.peer_name) for one in _links(uow))
    form.view.offer(Option(one.key, one.label, one.audience) for one in kind.views)
    _offer_documents(form, record)
    if request.args.get("link") and form.validate():
        return redirect(
            url_for(
                ".share",
                kind_key=kind.key,
                record_id=record.id,
                link_id=form.link.data,
                view_key=form.view.data,
                documents=form.documents.data,
            )
        )
    return render_template("exchange/choose.html", kind=kind, record=record, form=form, links=_links(uow))


@bp.route(
    "/<kind_key>/<uuid:record_id>/share/<uuid:link_id>/<view_key>",
    methods=["GET", "POST"],
    permission=DISCLOSE,
)
def share(kind_key: str, record_id: UUID, link_id: UUID, view_key: str) -> ResponseReturnValue:
    kind, record = _kind_and_record(kind_key, record_id)
    link, view = _link_and_view(kind, link_id, view_key)
    form, enclosing = forms.ShareForm(), _enclosing(record)
    if form.validate_on_submit():
        try:
            sent = disclose(uow, record, kind=kind, view=view, link=link, basis=_basis(form), enclosing=enclosing)
        except PortalError as error:
            attach_error(form, error)
        else:
            flash(f"Shared with {link.peer_name}, version {sent.version}.")
            return redirect(url_for(".show", disclosure_id=sent.id))
    snapshot = preview(kind, view, record, enclosing.told)
    return render_template(
        "exchange/share.html", kind=kind, record=record, link=link, view=view, form=form,
        told=present.told_groups(uow, snapshot.text),
        behind=[one.label for one in kind.groups if one.key not in view.groups],
    )  # fmt: skip


@bp.route("/rooms/<uuid:room_id>/ask", methods=["GET", "POST"], permission=SPEAK)
def ask(room_id: UUID) -> ResponseReturnValue:
    return _speak(room_id, forms.AskForm(), ASK)


@bp.route("/rooms/<uuid:room_id>/object", methods=["GET", "POST"], permission=SPEAK)
def object_(room_id: UUID) -> ResponseReturnValue:
    return _speak(room_id, forms.ObjectForm(), OBJECT)


@bp.route("/rooms/<uuid:room_id>/acknowledge", methods=["POST"], permission=OPEN)
def acknowledge(room_id: UUID) -> ResponseReturnValue:
    room = room_of(uow, room_id)
    acknowledge_copy(uow, room)
    return _back_to_record(room)


@bp.route("/questions/<uuid:message_id>/answer", methods=["GET", "POST"], permission=SPEAK)
def answer(message_id: UUID) -> ResponseReturnValue:
    question = uow.session.get(Message, (uow.tenant.id, message_id))
    if question is None or question.type != ASK or question.direction != "received":
        raise NotFoundError
    room = room_of(uow, question.room_id)
    form = forms.AnswerForm()
    if form.validate_on_submit():
        try:
            answer_question(uow, room, question, body=form.body.text)
        except PortalError as error:
            attach_error(form, error)
        else:
            return _back_to_record(room)
    return _speaking_page(room, form, ANSWER, question)


def _offer_documents(form: forms.ChooseForm, record: Record) -> None:
    """The newest version of each document; those that somebody was sent already are ticked."""
    offered = offered_evidence(uow, record.id)
    form.documents.offer(
        Option(str(one.version.id), one.document.title, f"{one.version.file_name}, {file_size(one.version.size_bytes)}")
        for one in offered
    )
    if not request.args:
        current = [one for one in queries.disclosures_of(uow, record.id) if one.state == "current"]
        sent = {told["sha256"] for one in current for told in documents_in(one.snapshot)}
        form.documents.data = [str(one.version.id) for one in offered if one.version.sha256 in sent]


def _enclosing(record: Record) -> Enclosing:
    """The documents the address names. Raises as `chosen_evidence`, and `NotFoundError` for no id."""
    wanted = [uuid_in(one) for one in request.args.getlist("documents")]
    if None in wanted:
        raise NotFoundError
    return Enclosing(chosen_evidence(uow, record.id, [one for one in wanted if one]), vault())


def _receipt(receipt_id: UUID) -> Receipt:
    receipt = uow.session.get(Receipt, (uow.tenant.id, receipt_id))
    if receipt is None:
        raise NotFoundError
    return receipt


def _speak(room_id: UUID, form: Any, type_: str) -> ResponseReturnValue:
    room = room_of(uow, room_id)
    if form.validate_on_submit():
        try:
            (ask_question if type_ == ASK else object_to)(uow, room, body=form.body.text)
        except PortalError as error:
            attach_error(form, error)
        else:
            return _back_to_record(room)
    return _speaking_page(room, form, type_)


def _speaking_page(room: Room, form: Any, type_: str, question: Message | None = None) -> str:
    record = _record_of(room)
    return render_template(
        "exchange/speak.html",
        room=room,
        form=form,
        type=type_,
        question=question,
        title=f"{record.reference}: {record.title}" if record else "",
        back_url=_url_of(room, record),
    )


def _back_to_record(room: Room) -> ResponseReturnValue:
    return redirect(_url_of(room, _record_of(room)))


def _record_of(room: Room) -> Record | None:
    return uow.session.scalars(select(Record).where(Record.id == room.record_id)).one_or_none()


def _url_of(room: Room, record: Record | None) -> str:
    if record is None:
        return url_for(".ledger")
    return url_for("casework.show", kind_key=record.kind, record_id=room.record_id, _anchor="conversation")


def _kind_and_record(kind_key: str, record_id: UUID) -> tuple[RecordKind, Any]:
    plugins: Any = uow.plugins
    kind: RecordKind | None = plugins.kind(kind_key)
    if kind is None or not kind.views:
        raise NotFoundError
    uow.require(kind.write)
    return kind, load_record(uow, kind, record_id)


def _links(unit: UnitOfWork) -> list[Link]:
    return list(unit.session.scalars(select(Link).where(Link.status == "agreed").order_by(Link.peer_name)))


def _link_and_view(kind: RecordKind, link_id: UUID, view_key: str) -> tuple[Link, View]:
    link = uow.session.get(Link, (uow.tenant.id, link_id))
    view = kind.view(view_key)
    if link is None or view is None:
        raise NotFoundError
    return link, view


def _peers() -> list[str]:
    return sorted({one.peer_name for one in uow.session.scalars(select(Link)) if one.peer_name})


def _typed(peers: Sequence[str]) -> Pick:
    """Which organisation the ledger is of, where one was chosen or part of its name typed."""
    return pick((Option(one, one) for one in peers), request.args.get("peer"))


def _basis(form: forms.ShareForm) -> Basis:
    bases = {one.value: f"{one.label} ({one.hint})" for one in forms.LAWFUL_BASES}
    consents = {one.value: one.label for one in forms.CONSENTS}
    needs_reason = form.consent.data in {"overridden", "not-sought"}
    if needs_reason and not form.consent_reason.data:
        raise PortalError("Say why you share it all the same.", field="consent_reason")
    consent = consents[form.consent.data] + (f": {form.consent_reason.data}" if form.consent_reason.data else "")
    return Basis(form.purpose.text, bases[form.lawful_basis.data], consent)
