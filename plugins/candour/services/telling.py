"""Try to reach people, tell them and say sorry; or record why they were not told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from plugins.candour.models import Attempt, CandourRecord, RelevantPerson
from plugins.candour.queries import attempt_count
from plugins.candour.rules import clocks
from plugins.candour.rules.codes import METHODS, NOT_TOLD
from plugins.candour.rules.standing import is_everybody_settled
from plugins.candour.services.deciding import notifiable
from plugins.candour.services.people import addressed
from plugins.candour.services.timing import is_late, keep, meet, waive
from portal.plugin import Nation, PortalError, UnitOfWork, london_day
from portal.plugin.services import hold_for_change, new_id, start_deadline


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was said when the person was told. `apology` is kept as it was said, word for word."""

    told_at: datetime
    method: str
    by: str
    facts: str
    apology: str
    support: str
    has_enquiry: bool
    enquiries: str | None = None
    delay_reason: str | None = None


def record_attempt(
    uow: UnitOfWork,
    case: CandourRecord,
    *,
    made_at: datetime,
    method: str,
    outcome: str,
    words: str | None,
    to: RelevantPerson | None = None,
) -> Attempt:
    """Write down one attempt to reach a person. Raises `PortalError` on a moment that has not come yet.

    `to` is whom every step is for; it may be left out where only one person is told.
    """
    notifiable(case)
    person = addressed(case, to)
    hold_for_change(uow, case)
    if made_at > uow.now:
        raise PortalError("When: this moment has not come yet.", field="made_at")
    attempt = Attempt(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=case.id,
        compartment=case.compartment,
        relevant_person_id=person.id,
        made_at=made_at,
        method=method,
        outcome=outcome,
        words=words,
        made_by=uow.actor.user_id,
    )
    uow.session.add(attempt)
    uow.session.flush()
    keep(uow, case, act="candour.attempted", person=person)
    return attempt


def tell_person(uow: UnitOfWork, case: CandourRecord, told: Told, *, to: RelevantPerson | None = None) -> CandourRecord:
    """Record that a person was told, what they were told, and the apology.

    Raises `PortalError` for a way that does not count under the duty, without an apology, and in Scotland without the
    reason where it is more than a month after the incident.
    """
    regime = notifiable(case)
    person = addressed(case, to)
    if person.basis is None:
        raise PortalError("Say first who is to be told.")
    _refuse_odd_telling(uow, case, person, told)
    if told.method not in regime.methods:
        ways = " or ".join(METHODS.label_of(one).lower() for one in regime.methods)
        raise PortalError(f"{regime.label}: they must be told {ways}. Log anything else as an attempt.", field="method")
    if is_late(uow, case, london_day(told.told_at)) and not told.delay_reason:
        words = "It is more than a month since it happened. The letter must say why it took so long: enter the reason."
        raise PortalError(words, field="delay_reason")
    keep(
        uow,
        case,
        act="candour.told",
        person=person,
        told_at=told.told_at,
        told_method=told.method,
        told_by=told.by,
        told_facts=told.facts,
        has_enquiry=told.has_enquiry,
        enquiries=told.enquiries,
        apology=told.apology,
        support_offered=told.support,
        delay_reason=told.delay_reason,
    )
    _settle_clocks(uow, case)
    if case.nation == Nation.WALES and case.regime == "wales-nhs":
        of_whom = person.id if len(case.people) > 1 else None
        start_deadline(uow, clocks.LETTER_WALES, case, from_=london_day(told.told_at), subject_id=of_whom)
    return case


def record_not_told(
    uow: UnitOfWork, case: CandourRecord, *, why: str, on: date, words: str, to: RelevantPerson | None = None
) -> CandourRecord:
    """Record that a person declined or could not be reached (`why`, a code), which needs an attempt on record."""
    notifiable(case)
    person = addressed(case, to)
    if person.told_at:
        raise PortalError("They were told already.")
    if attempt_count(uow, [person]) == 0:
        raise PortalError("Write down at least one attempt to reach them first.")
    if on > uow.today:
        raise PortalError("When: this day has not come yet.", field="on")
    keep(uow, case, act="candour.not_told", person=person, not_told=why, not_told_on=on, not_told_words=words)
    _settle_clocks(uow, case)
    return case


def record_learning(uow: UnitOfWork, case: CandourRecord, *, learning: str) -> CandourRecord:
    """Keep what was learned, in words that may be shared with a commissioner."""
    notifiable(case)
    return keep(uow, case, act="candour.learned", learning=learning)


def _settle_clocks(uow: UnitOfWork, case: CandourRecord) -> None:
    """Telling is done once everybody was told, when the last one was; where nobody could be, it falls away."""
    if not is_everybody_settled(case.people):
        return
    if case.told_at:
        meet(uow, case, clocks.WHILE_TELLING, at=case.told_at)
    else:
        waive(uow, case, clocks.WHILE_TELLING, reason=f"{NOT_TOLD.label_of(case.not_told)}.")


def _refuse_odd_telling(uow: UnitOfWork, case: CandourRecord, person: RelevantPerson, told: Told) -> None:
    if person.told_at:
        raise PortalError("They were told already. What became known since belongs into the letter or the results.")
    if told.told_at > uow.now:
        raise PortalError("When: this moment has not come yet.", field="told_at")
    if case.occurred_on and london_day(told.told_at) < case.occurred_on:
        raise PortalError("When: not before it happened.", field="told_at")
    if not told.apology.strip():
        raise PortalError("Enter the apology, in the words that were used.", field="apology")
    if told.has_enquiry and not told.enquiries:
        raise PortalError("Say what is looked into further.", field="enquiries")
