"""Letters about a complaint: filled in from it, finished by a person, kept as they went."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from plugins.complaints.models import Complaint
from plugins.complaints.queries import body_that_answers, desk_of, heads_of
from plugins.complaints.rules import letters
from plugins.complaints.rules.clocks import Event, starts_at
from plugins.complaints.rules.codes import OUTCOMES, SPOKEN
from plugins.complaints.rules.ombudsmen import where_to_go_next
from plugins.complaints.rules.routing import REGIMES, WALES
from plugins.complaints.services.timing import response_clock
from portal.plugin import Nation, UnitOfWork
from portal.plugin.services import (
    Addressee,
    LetterTemplate,
    begin_letter,
    calendar_for,
    day_to_promise,
    finish_letter,
    in_words,
    letter_template,
    running_rule,
)

KIND_LABEL = "Complaint"
NOBODY_NAMED = "An independent advocate, or somebody you trust, can help you. Ask us and we will put you in touch."


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A letter as its writer finished it: to whom, in which format, in which words."""

    addressee: Addressee
    letter_format: str
    words: str
    format_reason: str | None = field(default=None)


def about(uow: UnitOfWork, complaint: Complaint) -> letters.About:
    """What the letters of a complaint are filled from."""
    regime = REGIMES[complaint.regime or ""]
    desk = desk_of(uow)
    clock = response_clock(uow, complaint)
    return letters.About(
        received_on=in_words(complaint.received_on or complaint.opened_on),
        procedure=f"{regime.label} ({regime.basis})",
        contact=_contact(desk, complaint.reference),
        support=(desk.support if desk else None) or NOBODY_NAMED,
        where_next=where_next(complaint),
        heads=[
            letters.Said(one.words, OUTCOMES.label_of(one.outcome), one.finding or "")
            for one in heads_of(uow, complaint.id)
        ],
        spoken_words=(complaint.summary or "") if complaint.channel in SPOKEN else "",
        answer_by=day_to_promise(uow, clock.due_on if clock else expected_answer(uow, complaint)),
        plan=complaint.plan or "",
        formal_right=regime is WALES,
        stages=regime.stages - complaint.stage + 1 if complaint.stage else regime.stages,
    )


def where_next(complaint: Complaint) -> str:
    """Who looks at it when they are not content with the answer."""
    return where_to_go_next(complaint.regime or "", Nation(complaint.nation), body_that_answers(complaint))


def expected_answer(uow: UnitOfWork, complaint: Complaint) -> date | None:
    """By when the answer would be owed if it were acknowledged today; None where nothing counts from that."""
    if complaint.acknowledged_on or complaint.stage != 1:
        return None
    nation = Nation(complaint.nation)
    rules = (running_rule(uow, one, uow.today) for one in starts_at(complaint.regime or "", Event.ACKNOWLEDGED, nation))
    days = calendar_for(uow, nation)
    return next((days.nth_working_day(uow.today, one.n) for one in rules if one), None)


def words_of(uow: UnitOfWork, complaint: Complaint, key: str) -> str:
    """The letter in the organisation's words, filled in, to be finished by a person."""
    values = letters.values(about(uow, complaint))
    return begin_letter(uow, letter_template(uow, key), complaint, kind=KIND_LABEL, own=values)


def finish(uow: UnitOfWork, complaint: Complaint, key: str, letter: Finished) -> Any:
    """Keep a letter as it goes out. Raises `PortalError` on `body`, `reason`, `format` or `addressee`."""
    signed = letters.RESPONSES.get(key)
    return finish_letter(
        uow,
        complaint,
        LetterTemplate(key, 0, signed, "") if signed else letter_template(uow, key),
        addressee=letter.addressee,
        letter_format=letter.letter_format,
        format_reason=letter.format_reason,
        body=letter.words,
    )


def _contact(desk: Any, reference: str) -> str:
    if desk is None:
        return f"Please give our reference: {reference}."
    ways = " or ".join(filter(None, (desk.phone, desk.email)))
    who = f"{desk.manager_name} receives complaints here"
    return f"{who}: {ways}. Please give our reference: {reference}." if ways else f"{who}. Our reference: {reference}."
