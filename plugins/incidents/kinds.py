"""The kind of record the plugin owns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for

from plugins.incidents import forms, permissions
from plugins.incidents.models import Incident
from plugins.incidents.panels import PROOF, duties_section
from plugins.incidents.rules.codes import (
    ACTIONS_TAKEN,
    CATEGORIES,
    EVENT_TYPES,
    NOTIFICATION_STATUS,
    PHYSICAL_HARM,
    PSYCHOLOGICAL_HARM,
    WHO_AFFECTED,
)
from plugins.incidents.services.reporting import complete_report
from portal.plugin import (
    Column,
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
from portal.plugin.services import submission_of

SUMMARY = FieldGroup(
    "summary",
    "In short",
    (
        Field("event_type", "What kind of event", FieldFormat.CODE, codes=EVENT_TYPES.key),
        Field("category", "What it was about", FieldFormat.CODE, codes=CATEGORIES.key),
        Field("occurred_at", "When it happened", FieldFormat.MOMENT),
        Field("discovered_at", "When we found out", FieldFormat.MOMENT),
        Field("who_affected", "Who was affected", FieldFormat.CODE, codes=WHO_AFFECTED.key),
        Field("physical_harm", "Physical harm", FieldFormat.CODE, codes=PHYSICAL_HARM.key),
        Field("psychological_harm", "Psychological harm", FieldFormat.CODE, codes=PSYCHOLOGICAL_HARM.key),
    ),
)
DONE = FieldGroup(
    "done",
    "What was done straight away",
    (Field("actions_taken", "Done straight away", FieldFormat.CODE, codes=ACTIONS_TAKEN.key),),
)
ACCOUNT = FieldGroup(
    "account",
    "What happened",
    (
        Field("what_happened", "What happened, fact by fact", FieldFormat.PARAGRAPHS, personal=True),
        Field("opinion", "What we think about it", FieldFormat.PARAGRAPHS, personal=True),
        Field("place", "Where in the service", personal=True),
        Field("immediate_action", "What was done, in words", FieldFormat.PARAGRAPHS, personal=True),
        Field("injury", "What injury or harm was found", FieldFormat.PARAGRAPHS, personal=True),
        Field("continuing_risk", "Is anybody still at risk", FieldFormat.PARAGRAPHS, personal=True),
    ),
)
PEOPLE = FieldGroup(
    "people",
    "People",
    (
        Field("person_references", "Who it happened to (initials or our reference)", personal=True),
        Field("staff_involved", "Staff involved (by role)", personal=True),
        Field("witnesses", "Who saw or heard it", personal=True),
        Field("police_reference", "Police reference", personal=True),
        Field("people_told", "Who has been told already", personal=True),
    ),
)
DUTIES = FieldGroup(
    "duties",
    "Who must be told",
    (
        Field(
            "duties",
            "Notifications",
            FieldFormat.ROWS,
            columns=(
                Column("recipient", "To"),
                Column("event", "About"),
                Column("status", "State", NOTIFICATION_STATUS.key),
                Column("sent_at", "Sent"),
            ),
        ),
        Field("duties_open", "Still to be sent", FieldFormat.NUMBER),
        Field("duties_by", "The first of them by", FieldFormat.MOMENT),
    ),
)
LEARNING = FieldGroup(
    "learning",
    "What was learned",
    (
        Field("learning", "What was learned", FieldFormat.PARAGRAPHS, personal=True),
        Field("no_learning_reason", "Why there was nothing to learn", personal=True),
    ),
)

COMMISSIONER_SUMMARY = View(
    "incident_summary",
    "Incident summary",
    "Commissioner: what kind of event, how badly, what was done, who was told. No names, no free text.",
    groups=("summary", "done", "duties"),
    standing=True,
)
WITH_LEARNING = View(
    "incident_learning",
    "Summary and learning",
    "Commissioner or advocate: the summary, and what was learned in your own words.",
    groups=("summary", "done", "duties", "learning"),
)


def objections_to_closing(uow: UnitOfWork, incident: Incident) -> list[str]:
    """Why an incident may not be closed yet, as sentences."""
    found = []
    if incident.duties_open:
        found.append("A notification is still to be sent or decided.")
    elif not incident.duties and incident.not_notifiable_by is None:
        found.append("Work out who must be told, or decide that nobody must be.")
    if not incident.learning and not incident.no_learning_reason:
        found.append("Record what was learned, or why there was nothing to learn.")
    submission = submission_of(uow, incident.id)
    if submission and not submission.answered_at and not incident.reporter_not_answered_reason:
        found.append("Answer the person who reported it, or record why they cannot be told.")
    return found


def next_step(uow: UnitOfWork, incident: Incident) -> NextStep | None:
    """The one thing to do next with an incident of our own."""
    return next(_steps_left(uow, incident), None) if incident.is_open and not incident.is_received else None


def _steps_left(uow: UnitOfWork, incident: Incident) -> Iterator[NextStep]:
    if incident.status == "reported":
        form = _url(incident, "casework.edit", kind_key="incident")
        yield NextStep("Complete the report", form, "Nobody has looked at it yet.")
    if not incident.facts_confirmed_at:
        yield NextStep("Work out who must be told", _url(incident, "incidents.facts"))
    if incident.duties_open or (not incident.duties and not incident.not_notifiable_by):
        yield NextStep("Decide who must be told", _url(incident, "incidents.duties"))
    submission = submission_of(uow, incident.id)
    if submission and not submission.answered_at and not incident.reporter_not_answered_reason:
        yield NextStep("Answer the person who reported it", _url(incident, "incidents.answer"))
    if not incident.learning and not incident.no_learning_reason:
        yield NextStep("Record what was learned", _url(incident, "incidents.learn"))
    yield NextStep("Close the incident", _url(incident, "casework.move", kind_key="incident", step_key="close"))


def _url(incident: Incident, endpoint: str, **more: Any) -> str:
    return url_for(endpoint, record_id=incident.id, **more)


INCIDENT = RecordKind(
    key="incident",
    label="Incident",
    plural="Incidents",
    prefix="INC",
    model=Incident,
    lifecycle=Lifecycle(
        states=(
            State("reported", "New report", "yellow", shareable=False),
            State("triaged", "Being worked on", "blue"),
            State("notifying", "To be notified", "orange"),
            State("notified", "Everybody told", "teal"),
            State("closed", "Closed", "grey", is_open=False),
        ),
        transitions=(
            Transition(
                "close",
                "Close the incident",
                ("notified",),
                "closed",
                permissions.CLOSE,
                guard=objections_to_closing,
            ),
            Transition("reopen", "Reopen", ("closed",), "notified", permissions.CLOSE, needs_reason=True),
        ),
    ),
    groups=(SUMMARY, ACCOUNT, PEOPLE, DONE, DUTIES, LEARNING),
    people=("affected", "alleged", "witness", "relative", "carer", "advocate", "attorney", "professional", "staff"),
    read=permissions.READ,
    write=permissions.WRITE,
    create_endpoint="incidents.report",
    edit_form=forms.CompleteForm,
    change=complete_report,
    opened_from=OpenedFrom(
        "Report the incident behind it, so that the regulator is told",
        permissions.REPORT,
        "If abuse is alleged or somebody was hurt, tell the regulator of the service by its own form, without delay."
        " Write down when, by which form, and the reference they gave.",
        endpoint="incidents.report",
        from_kinds=frozenset({"safeguarding_concern"}),
    ),
    views=(COMMISSIONER_SUMMARY, WITH_LEARNING),
    page_sections=(
        PageSection("duties", "Who must be told", "incidents/_duties.html", duties_section, instead_of="duties"),
    ),
    evidence_parts={PROOF: "a notification"},
    next_step=next_step,
    carries=(
        "what_happened",
        "occurred_at",
        "discovered_at",
        "category",
        "physical_harm",
        "psychological_harm",
        "person_references",
        "immediate_action",
        "police_reference",
    ),
    severity_list=PHYSICAL_HARM.key,
    facts=("event_type", "category", "physical_harm", "psychological_harm"),
    search=("title", "what_happened", "place", "immediate_action", "injury", "learning"),
    internal=(
        Field("form_details", "Details of forms", personal=True),
        Field("facts", "Answers to the questions"),
        Field("facts_confirmed_at", "Questions answered", FieldFormat.MOMENT),
        Field("not_notifiable_by", "Decided by"),
        Field("not_notifiable_reason", "Why nobody outside needs to be told", personal=True),
        Field("reporter_not_answered_reason", "Why the person who reported it was not answered", personal=True),
    ),
    retention=Retention(
        months=120,
        from_column="closed_on",
        source="NHS Records Management Code of Practice, appendix II: incidents, 10 years",
        verified=False,
        record_class="incident",
    ),
    acts={
        "incident.reported": "reported this",
        "incident.completed": "completed the report",
        "incident.corrected": "changed the report",
        "incident.facts_answered": "answered the questions about who must be told",
        "incident.duty_found": "found a duty to tell the %(recipient)s",
        "incident.notification_sent": "recorded that the %(recipient)s was told",
        "incident.notification_acknowledged": "recorded that the %(recipient)s confirmed it",
        "incident.notification_not_needed": "decided that the %(recipient)s need not be told",
        "incident.not_notifiable": "decided that nobody outside needs to be told",
        "incident.reopened": "opened the incident again: what is known now calls for somebody to be told",
        "incident.learned": "recorded what was learned",
        "incident.reporter_not_answered": "recorded why the person who reported it was not answered",
        "record.sender_answered": "answered the person who reported it",
        "record.close": "closed the incident",
        "record.reopen": "reopened the incident",
    },
)
