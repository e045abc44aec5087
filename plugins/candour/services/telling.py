"""Try to reach the person, tell them and say sorry; or record why they were not told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from plugins.candour.models import Attempt, CandourRecord
from plugins.candour.queries import attempt_count
from plugins.candour.rules import clocks
from plugins.candour.rules.codes import METHODS, NOT_TOLD
from plugins.candour.services.deciding import notifiable
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
    uow: UnitOfWork, case: CandourRecord, *, made_at: datetime, method: str, outcome: str, words: str | None
) -> Attempt:
    """Write down one attempt to reach the person. Raises `PortalError` on a moment that has not come yet."""
    notifiable(case)
    hold_for_change(uow, case)
    if made_at > uow.now:
        raise PortalError("When: this moment has not come yet.", field="made_at")
    attempt = Attempt(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=case.id,
        compartment=case.compartment,
        made_at=made_at,
        method=method,
        outcome=outcome,
        words=words,
        made_by=uow.actor.user_id,
    )
    uow.session.add(attempt)
    uow.session.flush()
    keep(uow, case, act="candour.attempted")
    return attempt


def tell_person(uow: UnitOfWork, case: CandourRecord, told: Told) -> CandourRecord:
    """Record that the person was told, what they were told, and the apology.

    Raises `PortalError` for a way that does not count under the duty, without an apology, and in Scotland without the
    reason where it is more than a month after the incident.
    """
    regime = notifiable(case)
    if case.relevant_basis is None:
        raise PortalError("Say first who is to be told.")
    _refuse_odd_telling(uow, case, told)
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
    meet(uow, case, clocks.WHILE_TELLING, at=told.told_at)
    if case.nation == Nation.WALES and case.regime == "wales-nhs":
        start_deadline(uow, clocks.LETTER_WALES, case, from_=london_day(told.told_at))
    return case


def record_not_told(uow: UnitOfWork, case: CandourRecord, *, why: str, on: date, words: str) -> CandourRecord:
    """Record that the person declined or could not be reached (`why`, a code), which needs an attempt on record."""
    notifiable(case)
    if case.told_at:
        raise PortalError("They were told already.")
    if attempt_count(uow, case.id) == 0:
        raise PortalError("Write down at least one attempt to reach them first.")
    if on > uow.today:
        raise PortalError("When: this day has not come yet.", field="on")
    keep(uow, case, act="candour.not_told", not_told=why, not_told_on=on, not_told_words=words)
    waive(uow, case, clocks.WHILE_TELLING, reason=f"{NOT_TOLD.label_of(why)}.")
    return case


def record_learning(uow: UnitOfWork, case: CandourRecord, *, learning: str) -> CandourRecord:
    """Keep what was learned, in words that may be shared with a commissioner."""
    notifiable(case)
    return keep(uow, case, act="candour.learned", learning=learning)


def _refuse_odd_telling(uow: UnitOfWork, case: CandourRecord, told: Told) -> None:
    if case.told_at:
        raise PortalError("They were told already. What became known since belongs into the letter or the results.")
    if told.told_at > uow.now:
        raise PortalError("When: this moment has not come yet.", field="told_at")
    if case.occurred_on and london_day(told.told_at) < case.occurred_on:
        raise PortalError("When: not before it happened.", field="told_at")
    if not told.apology.strip():
        raise PortalError("Enter the apology, in the words that were used.", field="apology")
    if told.has_enquiry and not told.enquiries:
        raise PortalError("Say what is looked into further.", field="enquiries")
