"""Who is spoken to, and who is not while the police lead; alerts to the authority that hosts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from plugins.safeguarding.models import Concern, Contact, PipotCase, PoliceHold, Sending
from plugins.safeguarding.queries import hosts, live_hold
from plugins.safeguarding.rules.clocks import ANSWER
from plugins.safeguarding.rules.codes import CONSENT, LAWFUL_BASES, NEEDS_A_REASON
from portal.plugin import ContactStop, PortalError, RecordKind, UnitOfWork, View
from portal.plugin.services import (
    Basis,
    Disclosure,
    answer_submission,
    append_entry,
    change_record,
    deadline_for,
    disclose,
    hold_for_change,
    kind_of,
    meet_deadline,
    new_id,
    origins_of,
    submission_of,
    waive_deadline,
)

ALERT = "safeguarding_alert"


@dataclass(frozen=True, kw_only=True)
class Consent:
    """Why an alert goes: lawful basis, and whether the adult agreed or why it goes all the same (codes)."""

    lawful_basis: str
    consent: str
    reason: str | None = None

    @property
    def words(self) -> str:
        """As both ledgers tell it."""
        return CONSENT.label_of(self.consent) + (f": {self.reason}" if self.reason else "")

    @property
    def basis(self) -> str:
        return next(f"{one.label}: {one.meaning}" for one in LAWFUL_BASES.codes if one.key == self.lawful_basis)

    def refuse_without_reason(self) -> None:
        if self.consent in NEEDS_A_REASON and not self.reason:
            raise PortalError("Say why it is shared without their agreement.", field="reason")


def hold_for_police(
    uow: UnitOfWork, concern: Concern, *, since: date, people: str, asked_by: str, reason: str
) -> PoliceHold:
    """The police lead: from this day nobody contacts the people named, one to a line. What protects people goes on."""
    hold_for_change(uow, concern)
    if since > uow.today:
        raise PortalError("Since when: this day has not come yet.", field="since")
    if live_hold(uow, concern.id):
        raise PortalError("The police hold this already.")
    hold = PoliceHold(**_key(uow, concern), since=since, people=people, asked_by=asked_by, reason=reason)
    uow.session.add(hold)
    _tell(uow, concern, "safeguarding.held_for_police")
    return hold


def lift_hold(uow: UnitOfWork, concern: Concern, *, officer: str, lifted_on: date) -> PoliceHold:
    """Contact may go on: the officer who said so, and the day. Raises `PortalError` without either."""
    hold_for_change(uow, concern)
    hold = live_hold(uow, concern.id)
    if hold is None:
        raise PortalError("The police hold nothing here.")
    if not officer:
        raise PortalError("Enter the officer's name.", field="officer")
    if not hold.since <= lifted_on <= uow.today:
        raise PortalError("When: not before the hold began, and not after today.", field="lifted_on")
    hold.lifted_officer, hold.lifted_on = officer, lifted_on
    _tell(uow, concern, "safeguarding.hold_lifted")
    return hold


def record_contact(
    uow: UnitOfWork,
    concern: Concern,
    *,
    audience: str,
    person: str | None,
    words: str | None,
    is_feedback: bool = False,
    why_not: str | None = None,
) -> Contact:
    """Record that somebody was spoken to or told what came of it, or why they are not told.

    Raises `PortalError` for somebody the police asked not to contact, and while they hold for nobody in particular.
    """
    hold_for_change(uow, concern)
    if not words and not why_not:
        raise PortalError("Say what they were told, or why they are not told.", field="words")
    hold = live_hold(uow, concern.id)
    if words and hold and not (person or "").strip():
        raise PortalError("Say who it was: the police asked that some are not contacted.", field="person")
    if words and hold and is_named(person or "", hold.people):
        raise PortalError(f"{hold.asked_by} asked that nobody contacts them for now.", field="person")
    contact = Contact(
        **_key(uow, concern),
        audience=audience,
        person=person,
        is_feedback=is_feedback,
        words=words,
        why_not=why_not,
        made_at=uow.now,
        made_by=uow.actor.user_id,
    )
    uow.session.add(contact)
    _tell(uow, concern, "safeguarding.told" if is_feedback else "safeguarding.contacted")
    if is_feedback and audience == "referrer":
        _answer_raiser(uow, concern, words=words, why_not=why_not)
    return contact


def contact_stop(uow: UnitOfWork, concern: Concern) -> ContactStop | None:
    """Whom no letter about the concern goes to while the police lead."""
    return _contact_stop(uow, concern.id)


def contact_stop_of_case(uow: UnitOfWork, case: PipotCase) -> ContactStop | None:
    """The same of the concern from which a case about somebody in a position of trust was opened."""
    concerns = (one.record.id for one in origins_of(uow, case.id) if one.kind.key == "safeguarding_concern")
    return next((stop for one in concerns if (stop := _contact_stop(uow, one))), None)


def _contact_stop(uow: UnitOfWork, concern_id: UUID) -> ContactStop | None:
    hold = live_hold(uow, concern_id)
    if hold is None:
        return None
    people = hold.people
    return ContactStop(f"{hold.asked_by} asked that nobody contacts them for now.", lambda name: is_named(name, people))


def is_named(person: str, held: str) -> bool:
    """Whether the person is one of those held back, one to a line; in whatever case and with whatever around it."""
    wanted = person.casefold().strip()
    lines = [one.casefold().strip() for one in held.splitlines() if one.strip()]
    return bool(wanted) and any(one in wanted or wanted in one for one in lines)


def send_alert(uow: UnitOfWork, concern: Concern, *, link_id: UUID, purpose: str, consent: Consent) -> Disclosure:
    """Alert the authority that hosts: their copy of the closed list of the view, and a line in both ledgers."""
    consent.refuse_without_reason()
    link = next((one for one in hosts(uow) if one.id == link_id), None)
    if link is None:
        raise PortalError("That authority is not linked as the one that hosts.", field="link")
    change_record(uow, concern, act="safeguarding.consent_kept", consent=consent.consent, consent_reason=consent.reason)
    kind = kind_of(uow, concern)
    basis = Basis(purpose, consent.basis, consent.words)
    return disclose(uow, concern, kind=kind, view=alert_view(kind), link=link, basis=basis)


def record_sending(
    uow: UnitOfWork,
    concern: Concern,
    *,
    recipient: str,
    channel: str,
    proof: str,
    sent_at: datetime,
    consent: Consent,
) -> Sending:
    """Log an alert that went to an authority that is not here, with the proof."""
    consent.refuse_without_reason()
    if sent_at > uow.now:
        raise PortalError("When it was sent: this moment has not come yet.", field="sent_at")
    change_record(uow, concern, act="safeguarding.consent_kept", consent=consent.consent, consent_reason=consent.reason)
    sending = Sending(
        **_key(uow, concern),
        recipient=recipient,
        channel=channel,
        proof=proof,
        lawful_basis=consent.basis,
        consent=consent.words,
        sent_at=sent_at,
        sent_by=uow.actor.user_id,
    )
    uow.session.add(sending)
    _tell(uow, concern, "safeguarding.alert_logged")
    return sending


def hear_acknowledgement(uow: UnitOfWork, concern: Concern, *, at: datetime) -> None:
    """The authority has seen our alert; heard twice it changes nothing."""
    if concern.host_acknowledged_at is None:
        change_record(uow, concern, act="safeguarding.alert_acknowledged", host_acknowledged_at=at)


def alert_view(kind: RecordKind) -> View:
    view = kind.view(ALERT)
    if view is None:
        raise LookupError("The kind declares no alert.")
    return view


def _answer_raiser(uow: UnitOfWork, concern: Concern, *, words: str | None, why_not: str | None) -> None:
    submission = submission_of(uow, concern.id)
    clock = deadline_for(uow, concern.id, ANSWER.code)
    if words and submission:
        answer_submission(uow, submission, answer=words)
    if clock and words:
        meet_deadline(uow, clock, concern)
    elif clock:
        waive_deadline(uow, clock, concern, reason=why_not or "")


def _key(uow: UnitOfWork, concern: Concern) -> dict[str, object]:
    return {
        "tenant_id": uow.tenant.id,
        "id": new_id(),
        "record_id": concern.id,
        "compartment": concern.compartment,
    }


def _tell(uow: UnitOfWork, concern: Concern, act: str) -> None:
    append_entry(uow, act, record_id=concern.id, compartment=concern.compartment)
