"""The concern as a kind of record."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from plugins.safeguarding import forms, permissions
from plugins.safeguarding.models import Concern
from plugins.safeguarding.panels import done_section, told_section
from plugins.safeguarding.queries import contacts_of, live_hold, own_record_of
from plugins.safeguarding.rules import codes
from plugins.safeguarding.services.closing import objections_to_closing
from plugins.safeguarding.services.deciding import complete_concern
from plugins.safeguarding.services.telling import contact_stop
from portal.plugin import (
    Field,
    FieldFormat,
    FieldGroup,
    Lifecycle,
    NextStep,
    OpenedFrom,
    PageSection,
    RecordKind,
    Retention,
    State,
    Transition,
    UnitOfWork,
    View,
)
from portal.plugin.fields import coded, on_day, said, words, yes_no

BY_HAND = (
    "Ring the safeguarding team of the authority where it happened, and 999 if somebody is in danger now."
    " If somebody who works with adults may have caused it, tell your lead for people in a position of trust as well."
    " Write down whom you told, when, and what they said."
)


REPORT = FieldGroup(
    "report",
    "What was said",
    (
        Field("received_at", "When we were told", FieldFormat.MOMENT),
        coded("categories", "Kind", codes.CATEGORIES),
        coded("place", "Where it happened", codes.PLACES),
        said("adult_reference", "The adult (initials or reference)"),
        words("what_happened", "What was said"),
    ),
)
SAFETY = FieldGroup(
    "safety",
    "Safety now",
    (
        coded("is_safe_now", "Safe now", codes.SAFE_NOW),
        words("protection", "What was done to keep them safe"),
        yes_no("crime_suspected", "Could be a crime"),
        said("police_reference", "Police reference"),
        Field("police_told_at", "Police told", FieldFormat.MOMENT),
        said("police_not_told_reason", "Why the police were not told"),
    ),
)
CIRCUMSTANCES = FieldGroup(
    "circumstances",
    "Around it",
    (
        said("host_authority", "Authority where it happened"),
        coded("funding", "Who pays for the care", codes.FUNDING),
        said("placing_authority", "Authority that pays"),
        coded("source_relationship", "Who may have caused it", codes.SOURCES),
        said("source_details", "Who exactly (initials or role)"),
        yes_no("source_is_worker", "Works or volunteers with adults"),
        yes_no("source_is_at_risk", "Is an adult at risk themselves"),
        coded("employer_action", "Employer took action", codes.EMPLOYER_ACTION),
        words("others_at_risk", "Others who may be at risk"),
        yes_no("child_at_risk", "A child may be at risk"),
    ),
)
WISHES = FieldGroup(
    "wishes",
    "What the adult wants",
    (
        words("wanted_outcomes", "What they want to happen"),
        on_day("wanted_asked_on", "Asked on"),
        said("wanted_not_asked_reason", "Why they were not asked"),
        coded("capacity", "Can decide this themselves", codes.CAPACITY),
        words("capacity_reason", "How we know"),
        coded("consent", "Agreed to passing it on", codes.CONSENT),
        words("consent_reason", "Why it is passed on all the same"),
    ),
)
REFERRER = FieldGroup(
    "referrer",
    "Who raised it",
    (coded("raised_as", "Raised by", codes.RAISED_AS), yes_no("referrer_confidential", "Asked not to be named")),
)
DECISION = FieldGroup(
    "decision",
    "Three questions and the decision",
    (
        yes_no("has_needs", "Needs care and support"),
        yes_no("is_at_risk", "Experiences abuse or neglect, or is at risk of it"),
        yes_no("cannot_protect", "Cannot protect themselves because of those needs"),
        coded("decision", "Decision", codes.DECISIONS),
        words("decision_reason", "Why"),
        words("other_action", "What is done instead"),
        Field("decided_at", "Decided", FieldFormat.MOMENT),
    ),
)
ADVOCATE = FieldGroup(
    "advocate",
    "Advocate",
    (
        yes_no("substantial_difficulty", "Very hard for them to take part"),
        yes_no("appropriate_person", "Somebody appropriate helps"),
        said("advocate_reason", "How we know"),
        coded("advocate_kind", "Which advocate", codes.ADVOCATE_KINDS),
        coded("advocate_duty", "Advocate", codes.ADVOCATE_DUTY),
        said("advocate_note", "Who, or why there is none"),
    ),
)
ENQUIRY = FieldGroup(
    "enquiry",
    "Enquiry",
    (
        coded("enquiry_mode", "Made by", codes.ENQUIRY_MODES),
        said("enquiry_lead", "Who leads it"),
        said("enquiry_agency", "Body caused to make it"),
        words("enquiry_scope", "What it covers, and what for"),
        on_day("enquiry_by", "By when"),
        on_day("enquiry_agreed_on", "They agreed on"),
        words("enquiry_challenge", "What we challenged"),
        words("enquiry_findings", "What was found"),
        on_day("enquiry_finished_on", "Ended on"),
    ),
)
PLAN = FieldGroup(
    "plan",
    "Safeguarding plan",
    (
        words("plan", "What keeps them safer"),
        words("least_intrusive", "Why this, and no more"),
        words("risk_left", "Risk that is left"),
        on_day("plan_review_on", "Looked at again on"),
        on_day("plan_reviewed_on", "Last looked at on"),
        words("plan_review", "How it works"),
        words("declined_reason", "Why they declined to be protected"),
        said("declined_shared_with", "With whom that was shared"),
    ),
)
ENDING = FieldGroup(
    "ending",
    "How it ended",
    (
        coded("outcomes_met", "Wanted outcomes met", codes.MET),
        coded("risk_outcome", "Risk", codes.RISK),
        words("adult_view", "What the adult thinks of closing"),
    ),
)

ALERT_VIEW = View(
    "safeguarding_alert",
    "Safeguarding alert",
    "The authority that hosts: what was said, what keeps the adult safe, who may have caused it, what the adult wants.",
    groups=("report", "safety", "circumstances", "wishes"),
    compartment=permissions.SAFEGUARDING,
)
PLACING_VIEW = View(
    "safeguarding_plan",
    "Concern, decision and plan",
    "The authority that pays for the adult's care: their own person and the plan.",
    groups=("report", "decision", "plan", "ending"),
    compartment=permissions.SAFEGUARDING,
)
FEEDBACK_VIEW = View(
    "safeguarding_feedback",
    "What was decided",
    "Whoever raised it from another organisation: the decision, not the enquiry.",
    groups=("decision",),
    compartment=permissions.SAFEGUARDING,
)
FOR_ADVOCATE = View(
    "safeguarding_for_advocate",
    "For their advocate",
    "The adult's advocate: what was said, what the adult wants, decision and plan. Not who may have caused it.",
    groups=("report", "safety", "wishes", "decision", "advocate", "plan", "ending"),
    compartment=permissions.SAFEGUARDING,
)


def next_step(uow: UnitOfWork, concern: Concern) -> NextStep | None:
    """The one thing to do next."""
    if concern.is_received:
        return _step_for_alert(uow, concern)
    return next(_steps_left(uow, concern), None)


def _step_for_alert(uow: UnitOfWork, alert: Concern) -> NextStep | None:
    if own_record_of(uow, alert.id) or not uow.may(permissions.WRITE):
        return None
    return NextStep(
        "Open our own record of this",
        url_for("safeguarding.take_up", record_id=alert.id),
        "The alert stays as they sent it. What you decide stands in a record of your own.",
    )


def _steps_left(uow: UnitOfWork, concern: Concern) -> Iterator[NextStep]:
    if not concern.is_open:
        if concern.survey is None and concern.survey_not_done_reason is None and concern.decision == "enquiry":
            yield _to(concern, "Ask how it was for them", "survey", "Within eight weeks of the closing.")
        return
    yield from _to_decide(uow, concern)
    yield from _to_enquire(concern)
    yield from _to_end(uow, concern)


def _to(concern: Concern, label: str, endpoint: str, why: str = "") -> NextStep:
    return NextStep(label, url_for(f"safeguarding.{endpoint}", record_id=concern.id), why)


def _to_decide(uow: UnitOfWork, concern: Concern) -> Iterator[NextStep]:
    if not concern.wanted_outcomes and not concern.wanted_not_asked_reason:
        edit = url_for("casework.edit", kind_key="safeguarding_concern", record_id=concern.id)
        yield NextStep("Complete what is known", edit, "The decision needs what the adult wants, or why nobody asked.")
    if concern.decision is None and uow.may(permissions.DECIDE):
        yield _to(concern, "Decide on the concern", "decide")
    if concern.owes_advocate:
        yield _to(concern, "Arrange the advocate", "settle_advocate", "Nothing closes before this is settled.")


def _to_enquire(concern: Concern) -> Iterator[NextStep]:
    if concern.advocate_duty is None and concern.decision == "enquiry":
        yield _to(concern, "Does the adult need an advocate?", "advocate")
    if concern.status == "enquiry" and concern.enquiry_mode is None:
        yield _to(concern, "Agree the enquiry", "enquiry")
    if concern.status == "enquiry":
        yield _to(concern, "Record what was found", "finish")
    if concern.status == "plan" and not concern.plan and not concern.declined_reason:
        yield _to(concern, "Make the plan", "plan")


def _to_end(uow: UnitOfWork, concern: Concern) -> Iterator[NextStep]:
    if live_hold(uow, concern.id):
        yield _to(concern, "Record that the police lifted their hold", "lift")
    if not any(one.is_feedback and one.audience == "referrer" for one in contacts_of(uow, concern.id)):
        yield _to(concern, "Tell whoever raised it what came of it", "contact")
    if objections_to_closing(uow, concern):
        yield _to(concern, "Record how it ended", "ending")
    if uow.may(permissions.DECIDE):
        close = url_for("casework.move", kind_key="safeguarding_concern", record_id=concern.id, step_key="close")
        yield NextStep("Close the concern", close)


OPEN_STATES = ("concern", "no-enquiry", "enquiry", "plan")

CONCERN = RecordKind(
    key="safeguarding_concern",
    label="Safeguarding concern",
    plural="Safeguarding concerns",
    prefix="SAF",
    model=Concern,
    lifecycle=Lifecycle(
        states=(
            State("concern", "To be decided", "yellow"),
            State("no-enquiry", "No enquiry", "blue"),
            State("enquiry", "Enquiry", "orange"),
            State("plan", "Plan and review", "teal"),
            State("closed", "Closed", "grey", is_open=False),
        ),
        transitions=(
            Transition(
                "close", "Close the concern", OPEN_STATES, "closed", permissions.DECIDE, guard=objections_to_closing
            ),
            Transition("reopen", "Reopen", ("closed",), "plan", permissions.DECIDE, needs_reason=True),
        ),
    ),
    groups=(REPORT, SAFETY, WISHES, CIRCUMSTANCES, REFERRER, DECISION, ADVOCATE, ENQUIRY, PLAN, ENDING),
    people=("affected", "alleged", "witness", "relative", "carer", "advocate", "attorney", "professional", "reporter"),
    read=permissions.READ,
    write=permissions.WRITE,
    create_endpoint="safeguarding.raise_concern",
    edit_form=forms.CompleteForm,
    change=complete_concern,
    opened_from=OpenedFrom(
        "Raise a safeguarding concern",
        permissions.RAISE,
        BY_HAND,
        endpoint="safeguarding.raise_concern",
        from_places=True,
    ),
    carries=("what_happened", "adult_reference", "police_reference"),
    contact_stop=contact_stop,
    views=(ALERT_VIEW, PLACING_VIEW, FOR_ADVOCATE, FEEDBACK_VIEW),
    page_sections=(
        PageSection("done", "What can be done", "safeguarding/_done.html", done_section),
        PageSection("told", "Who was told", "safeguarding/_told.html", told_section),
    ),
    next_step=next_step,
    facts=("place", "funding", "decision", "outcomes_met", "risk_outcome"),
    search=("title", "what_happened", "adult_reference", "protection", "enquiry_findings"),
    internal=(
        Field("decided_by", "Decided by"),
        yes_no("is_about_source", "Own record of who may have caused another"),
        Field("checklist", "Closing checklist", personal=True),
        Field("survey", "Survey", personal=True),
        on_day("survey_on", "Surveyed on"),
        said("survey_not_done_reason", "Why there was no survey"),
        Field("host_acknowledged_at", "The authority acknowledged it", FieldFormat.MOMENT),
    ),
    retention=Retention(
        months=96,
        from_column="closed_on",
        source="Adult services retention schedules of Blackpool and Derbyshire, after the NHS code: 8 years",
        verified=True,
        record_class="adult_care",
    ),
    acts={
        "safeguarding.raised": "raised this",
        "safeguarding.completed": "changed what is known",
        "safeguarding.decided": "answered the three questions and decided",
        "safeguarding.advocate_decided": "recorded whether an advocate is needed",
        "safeguarding.advocate_settled": "settled who the advocate is, or why there is none",
        "safeguarding.enquiry_agreed": "agreed the enquiry",
        "safeguarding.enquiry_challenged": "challenged the enquiry",
        "safeguarding.enquiry_finished": "recorded what was found",
        "safeguarding.planned": "made the plan",
        "safeguarding.plan_reviewed": "looked at the plan again",
        "safeguarding.ending_recorded": "recorded how it ended",
        "safeguarding.surveyed": "recorded how it was for the person",
        "safeguarding.held_for_police": "held back contact because the police asked",
        "safeguarding.hold_lifted": "recorded that the police lifted their hold",
        "safeguarding.told": "recorded who was told what came of it",
        "safeguarding.contacted": "recorded a contact",
        "safeguarding.consent_kept": "recorded consent, or why it went without",
        "safeguarding.alert_logged": "logged an alert that was sent",
        "safeguarding.alert_acknowledged": "heard that the authority has the alert",
        "record.sender_answered": "answered whoever raised it",
        "record.close": "closed the concern",
        "record.reopen": "opened the concern again",
    },
)
