"""From the acknowledgement to the answer: support offered, plan agreed, looked into, drafted, signed, sent."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from plugins.complaints.models import Complaint, ComplaintStage
from plugins.complaints.permissions import SIGN
from plugins.complaints.queries import heads_of, stages_of, wants_independent_investigator, who_decided_first
from plugins.complaints.rules import letters as wording
from plugins.complaints.rules.clocks import LONGEST_EXTENSION_OF_CODE, Event
from plugins.complaints.rules.outcomes import FOUND
from plugins.complaints.rules.routing import CODE, REGIMES, SECOND_STAGE, WALES
from plugins.complaints.services import letters
from plugins.complaints.services.letters import Finished
from plugins.complaints.services.receiving import begin_stage
from plugins.complaints.services.timing import lateness_of, let_go_of_first_stage, note_event, response_clock
from portal.plugin import Nation, PortalError, UnitOfWork
from portal.plugin.services import (
    calendar_for,
    change_record,
    extend_clock,
    hold_for_change,
    in_words,
    members,
    names_of,
)

TO_FILL_IN = re.compile(r"\[[^\[\]\n]{2,}\]")
AT_WORK = frozenset({"routed", "acknowledged", "planned", "investigating", "drafted"})


def acknowledge(uow: UnitOfWork, complaint: Complaint, letter: Finished, *, on: date) -> Complaint:
    """Tell them that it arrived and what happens next. Stops the clock of acknowledging; others count from this day.

    Raises `PortalError` while nobody confirmed the procedure, or asked whether it could be abuse.
    """
    _refuse_unready(complaint)
    _refuse_day(uow, complaint, on)
    if complaint.acknowledged_on:
        raise PortalError("It was acknowledged already.")
    letters.finish(uow, complaint, wording.ACKNOWLEDGEMENT, letter)
    status = "acknowledged" if complaint.status == "routed" else complaint.status
    change_record(uow, complaint, act="complaint.acknowledged", acknowledged_on=on, status=status)
    _stage_now(uow, complaint).acknowledged_on = on
    note_event(uow, complaint, Event.ACKNOWLEDGED, on=on)
    return complaint


def offer_support(
    uow: UnitOfWork, complaint: Complaint, *, offered_on: date, answer: str, supported_by: str | None
) -> Complaint:
    """Record that advocacy or other independent support was offered, and what they said."""
    if offered_on > uow.today:
        raise PortalError("This day has not come yet", field="offered_on")
    return change_record(
        uow,
        complaint,
        act="complaint.support_offered",
        advocacy_offered_on=offered_on,
        advocacy_answer=answer,
        advocacy_by=supported_by,
    )


def agree_plan(uow: UnitOfWork, complaint: Complaint, letter: Finished, *, plan: str, agreed_on: date) -> Complaint:
    """Keep what was agreed with them: how it is looked into, and how long that takes.

    Raises `PortalError` while it is not acknowledged, or support was not offered.
    """
    _refuse_unready(complaint)
    _refuse_day(uow, complaint, agreed_on, "agreed_on")
    if complaint.acknowledged_on is None:
        raise PortalError("Acknowledge the complaint first.")
    if complaint.advocacy_offered_on is None:
        raise PortalError("Offer support first, and record what they said to it.")
    if not (plan or "").strip():
        raise PortalError("Write down what was agreed", field="plan")
    told = replace(letter, words=letter.words.replace(wording.AGREED, plan.strip()))
    letters.finish(uow, complaint, wording.PLAN, told)
    status = "planned" if complaint.status == "acknowledged" else complaint.status
    return change_record(
        uow, complaint, act="complaint.plan_agreed", plan=plan.strip(), plan_agreed_on=agreed_on, status=status
    )


def give_to_investigator(
    uow: UnitOfWork, complaint: Complaint, *, member_id: UUID, has_conflict: bool, why_not: str | None = None
) -> Complaint:
    """Give it to somebody to look into, once it was asked whether they have a conflict of interest.

    Raises `PortalError` on `member_id` for somebody it is about, on `has_conflict` for a yes; at stage 2 also for
    whoever looked into, decided or signed stage 1.
    """
    _refuse_unready(complaint)
    if member_id not in {one.user_id for one in members(uow)}:
        raise PortalError("Choose somebody who belongs to your organisation", field="member_id")
    if member_id == complaint.subject_id:
        raise PortalError("The complaint is about them", field="member_id")
    if complaint.stage == SECOND_STAGE and member_id in who_decided_first(uow, complaint):
        raise PortalError(
            "They looked into the first answer or decided it. Somebody else must look again", field="member_id"
        )
    if has_conflict:
        raise PortalError(
            f"Choose somebody without a conflict of interest{': ' + why_not if why_not else ''}", field="has_conflict"
        )
    columns: dict[str, Any] = (
        {"reviewer_id": member_id} if complaint.stage == SECOND_STAGE else {"investigator_id": member_id}
    )
    waits = complaint.status in {"routed", "acknowledged", "planned"}
    return change_record(
        uow,
        complaint,
        act="complaint.investigation_begun",
        conflict_checked_at=uow.now,
        status="investigating" if waits else complaint.status,
        **columns,
    )


def set_hold(uow: UnitOfWork, complaint: Complaint, *, hold: str | None) -> Complaint:
    """Mark that it waits for safeguarding, the police or a court, or that it does not any more. Its clocks go on."""
    return change_record(
        uow,
        complaint,
        act="complaint.held" if hold else "complaint.hold_ended",
        hold=hold,
        hold_since=(complaint.hold_since or uow.today) if hold else None,
    )


def take_more_time(
    uow: UnitOfWork,
    complaint: Complaint,
    letter: Finished,
    *,
    due_on: date,
    agreed_with: str,
    agreed_on: date,
    reason: str,
    evidence: str | None = None,
) -> Complaint:
    """Move the day of the answer, and write to them why. What was agreed, with whom and when is kept with the clock.

    Raises `PortalError` on the field at fault: where the law wants the agreement before the day, or the Code allows
    ten working days at most without a reason of its own.
    """
    clock = response_clock(uow, complaint)
    if clock is None or clock.due_on is None:
        raise PortalError("No response with a date is owed now.")
    if complaint.regime == CODE.key and not evidence:
        days = calendar_for(uow, Nation(complaint.nation))
        longest = days.nth_working_day(clock.due_on, LONGEST_EXTENSION_OF_CODE)
        if due_on > longest:
            raise PortalError(
                "The Code allows ten more working days at most. For longer, write under evidence what good reason"
                " there is",
                field="due_on",
            )
    extend_clock(
        uow,
        clock,
        complaint,
        due_on=due_on,
        agreed_with=agreed_with,
        agreed_on=agreed_on,
        reason=reason,
        evidence=evidence,
    )
    told = replace(letter, words=letter.words.replace(wording.NEW_DAY, in_words(due_on)))
    letters.finish(uow, complaint, wording.HOLDING, told)
    return change_record(uow, complaint, act="complaint.more_time", updated_at=uow.now)


def explain_lateness(uow: UnitOfWork, complaint: Complaint, letter: Finished) -> Complaint:
    """Write why there is no answer although the time is up; the answer is owed as soon as can be after that."""
    lateness = lateness_of(uow, complaint)
    if lateness is None:
        raise PortalError("It is not late: take more time instead, before the day is over.")
    letters.finish(uow, complaint, wording.HOLDING, letter)
    return change_record(uow, complaint, act="complaint.lateness_explained", updated_at=uow.now)


def draft_response(
    uow: UnitOfWork, complaint: Complaint, *, response: str, remedies: list[str], redress_pence: int | None = None
) -> ComplaintStage:
    """Write the response, to be signed by somebody who may.

    Raises `PortalError` while a head has no outcome, or something was found and nobody was given it to look into; at
    stage 2 for whoever decided stage 1.
    """
    _refuse_unready(complaint)
    if complaint.status not in AT_WORK:
        raise PortalError("The response was signed already. It cannot be changed any more.")
    if not (response or "").strip():
        raise PortalError("Write the response", field="response")
    heads = heads_of(uow, complaint.id)
    if not heads or any(one.outcome is None for one in heads):
        raise PortalError("Decide every head of the complaint first.")
    second = complaint.stage == SECOND_STAGE
    if (complaint.reviewer_id if second else complaint.investigator_id) is None and FOUND & {
        one.outcome for one in heads
    }:
        raise PortalError("Say first who looks into it, and that they have no conflict of interest.")
    if wants_independent_investigator(uow, complaint):
        raise PortalError(
            "Somebody independent of you investigates. Name them first, among the people of the complaint."
        )
    if second and uow.actor.user_id in who_decided_first(uow, complaint):
        raise PortalError("You decided the first answer. Somebody else must write this one.")
    hold_for_change(uow, complaint)
    stage = _stage_now(uow, complaint)
    stage.response, stage.drafted_by, stage.drafted_at = response.strip(), uow.actor.user_id, uow.now
    change_record(
        uow,
        complaint,
        act="complaint.response_drafted",
        status="drafted",
        remedies=remedies,
        redress_pence=redress_pence,
    )
    return stage


def sign_response(uow: UnitOfWork, complaint: Complaint) -> ComplaintStage:
    """Answer for the response by name. At stage 2 never the person who decided stage 1; the database holds that too."""
    uow.require(SIGN)
    hold_for_change(uow, complaint)
    uow.session.refresh(complaint)
    if complaint.status != "drafted":
        raise PortalError("There is no response to sign.")
    me = uow.actor.user_id
    if complaint.stage == SECOND_STAGE and me in who_decided_first(uow, complaint):
        raise PortalError("You decided the first answer. Somebody else must sign this one.")
    stage = _stage_now(uow, complaint)
    if TO_FILL_IN.search(stage.response or ""):
        raise PortalError("Something in square brackets is still to be filled in.")
    stage.signed_by, stage.signed_at = me, uow.now
    deciding: dict[str, Any] = {"reviewer_id": me} if complaint.stage == SECOND_STAGE else {"decided_by": me}
    change_record(uow, complaint, act="complaint.response_signed", status="signed", **deciding)
    return stage


def back_to_draft(uow: UnitOfWork, complaint: Complaint) -> ComplaintStage:
    """Take a response back that was signed and not sent yet: it is a draft again, and wants signing again."""
    hold_for_change(uow, complaint)
    if complaint.status != "signed":
        raise PortalError("Only a response that waits to be sent can go back.")
    stage = _stage_now(uow, complaint)
    stage.signed_by = stage.signed_at = None
    deciding: dict[str, Any] = {} if complaint.stage == SECOND_STAGE else {"decided_by": None}
    change_record(uow, complaint, act="complaint.response_unsigned", status="drafted", **deciding)
    return stage


def signed_words(uow: UnitOfWork, complaint: Complaint) -> str:
    """The response that was signed, with where to go next and who signed, as it goes out."""
    stage = _stage_now(uow, complaint)
    if stage.signed_by is None or not stage.response:
        raise PortalError("The response is not signed yet.")
    name = names_of(uow, {stage.signed_by}).get(stage.signed_by, "")
    return wording.response(
        stage.response,
        where_next=letters.where_next(complaint),
        signed_by=name,
        signed_as="Responsible person",
        organisation=uow.tenant.name,
    )


def send_response(uow: UnitOfWork, complaint: Complaint, letter: Finished, *, on: date) -> Complaint:
    """Keep the signed response as it went, whatever words came with `letter`, and stop the clock of answering."""
    _refuse_day(uow, complaint, on)
    hold_for_change(uow, complaint)
    if complaint.status != "signed":
        raise PortalError("The response must be signed first.")
    second = complaint.stage == SECOND_STAGE
    words = signed_words(uow, complaint)
    exact = Finished(
        addressee=letter.addressee,
        letter_format=letter.letter_format,
        format_reason=letter.format_reason,
        words=words,
    )
    letters.finish(uow, complaint, wording.STAGE_2_RESPONSE if second else wording.RESPONSE, exact)
    _stage_now(uow, complaint).sent_on = on
    change_record(uow, complaint, act="complaint.answered", status="answered", answered_on=on)
    note_event(uow, complaint, Event.STAGE_2_ANSWERED if second else Event.ANSWERED, on=on)
    return complaint


def look_again(uow: UnitOfWork, complaint: Complaint, *, asked_on: date, asked_for: str) -> Complaint:
    """They ask for another look: stage 2, or in Wales the formal investigation, begins with clocks of its own.

    Raises `PortalError` while there is no first answer, but in Wales: there they may ask for it at any time.
    """
    regime = REGIMES[complaint.regime or ""]
    if regime.stages < SECOND_STAGE:
        raise PortalError("This procedure has one stage. The ombudsman comes next.")
    if complaint.stage == SECOND_STAGE:
        raise PortalError("It was looked at again already. The ombudsman comes next.")
    if complaint.answered_on is None and regime is not WALES:
        raise PortalError("There is no first answer yet to look at again.")
    _refuse_unready(complaint)
    _refuse_day(uow, complaint, asked_on, "asked_on")
    begin_stage(uow, complaint, SECOND_STAGE, asked_on).asked_for = asked_for
    columns: dict[str, Any] = {"status": "investigating", "stage": SECOND_STAGE, "reviewer_id": None, "closed_on": None}
    change_record(uow, complaint, act="complaint.looked_at_again", **columns)
    let_go_of_first_stage(uow, complaint)
    note_event(uow, complaint, Event.STAGE_2, on=asked_on)
    return complaint


def acknowledge_again(uow: UnitOfWork, complaint: Complaint, letter: Finished, *, on: date) -> Complaint:
    """Tell them that it is looked at again, and by when."""
    _refuse_day(uow, complaint, on)
    stage = _stage_now(uow, complaint)
    if stage.number != SECOND_STAGE or stage.acknowledged_on:
        raise PortalError("There is no request for another look to acknowledge.")
    letters.finish(uow, complaint, wording.STAGE_2, letter)
    stage.acknowledged_on = on
    change_record(uow, complaint, act="complaint.acknowledged_again", updated_at=uow.now)
    note_event(uow, complaint, Event.STAGE_2_ACKNOWLEDGED, on=on)
    return complaint


def _stage_now(uow: UnitOfWork, complaint: Complaint) -> ComplaintStage:
    uow.session.flush()
    return stages_of(uow, complaint.id)[-1]


def _refuse_unready(complaint: Complaint) -> None:
    if complaint.routed_at is None:
        raise PortalError("Confirm by which procedure it is answered first.")
    if complaint.could_be_abuse is None:
        raise PortalError("Say first whether it could be abuse or neglect.")


def _refuse_day(uow: UnitOfWork, complaint: Complaint, on: date, field: str = "on") -> None:
    if on > uow.today:
        raise PortalError("This day has not come yet", field=field)
    if complaint.received_on and on < complaint.received_on:
        raise PortalError("This is before the complaint was received", field=field)
