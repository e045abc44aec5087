"""A record as its page shows it: groups of labelled values, who sees each, sentences of its timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from markupsafe import Markup

from portal.accounts.queries import names_of
from portal.core.uow import UnitOfWork
from portal.declarations import RecordKind
from portal.documents.rules import ACTS as DOCUMENT_ACTS
from portal.exchange.models import Disclosure
from portal.records.models import Record
from portal.records.present import shown_value
from portal.records.queries import timeline
from portal.replies.rules import ACTS as REPLY_ACTS
from portal.web.filters import short_day

ACTS: Mapping[str, str] = {
    "record.opened": "opened this record",
    "record.changed": "changed the record",
    "record.noted": "wrote a note",
    "record.restricted": "restricted who may see this",
    "record.restriction_reason": "",
    "record.let_in": "let somebody into this record",
    "record.let_out": "ended that somebody was let into this record",
    "record.referred": "referred this on",
    "person.linked": "added a person",
    "person.unlinked": "took a person out",
    "deadline.started": "",
    "deadline.met": "",
    "deadline.reopened": "",
    "deadline.waived": "",
    "deadline.stopped": "stopped the clock of a date",
    "deadline.resumed": "let the clock of a date go on",
    "deadline.extended": "moved a date from %(old_due_on)s to %(new_due_on)s, as was agreed",
    "deadline.moved": "moved a date from %(old_due_on)s to %(new_due_on)s, because the calendar changed",
    "action.added": "set action %(action)s",
    "action.propose": "proposed action %(action)s to another organisation",
    "action.accept": "accepted action %(action)s",
    "action.decline": "declined action %(action)s",
    "action.progress": "",
    "action.finish": "said that action %(action)s is done",
    "action.verify": "verified action %(action)s",
    "action.reopen": "sent action %(action)s back",
    "action.give": "",
    "action.move": "changed the date of action %(action)s",
    "action.cancel": "cancelled action %(action)s",
    "action.heard_propose": "was asked for action %(action)s",
    "action.heard_accept": "heard that action %(action)s was accepted",
    "action.heard_decline": "heard that action %(action)s was declined",
    "action.heard_progress": "",
    "action.heard_finish": "heard that action %(action)s is done",
    "action.heard_verify": "heard that action %(action)s was verified",
    "action.heard_reopen": "heard that action %(action)s was sent back",
    "action.heard_move": "heard of another date for action %(action)s",
    "action.heard_cancel": "heard that action %(action)s was cancelled",
    "retention.held": "held it back from being erased",
    "retention.released": "released the hold on it",
    "retention.proposed": "asked whether it has been kept long enough",
    "retention.withdrawn": "did not erase it after all",
    "retention.approved": "agreed that it is erased when its time is over",
    "retention.kept_longer": "decided to keep it longer",
    "letter.finished": "wrote a letter",
    "exchange.disclosed": "shared version %(version)s with %(to)s",
    "exchange.recalled": "recalled what was shared with %(to)s before it was opened",
    "exchange.withdrawn": "withdrew what was shared with %(to)s",
    "exchange.held_back": "held back what %(to)s would have been told",
    "exchange.hold_lifted": "let sharing go on",
    "exchange.received": "received version %(version)s from %(sender)s",
    "exchange.opened": "opened version %(version)s from %(sender)s",
    "exchange.acknowledge": "told %(to)s that this was seen",
    "exchange.ask": "asked %(to)s a question",
    "exchange.answer": "answered %(to)s",
    "exchange.object": "objected to %(to)s",
    "exchange.heard_acknowledge": "heard that this was seen",
    "exchange.heard_ask": "were asked a question",
    "exchange.heard_answer": "heard an answer",
    "exchange.heard_object": "heard an objection",
    "exchange.message_sent": "",
    "exchange.message_heard": "",
    "exchange.withdrawn_by_sender": "heard that the sender withdrew this",
}


@dataclass(frozen=True)
class ShownGroup:
    """A field group with its values as markup, the labels of what is not recorded, and who can see it."""

    key: str
    label: str
    rows: list[tuple[str, Markup]]
    missing: list[str]
    who: str


@dataclass(frozen=True)
class Happening:
    """One line of the timeline."""

    at: datetime
    sentence: str


def shown_groups(
    uow: UnitOfWork,
    kind: RecordKind,
    record: Any,
    disclosures: Sequence[Disclosure] = (),
    *,
    on_paper: bool = False,
) -> list[ShownGroup]:
    """The groups of a record, but those a section of the kind's own shows instead, which paper does not have.

    Of a received copy, only the groups something was told of.
    """
    replaced = set() if record.is_received or on_paper else {one.instead_of for one in kind.page_sections}
    groups = []
    for group in kind.groups:
        values = [(one.label, shown_value(uow, one, getattr(record, one.key))) for one in group.fields]
        rows = [(label, value) for label, value in values if value]
        if group.key in replaced or (record.is_received and not rows):
            continue
        missing = [] if record.is_received else [label for label, value in values if not value]
        groups.append(ShownGroup(group.key, group.label, rows, missing, _who_sees(uow, record, group.key, disclosures)))
    return groups


def _who_sees(uow: UnitOfWork, record: Record, group: str, disclosures: Sequence[Disclosure]) -> str:
    if record.is_received:
        return f"Shared with you by {record.peer_name}"
    told = [
        f"{one.peer_name} ({short_day(one.sent_at)}, version {one.version})"
        for one in disclosures
        if one.state == "current" and any(field.startswith(f"{group}.") for field in one.manifest)
    ]
    if told:
        return f"{uow.tenant.name}, and shared with {', '.join(told)}"
    audience = "only people with a restricted role" if record.compartment != "general" else "only your organisation"
    return f"{audience[0].upper()}{audience[1:]}"


def happenings(uow: UnitOfWork, kind: RecordKind, record: Record) -> list[Happening]:
    """The timeline in sentences, newest first. What an erased payload said is gone; that it happened stays."""
    entries = timeline(uow, record.id)
    names = names_of(uow, {one.actor_id for one in entries if one.actor_id})
    sentences = {**ACTS, **DOCUMENT_ACTS, **REPLY_ACTS, **kind.acts}
    found = []
    for entry in entries:
        template = sentences.get(entry.act, entry.act.replace(".", " ").replace("_", " "))
        if template:
            found.append(
                Happening(entry.at, f"{_actor(uow, names, entry.actor_id)} {_filled(template, entry.payload)}")
            )
    return found


def _actor(uow: UnitOfWork, names: Mapping[UUID, str], actor_id: UUID | None) -> str:
    return names.get(actor_id, "Somebody") if actor_id else uow.tenant.name


def _filled(template: str, payload: Mapping[str, Any] | None) -> str:
    try:
        return template % (payload or {})
    except (KeyError, ValueError):
        return template.split("%", maxsplit=1)[0].strip()
