"""The one thing to do next with a complaint, by how it stands and by which procedure it is answered."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from plugins.complaints.models import Complaint
from plugins.complaints.permissions import SIGN
from plugins.complaints.queries import heads_of, stages_of, wants_independent_investigator
from plugins.complaints.rules.letters import CONCERNED
from plugins.complaints.rules.outcomes import needs_action
from plugins.complaints.rules.routing import SECOND_STAGE, WALES
from plugins.complaints.services.timing import lateness_of
from portal.plugin import NextStep, UnitOfWork
from portal.plugin.services import letters_of

QUICK_FIRST = frozenset({"scotland", "northern-ireland"})
STARTED = frozenset({"routed", "acknowledged", "planned"})
FINDING = frozenset({"routed", "acknowledged", "planned", "investigating", "drafted"})


def next_step(uow: UnitOfWork, complaint: Complaint) -> NextStep | None:
    """The first thing that is left to do with a complaint of our own."""
    if complaint.is_received or not complaint.is_open:
        return None
    return next(_steps_left(uow, complaint), None)


def _steps_left(uow: UnitOfWork, complaint: Complaint) -> Iterator[NextStep]:
    if complaint.routed_at is None:
        yield _step(complaint, "Confirm the procedure", "procedure", "Nobody has looked at it yet.")
    if complaint.could_be_abuse is None:
        yield _step(complaint, "Say whether it could be abuse", "abuse")
    yield from _towards_the_plan(uow, complaint)
    if complaint.status in FINDING:
        yield from _towards_the_response(uow, complaint)
    if complaint.status == "signed":
        yield _step(complaint, "Send the response", "send")
    for head in heads_of(uow, complaint.id):
        if needs_action(head.outcome) and head.action_id is None:
            url = url_for("complaints.learn", head_id=head.id)
            yield NextStep("Set an action for what was upheld", url, "Nothing closes before that.")
    if complaint.status == "ombudsman":
        yield _step(complaint, "Record what the ombudsman says", "ombudsman")
    if complaint.advocacy_offered_on is None and complaint.answered_on:
        yield _step(complaint, "Offer support", "support", "Nothing closes before that.")
    if complaint.status == "answered":
        url = url_for("casework.move", kind_key="complaint", record_id=complaint.id, step_key="close")
        yield NextStep("Close the complaint", url)


def _towards_the_plan(uow: UnitOfWork, complaint: Complaint) -> Iterator[NextStep]:
    lateness = lateness_of(uow, complaint)
    if lateness and lateness.explained_on is None:
        why = "Late: an explanation is due, and the answer as soon as can be."
        yield _step(complaint, "Explain why there is no answer yet", "explain", why)
    if complaint.acknowledged_on is None and complaint.regime not in QUICK_FIRST:
        yield _step(complaint, "Acknowledge the complaint", "acknowledge")
    if complaint.status not in STARTED:
        return
    if complaint.advocacy_offered_on is None:
        yield _step(complaint, "Offer support", "support")
    if complaint.regime in QUICK_FIRST:
        return
    if complaint.regime == WALES.key and complaint.discussed_on is None:
        yield _step(complaint, "Talk it over with them", "discussion")
    if complaint.resolved_on and complaint.terms_sent_on is None:
        yield _step(complaint, "Send them what was agreed", "terms")
    if complaint.plan_agreed_on is None and complaint.resolved_on is None:
        yield _step(complaint, "Agree the plan", "plan")


def _towards_the_response(uow: UnitOfWork, complaint: Complaint) -> Iterator[NextStep]:
    stages = stages_of(uow, complaint.id)
    if stages and stages[-1].number > 1 and stages[-1].acknowledged_on is None:
        yield _step(complaint, "Say that it is looked at again", "acknowledge-again")
    if complaint.subject_id and not _was_told(uow, complaint):
        url = url_for("letters.write", kind_key="complaint", record_id=complaint.id, key=CONCERNED)
        yield NextStep("Tell the person it is about", url, "What they need to answer it, and no more.")
    has_somebody = complaint.reviewer_id if complaint.stage == SECOND_STAGE else complaint.investigator_id
    if not has_somebody:
        yield _step(complaint, "Say who looks into it", "investigator")
    if wants_independent_investigator(uow, complaint):
        url = url_for("people.link", record_id=complaint.id)
        yield NextStep(
            "Name the independent investigator", url, "A formal investigation is done by somebody from outside."
        )
    heads = heads_of(uow, complaint.id)
    if not heads:
        yield _step(complaint, "Write down what is complained about", "head")
    for head in heads:
        if head.outcome is None:
            yield NextStep("Decide what was found", url_for("complaints.decide", head_id=head.id))
    if complaint.status != "drafted":
        yield _step(complaint, "Write the response", "draft")
    elif uow.may(SIGN):
        yield NextStep("Sign the response", url_for("complaints.sign", record_id=complaint.id))


def _was_told(uow: UnitOfWork, complaint: Complaint) -> bool:
    return any(one.template_key == CONCERNED for one in letters_of(uow, complaint.id))


def _step(complaint: Complaint, label: str, step_key: str, why: str = "") -> NextStep:
    return NextStep(label, url_for("complaints.step", record_id=complaint.id, step_key=step_key), why)
