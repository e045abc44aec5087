"""Refer the person to those who bar people from work with adults, and to a professional body; and close the case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from plugins.safeguarding.models import PipotCase
from plugins.safeguarding.rules.clocks import referral_rule
from plugins.safeguarding.rules.pipot_codes import MADE, OWED
from plugins.safeguarding.services.timing import stop_clocks
from portal.plugin import Nation, PortalError, UnitOfWork, start_of_day
from portal.plugin.services import change_record, deadline_for, meet_deadline, start_deadline


@dataclass(frozen=True, kw_only=True)
class Decided:
    """Whether somebody is referred (a code), why, and on which day it was done.

    `decided_on` is the day of the decision that makes it a duty, from which the time is counted: the dismissal, say.
    """

    decision: str
    reason: str
    referred_on: date | None = None
    decided_on: date | None = None

    @property
    def counts_from(self) -> date | None:
        return (self.decided_on or self.referred_on) if self.decision in {OWED, MADE} else None

    def refuse_days(self, today: date, *, prefix: str) -> None:
        """Raises `PortalError` on the field of a day that is missing or cannot be."""
        if self.decision == MADE and self.referred_on is None:
            raise PortalError("Enter when it was referred.", field=f"{prefix}_referred_on")
        for name, day in (("decided_on", self.decided_on), ("referred_on", self.referred_on)):
            if day and day > today:
                raise PortalError("This day has not come yet.", field=f"{prefix}_{name}")
        if self.decided_on and self.referred_on and self.referred_on < self.decided_on:
            raise PortalError("It was not referred before it was decided.", field=f"{prefix}_referred_on")


def decide_referrals(
    uow: UnitOfWork, case: PipotCase, *, barring: Decided, professional: Decided, left_first: bool
) -> PipotCase:
    """Decide on the barring service and the professional body. Whether the person left first changes nothing.

    Where a referral to the barring service is a duty its clock runs from the decision that made it one, until it is
    made. Raises `PortalError` without that day, or with one that cannot be.
    """
    if barring.decision == OWED and barring.decided_on is None:
        raise PortalError("Enter when it was decided: the time is counted from then.", field="barring_decided_on")
    barring.refuse_days(uow.today, prefix="barring")
    professional.refuse_days(uow.today, prefix="professional")
    was_made = case.barring_decision == MADE and barring.decision == OWED  # by mistake: it is owed again
    counted_from = None if was_made else case.barring_decided_on
    change_record(
        uow,
        case,
        act="pipot.referrals_decided",
        barring_decision=barring.decision,
        barring_reason=barring.reason,
        barring_decided_on=barring.counts_from,
        barring_referred_on=barring.referred_on if barring.decision == MADE else None,
        professional_decision=professional.decision,
        professional_reason=professional.reason,
        professional_referred_on=professional.referred_on if professional.decision == MADE else None,
        left_first=left_first,
    )
    _keep_clock(uow, case, barring, counted_from=counted_from)
    return case


def _keep_clock(uow: UnitOfWork, case: PipotCase, barring: Decided, *, counted_from: date | None) -> None:
    code = referral_rule(Nation(case.nation))
    if barring.counts_from != counted_from:
        stop_clocks(uow, case, (code,), reason=barring.reason)
        if barring.counts_from:
            start_deadline(uow, code, case, from_=barring.counts_from)
            uow.session.flush()
    clock = deadline_for(uow, case.id, code)
    if clock and barring.decision == MADE and barring.referred_on:
        meet_deadline(uow, clock, case, at=start_of_day(barring.referred_on))


def objections_to_closing(_uow: UnitOfWork, case: PipotCase) -> list[str]:
    """Why a case may not be closed yet, as sentences."""
    return list(_objections(case))


def _objections(case: PipotCase) -> Iterator[str]:
    if case.outcome is None:
        yield "Record the outcome."
    if case.barring_decision is None:
        yield "Decide on a referral to the barring service, also if the person left first."
    if case.barring_decision == OWED:
        yield "Refer the person to the barring service, and record when."
    if case.professional_decision is None:
        yield "Decide on a referral to a professional body, also if the person left first."
    if case.professional_decision == OWED:
        yield "Refer the person to the professional body, and record when."
    if case.child_related and case.lado_told_at is None:
        yield "Record when the designated officer was told."
