"""Blocks of home and record pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from plugins.safeguarding import queries
from plugins.safeguarding.models import Concern, Contact, PipotCase, PipotDisclosure, PipotReview, PoliceHold, Sending
from plugins.safeguarding.permissions import DECIDE, PIPOT_READ, SEND, WRITE
from plugins.safeguarding.rules.codes import AUDIENCES, CHANNELS
from plugins.safeguarding.rules.pipot_codes import DISCLOSE
from portal.plugin import Panel, TenantKind, UnitOfWork
from portal.plugin.services import names_of, urgent_readings_of


@dataclass(frozen=True)
class Told:
    """Everybody who was told or spoken to, alerts that went by hand, and holds of the police."""

    contacts: list[tuple[Contact, str]]
    sendings: list[tuple[Sending, str]]
    holds: Sequence[PoliceHold]
    acknowledged_at: Any

    def __bool__(self) -> bool:
        return bool(self.contacts or self.sendings or self.holds or self.acknowledged_at)


def told_section(uow: UnitOfWork, concern: Concern) -> Told:
    return Told(
        [(one, AUDIENCES.label_of(one.audience)) for one in queries.contacts_of(uow, concern.id)],
        [(one, CHANNELS.label_of(one.channel)) for one in queries.sendings_of(uow, concern.id)],
        queries.holds_of(uow, concern.id),
        concern.host_acknowledged_at,
    )


@dataclass(frozen=True)
class Doing:
    """What may be done with one of our own concerns besides the next step: label and endpoint, and its papers."""

    steps: list[tuple[str, str]]
    papers: list[tuple[str, str]]


# When each document has something to say; its words are of `papers`.
PAPERS: tuple[tuple[str, str, Callable[[Concern], bool]], ...] = (
    ("receipt", "Receipt for whoever raised it", lambda _concern: True),
    ("alert", "Safeguarding alert", lambda _concern: True),
    ("decision", "Record of a decision", lambda concern: concern.decision is not None),
    ("enquiry", "Request to another agency to make the enquiry", lambda concern: concern.enquiry_mode == "caused"),
    ("plan", "Safeguarding plan for the adult", lambda concern: bool(concern.plan)),
    ("survey", "Survey: how was it for you?", lambda concern: not concern.is_open),
)


def done_section(uow: UnitOfWork, concern: Concern) -> Doing | None:
    if concern.is_received or not uow.may(WRITE):
        return None
    steps = [
        ("decide", "Decide on the concern", concern.is_open and concern.decision != "enquiry" and uow.may(DECIDE)),
        ("advocate", "Does the adult need an advocate?", concern.is_open),
        ("enquiry", "Agree the enquiry", concern.status == "enquiry"),
        ("challenge", "Challenge the enquiry", concern.enquiry_mode == "caused" and concern.is_open),
        ("plan", "Make or change the plan", concern.is_open),
        ("review", "Look at the plan again", bool(concern.plan) and concern.is_open),
        ("hold", "The police lead: hold back contact", concern.is_open),
        ("contact", "Record a contact, or what somebody was told", True),
        ("alert", "Alert the authority that hosts", bool(queries.hosts(uow)) and uow.may(SEND)),
        ("sending", "Log an alert you sent yourself", uow.may(SEND)),
        ("source", "Open a record for the adult at risk who may have caused it", bool(concern.source_is_at_risk)),
        ("ending", "Record how it ended", concern.is_open),
        ("survey", "Record how it was for the person", not concern.is_open),
    ]
    return Doing(
        [(endpoint, label) for endpoint, label, fits in steps if fits],
        [(key, label) for key, label, has_words in PAPERS if has_words(concern)],
    )


@dataclass(frozen=True)
class Decisions:
    """Each decision whether to tell somebody, with its state in words; each review of the risk plan."""

    decisions: list[tuple[PipotDisclosure, str]]
    reviews: Sequence[PipotReview]

    def __bool__(self) -> bool:
        return bool(self.decisions or self.reviews)


def decisions_section(uow: UnitOfWork, case: PipotCase) -> Decisions:
    return Decisions(
        [(one, DISCLOSE.label_of(one.decision)) for one in queries.decisions_of(uow, case.id)],
        queries.reviews_of(uow, case.id),
    )


def opened_section(uow: UnitOfWork, case: PipotCase) -> list[tuple[Any, str]]:
    """Who opened the case in an emergency, and why."""
    found = urgent_readings_of(uow, case.id)
    names = names_of(uow, {one.read_by for one in found})
    return [(one, names.get(one.read_by, "")) for one in found]


# When each document of a case has something to say; its words are of `pipot_papers`.
CASE_PAPERS: tuple[tuple[str, str, Callable[[PipotCase], bool]], ...] = (
    ("notification", "Notification", lambda _case: True),
    ("decision", "Record of decisions", lambda case: case.in_scope is not None),
    ("referral", "Referral checklist", lambda case: bool(case.in_scope)),
)


def pipot_done_section(_uow: UnitOfWork, case: PipotCase) -> Doing:
    steps = [
        ("strategy", "Agree what is done", bool(case.in_scope)),
        ("disclosure", "Decide whom to tell", bool(case.information_owner)),
        ("risk", "Record the employer's risk plan", bool(case.in_scope)),
        ("review", "Look at the risk plan again", bool(case.risk_plan)),
        ("outcome", "Record the outcome", bool(case.in_scope)),
        ("referrals", "Decide on referrals", True),
        ("retention", "Say when somebody asks whether this is still needed", True),
    ]
    return Doing(
        [(endpoint, label) for endpoint, label, fits in steps if fits],
        [(key, label) for key, label, has_words in CASE_PAPERS if has_words(case)],
    )


PANELS = (
    Panel(
        "safeguarding.new",
        "Concerns to decide on",
        "safeguarding/_new.html",
        queries.new_concerns,
        WRITE,
        weight=15,
        tenant_kinds=frozenset({TenantKind.PROVIDER, TenantKind.COMMISSIONER}),
    ),
    Panel(
        "safeguarding.opened_urgently",
        "Opened in an emergency",
        "safeguarding/_opened_lately.html",
        queries.opened_urgently_lately,
        PIPOT_READ,
        weight=16,
    ),
)
