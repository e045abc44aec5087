"""The heads of a complaint, what was found on each, and what follows; local resolution; the ombudsman; the end."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from plugins.complaints.models import Complaint, ComplaintHead
from plugins.complaints.queries import heads_of, stages_of, who_decided_first
from plugins.complaints.rules import letters as wording
from plugins.complaints.rules.clocks import Event
from plugins.complaints.rules.codes import SUBJECTS
from plugins.complaints.rules.outcomes import WITHOUT_A_FINDING, needs_action, overall
from plugins.complaints.rules.routing import SECOND_STAGE, WALES
from plugins.complaints.services import letters
from plugins.complaints.services.letters import Finished
from plugins.complaints.services.receiving import title_for
from plugins.complaints.services.timing import note_event
from portal.plugin import PortalError, UnitOfWork
from portal.plugin.services import Site, add_action, change_record, hold_for_change, new_id

MOST_HEADS = 30
DECIDED = frozenset({"signed", "answered", "ombudsman", "closed"})  # where the response is signed, or it ended


def add_head(uow: UnitOfWork, complaint: Complaint, *, subject: str, words: str) -> ComplaintHead:
    """Write down one thing complained about. The first one gives the complaint its title."""
    if not (words or "").strip():
        raise PortalError("Write what is complained about", field="words")
    hold_for_change(uow, complaint)
    _refuse_decided(complaint)
    heads = heads_of(uow, complaint.id)
    if len(heads) >= MOST_HEADS:
        raise PortalError(f"There can be {MOST_HEADS} heads at most. Put some together.")
    head = ComplaintHead(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=complaint.id,
        compartment=complaint.compartment,
        position=len(heads) + 1,
        subject=subject,
        words=words.strip(),
    )
    uow.session.add(head)
    site = uow.session.get(Site, complaint.site_id) if complaint.site_id else None
    title = complaint.title if heads else title_for(site, SUBJECTS.label_of(subject))
    _settle(uow, complaint, act="complaint.head_added", title=title)
    return head


def decide_head(
    uow: UnitOfWork, complaint: Complaint, head: ComplaintHead, *, outcome: str, finding: str | None
) -> ComplaintHead:
    """Say what was found on one head. The outcome of the whole follows from them all."""
    hold_for_change(uow, complaint)
    _refuse_decided(complaint)
    if complaint.stage == SECOND_STAGE and uow.actor.user_id in who_decided_first(uow, complaint):
        raise PortalError("You decided the first answer. Somebody else must look again.")
    if outcome not in WITHOUT_A_FINDING and not (finding or "").strip():
        raise PortalError("Write what was found", field="finding")
    head.outcome, head.finding = outcome, (finding or "").strip() or None
    head.decided_by, head.decided_at = uow.actor.user_id, uow.now
    _settle(uow, complaint, act="complaint.head_decided")
    return head


def set_learning_action(
    uow: UnitOfWork, complaint: Complaint, head: ComplaintHead, *, title: str, owner_id: UUID, due_on: date
) -> ComplaintHead:
    """What follows from a head that was upheld: somebody does it by a day, somebody else looks whether it was done."""
    if not needs_action(head.outcome):
        raise PortalError("Only a head that was upheld wants an action.")
    if head.action_id is not None:
        raise PortalError("There is an action for this already.")
    source = ("complaint_head", str(head.id))
    action = add_action(uow, title=title, due_on=due_on, owner_id=owner_id, record=complaint, source=source)
    head.action_id = action.id
    change_record(uow, complaint, act="complaint.action_set", updated_at=uow.now)
    return head


def note_discussion(uow: UnitOfWork, complaint: Complaint, *, on: date, is_resolved: bool) -> Complaint:
    """Wales: it was talked over with them; whether that settled it."""
    _refuse_elsewhere(complaint)
    _refuse_future(uow, on)
    change_record(uow, complaint, act="complaint.discussed", discussed_on=on, resolved_on=on if is_resolved else None)
    note_event(uow, complaint, Event.DISCUSSED, on=on)
    if is_resolved:
        note_event(uow, complaint, Event.RESOLVED, on=on)
    return complaint


def send_terms(uow: UnitOfWork, complaint: Complaint, letter: Finished, *, on: date) -> Complaint:
    """Wales: write down for them what settled it. Every head without a finding counts as resolved."""
    _refuse_elsewhere(complaint)
    _refuse_future(uow, on)
    if complaint.resolved_on is None:
        raise PortalError("Record first that it was settled by talking it over.")
    letters.finish(uow, complaint, wording.TERMS, letter)
    for head in heads_of(uow, complaint.id):
        if head.outcome is None:
            head.outcome, head.decided_by, head.decided_at = "resolved", uow.actor.user_id, uow.now
    _settle(uow, complaint, act="complaint.terms_sent", terms_sent_on=on, answered_on=on, status="answered")
    note_event(uow, complaint, Event.TERMS_SENT, on=on)
    return complaint


def note_ombudsman(
    uow: UnitOfWork,
    complaint: Complaint,
    *,
    asked_on: date,
    reference: str,
    decision: str,
    decided_on: date | None = None,
    remedy_due_on: date | None = None,
    remedied_on: date | None = None,
) -> Complaint:
    """What the ombudsman asks and decides, and by when a remedy is owed.

    Asked before there is an answer, the complaint goes on: an ombudsman mostly sends it back to be answered first.
    Raises `PortalError` where a decision has no day, or fault was found and nobody says by when it is put right.
    """
    _refuse_future(uow, asked_on, "asked_on")
    if decision != "enquiry" and decided_on is None:
        raise PortalError("Enter the day they decided", field="decided_on")
    if decision == "upheld" and remedy_due_on is None:
        raise PortalError("Enter by when it is put right", field="remedy_due_on")
    is_over = decision != "enquiry" and (remedied_on is not None or remedy_due_on is None)
    standing: dict[str, Any] = {"status": "answered" if is_over else "ombudsman", "closed_on": None}
    return change_record(
        uow,
        complaint,
        act="complaint.ombudsman",
        ombudsman_asked_on=asked_on,
        ombudsman_reference=reference,
        ombudsman_decision=decision,
        ombudsman_decided_on=decided_on,
        remedy_due_on=remedy_due_on,
        remedied_on=remedied_on,
        **(standing if complaint.answered_on else {}),
    )


def objections_to_closing(uow: UnitOfWork, complaint: Complaint) -> list[str]:
    """Why a complaint may not be closed yet, as sentences."""
    found = []
    heads = heads_of(uow, complaint.id)
    if not heads or any(one.outcome is None for one in heads):
        found.append("Decide every head of the complaint.")
    if any(needs_action(one.outcome) and one.action_id is None for one in heads):
        found.append("Set an action for every head that was upheld.")
    if complaint.terms_sent_on is None and not any(one.sent_on for one in stages_of(uow, complaint.id)):
        found.append("Send the response.")
    if complaint.advocacy_offered_on is None:
        found.append("Offer support, and record what they said to it.")
    if complaint.hold:
        found.append("It is marked as waiting for somebody else. Say that this is over.")
    return found


def objections_to_ending(uow: UnitOfWork, complaint: Complaint) -> list[str]:
    """Why it may not be ended without a response: only what was withdrawn, settled or is for another body may."""
    heads = heads_of(uow, complaint.id)
    if not heads or any(one.outcome not in WITHOUT_A_FINDING for one in heads):
        return ["Only a complaint whose every head was withdrawn, resolved or is for another body ends so."]
    return []


def objections_to_reopening(_uow: UnitOfWork, complaint: Complaint) -> list[str]:
    """Why it may not be opened again as an answered one: it never was."""
    return [] if complaint.answered_on else ["It was never answered. Take it up again instead."]


def objections_to_taking_up(_uow: UnitOfWork, complaint: Complaint) -> list[str]:
    """Why it may not be taken up again to be answered: it was. Another look, or reopening, is for that."""
    return ["It was answered. Reopen it instead."] if complaint.answered_on else []


def _refuse_decided(complaint: Complaint) -> None:
    if complaint.status in DECIDED:
        raise PortalError("The response was signed already. What was found can only change when it is looked at again.")


def _settle(uow: UnitOfWork, complaint: Complaint, *, act: str, **columns: Any) -> None:
    """Write what may be told of the heads, and the outcome that follows from them."""
    uow.session.flush()
    heads = heads_of(uow, complaint.id)
    told = [{"subject": one.subject, "outcome": one.outcome} for one in heads]
    outcome = overall(one.outcome for one in heads)
    change_record(uow, complaint, act=act, heads=told, outcome=outcome, updated_at=uow.now, **columns)


def _refuse_elsewhere(complaint: Complaint) -> None:
    if complaint.regime != WALES.key:
        raise PortalError("This step is of the procedure of Wales.")


def _refuse_future(uow: UnitOfWork, on: date, field: str = "on") -> None:
    if on > uow.today:
        raise PortalError("This day has not come yet", field=field)
