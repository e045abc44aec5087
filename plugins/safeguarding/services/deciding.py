"""The three-part test, the decision that follows, and whether an advocate must be arranged."""

from __future__ import annotations

from typing import Any

from plugins.safeguarding.models import Concern
from plugins.safeguarding.rules.advocacy import must_arrange_advocate
from plugins.safeguarding.rules.clocks import ADVOCATE, DECIDE, OF_AN_ENQUIRY, STRATEGY_MEETING, WITHOUT_A_NORM
from plugins.safeguarding.rules.clocks import ENQUIRY as ENQUIRY_TARGET
from plugins.safeguarding.rules.codes import NEEDS_A_REASON
from plugins.safeguarding.services.pipot import open_strand
from plugins.safeguarding.services.timing import count_from_receipt, stop_clocks
from portal.plugin import Nation, PortalError, UnitOfWork
from portal.plugin.services import change_record, deadline_for, meet_deadline, start_deadline, waive_deadline

ENQUIRY, NO_ENQUIRY = "enquiry", "no-enquiry"


def complete_concern(
    uow: UnitOfWork, concern: Concern, *, expected_version: int | None = None, **columns: Any
) -> Concern:
    """Fill in or correct what is known; consent that was not given needs its reason.

    Raises `PortalError` on `consent_reason` without one, `StaleRecordError` when somebody saved in between.
    """
    if columns.get("consent") in NEEDS_A_REASON and not columns.get("consent_reason"):
        raise PortalError("Say why it is shared without their agreement.", field="consent_reason")
    if columns.get("wanted_asked_on") and columns["wanted_asked_on"] > uow.today:
        raise PortalError("When they were asked: this day has not come yet.", field="wanted_asked_on")
    if columns.get("police_told_at") and columns["police_told_at"] > uow.now:
        raise PortalError("When the police were told: this moment has not come yet.", field="police_told_at")
    was_worker = concern.source_is_worker
    change_record(uow, concern, expected_version=expected_version, act="safeguarding.completed", **columns)
    if concern.source_is_worker and not was_worker:
        open_strand(uow, from_concern=concern)
    return concern


def decide_concern(
    uow: UnitOfWork,
    concern: Concern,
    *,
    has_needs: bool,
    is_at_risk: bool,
    cannot_protect: bool,
    decision: str,
    reason: str,
    other_action: str | None = None,
) -> Concern:
    """Answer the three questions and decide. A no leads to something else that is done, never to a deletion.

    Raises `PortalError` before the adult was asked what they want, or when decision and answers do not fit.
    """
    if concern.decision == ENQUIRY:
        raise PortalError("An enquiry was decided on already.")
    if not concern.is_open:
        raise PortalError("This concern is closed. Reopen it first.")
    if not concern.wanted_outcomes and not concern.wanted_not_asked_reason:
        raise PortalError("Record first what the adult wants to happen, or why they were not asked.")
    passes = has_needs and is_at_risk and cannot_protect
    if passes != (decision == ENQUIRY):
        words = (
            "All three answers are yes: an enquiry must be made, by us or by whom we cause to make it."
            if passes
            else "Not all three answers are yes, so there is no enquiry of this kind. Choose what is done instead."
        )
        raise PortalError(words, field="decision")
    if decision == "other-action" and not other_action:
        raise PortalError("Say what is done instead.", field="other_action")
    change_record(
        uow,
        concern,
        act="safeguarding.decided",
        has_needs=has_needs,
        is_at_risk=is_at_risk,
        cannot_protect=cannot_protect,
        decision=decision,
        decision_reason=reason,
        other_action=other_action,
        decided_at=uow.now,
        decided_by=uow.actor.user_id,
        status=ENQUIRY if passes else NO_ENQUIRY,
    )
    _settle_clocks(uow, concern)
    return concern


def decide_advocate(
    uow: UnitOfWork,
    concern: Concern,
    *,
    substantial_difficulty: bool,
    appropriate_person: bool,
    reason: str,
    kind: str | None = None,
) -> Concern:
    """Record whether the adult needs an advocate, and which (`kind`).

    Where the duty arises it is a task, and nothing closes before it.
    """
    owed = must_arrange_advocate(substantial_difficulty=substantial_difficulty, appropriate_person=appropriate_person)
    was_owed = concern.owes_advocate
    change_record(
        uow,
        concern,
        act="safeguarding.advocate_decided",
        substantial_difficulty=substantial_difficulty,
        appropriate_person=appropriate_person,
        advocate_reason=reason,
        advocate_duty="open" if owed else "none",
        advocate_kind=kind,
        advocate_note=None,
    )
    if owed and not was_owed:
        start_deadline(uow, ADVOCATE.code, concern, from_=uow.now)
    if was_owed and not owed:
        stop_clocks(uow, concern, (ADVOCATE.code,), reason=reason)
    return concern


def settle_advocate(uow: UnitOfWork, concern: Concern, *, became: str, note: str) -> Concern:
    """Say who the advocate is, or why there is none after all (`declined`, `withdrawn`)."""
    if not concern.owes_advocate:
        raise PortalError("No advocate is to be arranged.")
    if not note:
        raise PortalError("Say who it is, or why there is none.", field="note")
    change_record(uow, concern, act="safeguarding.advocate_settled", advocate_duty=became, advocate_note=note)
    clock = deadline_for(uow, concern.id, ADVOCATE.code)
    if clock and became == "arranged":
        meet_deadline(uow, clock, concern)
    elif clock:
        waive_deadline(uow, clock, concern, reason=note)
    return concern


def _settle_clocks(uow: UnitOfWork, concern: Concern) -> None:
    clock = deadline_for(uow, concern.id, DECIDE.code)
    if clock:
        meet_deadline(uow, clock, concern)
    if not concern.passes_test:
        stop_clocks(uow, concern, OF_AN_ENQUIRY, reason="No enquiry is made.")
    elif Nation(concern.nation) in WITHOUT_A_NORM:
        for rule in (STRATEGY_MEETING, ENQUIRY_TARGET):
            start_deadline(uow, rule.code, concern, from_=uow.today)
    else:
        count_from_receipt(uow, concern)
