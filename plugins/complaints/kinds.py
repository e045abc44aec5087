"""The kinds of record the plugin owns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from plugins.complaints import permissions
from plugins.complaints.models import Complaint, ComplaintsRequest, Feedback
from plugins.complaints.next_steps import next_step
from plugins.complaints.panels import FEEDBACK_SECTIONS, REQUEST_SECTIONS, SECTIONS
from plugins.complaints.rules.codes import (
    ADVOCACY,
    BODIES,
    CHANNELS,
    CONSENT,
    HOLDS,
    NATURES,
    OMBUDSMAN_DECISIONS,
    OUTCOMES,
    PAYERS,
    REGIME_LIST,
    REMEDIES,
    RISK,
    SUBJECTS,
    TOLD_BY,
)
from plugins.complaints.services.deciding import (
    objections_to_closing,
    objections_to_ending,
    objections_to_reopening,
    objections_to_taking_up,
)
from portal.plugin import (
    Column,
    Field,
    FieldFormat,
    FieldGroup,
    Lifecycle,
    RecordKind,
    Retention,
    State,
    Transition,
    View,
)

CODE, DATE, MOMENT, WORDS, YES_NO = (
    FieldFormat.CODE,
    FieldFormat.DATE,
    FieldFormat.MOMENT,
    FieldFormat.PARAGRAPHS,
    FieldFormat.YES_NO,
)
RETENTION_SOURCE = "An older NHS retention schedule: complaints, 10 years from the end of all processes"

SUMMARY = FieldGroup(
    "summary",
    "In short",
    (
        Field("received_on", "Received", DATE),
        Field("channel", "How it reached us", CODE, codes=CHANNELS.key),
        Field("told_by", "Who complains", CODE, codes=TOLD_BY.key),
        Field("body", "Who is complained about", CODE, codes=BODIES.key),
        Field("payer", "Who pays for the care", CODE, codes=PAYERS.key),
        Field("risk", "How serious", CODE, codes=RISK.key),
        Field("regime", "Procedure", CODE, codes=REGIME_LIST.key),
        Field("stage", "Stage", FieldFormat.NUMBER),
    ),
)
PROGRESS = FieldGroup(
    "progress",
    "How it stands",
    (
        Field("acknowledged_on", "Acknowledged", DATE),
        Field("plan_agreed_on", "Plan agreed", DATE),
        Field("hold", "Waits for", CODE, codes=HOLDS.key),
        Field("hold_since", "Waits since", DATE),
        Field("discussed_on", "Talked over with them", DATE),
        Field("resolved_on", "Resolved locally", DATE),
        Field("terms_sent_on", "Terms sent", DATE),
        Field("answered_on", "Answered", DATE),
    ),
)
OUTCOME = FieldGroup(
    "outcome",
    "Outcome",
    (
        Field("outcome", "Outcome of the whole", CODE, codes=OUTCOMES.key),
        Field(
            "heads",
            "Head by head",
            FieldFormat.ROWS,
            columns=(Column("subject", "About", SUBJECTS.key), Column("outcome", "Outcome", OUTCOMES.key)),
        ),
        Field("remedies", "What is done to put it right", CODE, codes=REMEDIES.key),
    ),
)
ACCOUNT = FieldGroup(
    "account",
    "What is complained about",
    (
        Field("summary", "In their words", WORDS, personal=True),
        Field("wanted", "What they want to happen", WORDS, personal=True),
        Field("happened_on", "When it happened, or they came to know", DATE),
    ),
)
SUPPORT = FieldGroup(
    "support",
    "Consent and support",
    (
        Field("consent", "Does the person agree", CODE, codes=CONSENT.key),
        Field("consent_note", "More about that", personal=True),
        Field("wants_support", "Wants somebody to help them", YES_NO),
        Field("advocacy_offered_on", "Support offered", DATE),
        Field("advocacy_answer", "What they said to it", CODE, codes=ADVOCACY.key),
        Field("advocacy_by", "Who supports them", personal=True),
    ),
)
PLAN = FieldGroup("plan", "The plan", (Field("plan", "What was agreed with them", WORDS, personal=True),))
OMBUDSMAN = FieldGroup(
    "ombudsman",
    "Ombudsman",
    (
        Field("ombudsman_asked_on", "They asked", DATE),
        Field("ombudsman_reference", "Their reference", personal=True),
        Field("ombudsman_decision", "What they decided", CODE, codes=OMBUDSMAN_DECISIONS.key),
        Field("ombudsman_decided_on", "Decided", DATE),
        Field("remedy_due_on", "Remedy due", DATE),
        Field("remedied_on", "Remedy given", DATE),
    ),
)
COMPLAINT_INTERNAL = (
    Field("late_reason", "Why it is taken up although it is late", WORDS, personal=True),
    Field("regime_reason", "Why this procedure", WORDS, personal=True),
    Field("routing", "Answers the procedure was picked from"),
    Field("routed_at", "Procedure confirmed", MOMENT),
    Field("routed_by", "Confirmed by"),
    Field("could_be_abuse", "Could be abuse or neglect", YES_NO),
    Field("abuse_reason", "Why", WORDS, personal=True),
    Field("abuse_asked_by", "Looked at by"),
    Field("abuse_asked_at", "Looked at", MOMENT),
    Field("referred_to", "Handed over as"),
    Field("arranged_by", "Link with who arranged the care"),
    Field("handler_id", "Handled by"),
    Field("investigator_id", "Investigated by"),
    Field("conflict_checked_at", "Conflict of interest looked at", MOMENT),
    Field("subject_id", "Member of staff complained about"),
    Field("decided_by", "Response signed by"),
    Field("reviewer_id", "Looked at again by"),
    Field("redress_pence", "Paid, in pence", FieldFormat.NUMBER),
)


ACTS = {
    "complaint.received": "received this",
    "complaint.routed": "confirmed the procedure",
    "complaint.placed": "recorded which service it is about",
    "complaint.abuse_asked": "said whether it could be abuse or neglect",
    "complaint.given": "gave it to somebody to see through",
    "complaint.about_practitioner": "recorded that it is about a member of staff, and gave it to their line manager",
    "complaint.acknowledged": "acknowledged it",
    "complaint.support_offered": "offered support to the person",
    "complaint.plan_agreed": "agreed the plan with them",
    "complaint.investigation_begun": "gave it to somebody to look into",
    "complaint.held": "marked that it waits for somebody else",
    "complaint.hold_ended": "marked that it waits no more",
    "complaint.more_time": "took more time, and wrote to them why",
    "complaint.lateness_explained": "wrote to them why there is no answer yet",
    "complaint.response_drafted": "wrote the response",
    "complaint.response_signed": "signed the response",
    "complaint.response_unsigned": "took the signed response back",
    "complaint.answered": "sent the response",
    "complaint.looked_at_again": "recorded that they want another look",
    "complaint.acknowledged_again": "told them that it is looked at again",
    "complaint.head_added": "wrote down a head of the complaint",
    "complaint.head_decided": "decided a head of the complaint",
    "complaint.action_set": "set an action for a head that was upheld",
    "complaint.discussed": "talked it over with them",
    "complaint.terms_sent": "sent them what was agreed",
    "complaint.ombudsman": "recorded what the ombudsman asks or decides",
    "record.close": "closed the complaint",
    "record.end": "ended the complaint without a response",
    "record.reopen": "reopened the complaint",
    "record.take-up": "took it up again",
    "record.kept_out": "kept a person out of this record",
}


def is_of_link(complaint: Any, link_id: UUID) -> bool:
    """Whether the organisation at the other end of a link arranged the care that is complained about."""
    return bool(complaint.arranged_by == link_id)


COMMISSIONED_SUMMARY = View(
    "complaint_summary",
    "Complaint summary",
    "Commissioner: a complaint about care they arranged: what about, how it stands, the outcome. No names, no words.",
    groups=("summary", "progress", "outcome"),
    standing=True,
    goes_by_itself=is_of_link,
)
WHOLE = View(
    "complaint_whole",
    "The complaint, to be answered",
    "Another body that has to answer it, or to answer it together with you: the words of the complaint as well.",
    groups=("summary", "progress", "outcome", "account", "support"),
    needs_second_person=True,
)
FOR_ADVOCATE = View(
    "complaint_for_advocate",
    "For their advocate",
    "The advocate of the person who complains, with their consent: what they said, the plan, how it stands.",
    groups=("summary", "progress", "outcome", "account", "plan"),
)

COMPLAINT = RecordKind(
    key="complaint",
    label="Complaint",
    plural="Complaints",
    prefix="CMP",
    model=Complaint,
    lifecycle=Lifecycle(
        states=(
            State("received", "New", "yellow", shareable=False),
            State("routed", "To be acknowledged", "orange"),
            State("acknowledged", "Acknowledged", "blue"),
            State("planned", "Plan agreed", "blue"),
            State("investigating", "Being looked into", "blue"),
            State("drafted", "Response to be signed", "orange"),
            State("signed", "Response to be sent", "orange"),
            State("answered", "Answered", "teal"),
            State("ombudsman", "With the ombudsman", "purple"),
            State("closed", "Closed", "grey", is_open=False),
        ),
        transitions=(
            Transition(
                "close",
                "Close the complaint",
                ("answered",),
                "closed",
                permissions.CLOSE,
                guard=objections_to_closing,
            ),
            Transition(
                "end",
                "End without a response",
                ("routed", "acknowledged", "planned", "investigating"),
                "closed",
                permissions.CLOSE,
                guard=objections_to_ending,
                needs_reason=True,
            ),
            Transition(
                "reopen",
                "Reopen",
                ("closed",),
                "answered",
                permissions.CLOSE,
                guard=objections_to_reopening,
                needs_reason=True,
            ),
            Transition(
                "take-up",
                "Take up again what ended without a response",
                ("closed",),
                "investigating",
                permissions.CLOSE,
                guard=objections_to_taking_up,
                needs_reason=True,
            ),
        ),
    ),
    groups=(SUMMARY, ACCOUNT, SUPPORT, PROGRESS, PLAN, OUTCOME, OMBUDSMAN),
    people=(
        "complainant",
        "affected",
        "relative",
        "advocate",
        "attorney",
        "witness",
        "professional",
        "investigator",
        "staff",
    ),
    read=permissions.READ,
    write=permissions.WRITE,
    carries=("summary", "received_on", "happened_on"),
    views=(COMMISSIONED_SUMMARY, WHOLE, FOR_ADVOCATE),
    page_sections=SECTIONS,
    next_step=next_step,
    create_endpoint="complaints.receive",
    severity_list=RISK.key,
    facts=("regime", "risk", "outcome", "channel"),
    search=("title", "summary", "wanted", "plan"),
    internal=COMPLAINT_INTERNAL,
    acts=ACTS,
    retention=Retention(120, "closed_on", RETENTION_SOURCE, verified=False, record_class="complaint"),
)

FEEDBACK = RecordKind(
    key="feedback",
    label="Feedback",
    plural="Feedback",
    prefix="FBK",
    model=Feedback,
    lifecycle=Lifecycle(
        states=(
            State("received", "New", "yellow", shareable=False),
            State("passed-on", "Passed on", "blue"),
            State("closed", "Done", "grey", is_open=False),
        ),
        transitions=(
            Transition("close", "Nothing more to do", ("received", "passed-on"), "closed", permissions.WRITE),
            Transition("reopen", "Reopen", ("closed",), "passed-on", permissions.WRITE, needs_reason=True),
        ),
    ),
    groups=(
        FieldGroup(
            "summary",
            "In short",
            (
                Field("received_on", "Received", DATE),
                Field("nature", "What it is", CODE, codes=NATURES.key),
                Field("channel", "How it reached us", CODE, codes=CHANNELS.key),
                Field("passed_on_on", "Passed on to the team", DATE),
                Field("answered_on", "Answered", DATE),
            ),
        ),
        FieldGroup(
            "words",
            "What they said",
            (
                Field("words", "In their words", WORDS, personal=True),
                Field("wants_answer", "Wants an answer", YES_NO),
                Field("answer", "What we answered", WORDS, personal=True),
            ),
        ),
    ),
    people=("reporter", "affected", "relative", "advocate"),
    read=permissions.READ,
    write=permissions.WRITE,
    views=(
        View(
            "feedback_summary", "Feedback, in short", "Commissioner: that there was feedback, no words.", ("summary",)
        ),
    ),
    page_sections=FEEDBACK_SECTIONS,
    create_endpoint="complaints.receive_feedback",
    facts=("nature", "channel"),
    acts={
        "feedback.received": "received this",
        "feedback.passed_on": "passed it on to the team",
        "feedback.became_complaint": "answered it as a complaint",
    },
    search=("title", "words", "answer"),
    internal=(Field("complaint_id", "Became the complaint"),),
    retention=Retention(36, "closed_on", "The organisation's own schedule", verified=True),
)

REQUEST = RecordKind(
    key="complaints_request",
    label="Regulator's request",
    plural="Regulators' requests for complaints",
    prefix="CRQ",
    model=ComplaintsRequest,
    lifecycle=Lifecycle(
        states=(
            State("asked", "To be answered", "orange", shareable=False),
            State("sent", "Sent", "grey", is_open=False),
        ),
        transitions=(),
    ),
    groups=(
        FieldGroup(
            "summary",
            "What was asked",
            (
                Field("asked_on", "Request received", DATE),
                Field("first", "Complaints from", DATE),
                Field("last", "to", DATE),
                Field("sent_on", "Summary sent", DATE),
                Field("sent_reference", "Their reference or receipt", personal=True),
            ),
        ),
    ),
    read=permissions.REQUESTS,
    write=permissions.REQUESTS,
    page_sections=REQUEST_SECTIONS,
    create_endpoint="complaints.note_request",
    acts={
        "complaints.request_received": "recorded the request",
        "complaints.summary_sent": "recorded that the summary went",
    },
    retention=Retention(120, "closed_on", RETENTION_SOURCE, verified=False, record_class="complaint"),
)
