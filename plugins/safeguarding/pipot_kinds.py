"""Cases about people in a position of trust, and advice asked about nobody, as kinds of record."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask import url_for

from plugins.safeguarding import pipot_forms
from plugins.safeguarding.models import PipotCase, PipotConsultation, PipotNotice
from plugins.safeguarding.panels import decisions_section, opened_section, pipot_done_section
from plugins.safeguarding.permissions import PIPOT, PIPOT_HEAR, PIPOT_READ, PIPOT_WRITE
from plugins.safeguarding.queries import decisions_of, has_case_of_notice
from plugins.safeguarding.rules import codes, pipot_codes
from plugins.safeguarding.services.pipot import KEPT_MONTHS, OUTCOME_LETTER, complete_case
from plugins.safeguarding.services.referring import objections_to_closing
from plugins.safeguarding.services.telling import contact_stop_of_case
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
from portal.plugin.services import letters_of

KEPT = Retention(
    months=KEPT_MONTHS,
    from_column="closed_on",
    source="Common practice for allegations about people who work with adults; the review on closing decides",
    verified=False,
)
ALLEGATION = FieldGroup(
    "allegation",
    "What is said",
    (
        Field("received_at", "When we were told", FieldFormat.MOMENT),
        coded("source", "Where it comes from", pipot_codes.SOURCE),
        coded("allegation_type", "What it is", pipot_codes.ALLEGATION_TYPES),
        words("what_is_said", "What is said"),
        said("police_reference", "Police reference"),
    ),
)
PERSON = FieldGroup(
    "person",
    "The person",
    (
        said("person_reference", "Initials or reference"),
        said("person_role", "What they do"),
        said("employer", "For whom"),
        yes_no("left_first", "Left before it was decided"),
    ),
)
SCOPE = FieldGroup(
    "scope",
    "Scope",
    (
        yes_no("may_have_harmed", "Harmed, or may have harmed, an adult or child"),
        yes_no("possible_offence", "May have committed an offence against or about one"),
        yes_no("indicates_risk", "Behaved in a way that may put adults with care needs at risk"),
        yes_no("in_scope", "In scope"),
        words("scope_reason", "Why"),
        said("information_owner", "Information owner"),
        on_day("owner_named_on", "Named on"),
    ),
)
CHILD = FieldGroup(
    "child",
    "Children",
    (
        yes_no("child_related", "A child is concerned"),
        coded("lado_criteria", "What it may be", pipot_codes.LADO_CRITERIA),
        Field("lado_told_at", "Designated officer told", FieldFormat.MOMENT),
        said("lado_reference", "Their reference"),
        words("lado_advice", "What they advised"),
    ),
)
STRATEGY = FieldGroup(
    "strategy",
    "What is done",
    (
        words("strategy", "What was agreed"),
        on_day("strategy_on", "Agreed on"),
        coded("linked", "What else goes on", pipot_codes.LINKED),
        said("worker_support", "Who supports the person"),
    ),
)
RISK = FieldGroup(
    "risk",
    "Employer's risk plan",
    (
        words("risk_plan", "Plan"),
        on_day("risk_review_on", "Looked at again on"),
        coded("employer_action", "Employer took action", codes.EMPLOYER_ACTION),
    ),
)
OUTCOME = FieldGroup(
    "outcome",
    "Outcome and referrals",
    (
        coded("outcome", "Outcome", pipot_codes.OUTCOMES),
        words("outcome_reason", "Why"),
        coded("barring_decision", "Barring service", pipot_codes.REFERRAL),
        words("barring_reason", "Why, about the barring service"),
        on_day("barring_decided_on", "Decision that makes it a duty"),
        on_day("barring_referred_on", "Referred to the barring service on"),
        coded("professional_decision", "Professional body", pipot_codes.REFERRAL),
        words("professional_reason", "Why, about the professional body"),
        on_day("professional_referred_on", "Referred to the professional body on"),
        on_day("retention_review_on", "Somebody asks whether it is still needed on"),
    ),
)
OPEN_STATES = ("received", "in-scope", "owned", "agreed", "disclosed", "not-disclosed", "risk-plan", "outcome")


def next_step(uow: UnitOfWork, case: PipotCase) -> NextStep | None:
    return next(_steps_left(uow, case), None) if case.is_open else None


def _steps_left(uow: UnitOfWork, case: PipotCase) -> Iterator[NextStep]:
    def step(label: str, endpoint: str) -> NextStep:
        return NextStep(label, url_for(f"pipot.{endpoint}", record_id=case.id))

    if case.in_scope is None:
        yield step("Answer the three scope questions", "scope")
    if not case.information_owner:
        yield step("Name the information owner", "owner")
    if not case.strategy and not case.risk_plan and case.outcome is None:
        yield step("Agree what is done", "strategy")
    if not decisions_of(uow, case.id):
        yield step("Decide whom to tell", "disclosure")
    yield from _steps_to_the_end(uow, case, step)


def _steps_to_the_end(uow: UnitOfWork, case: PipotCase, step: Callable[[str, str], NextStep]) -> Iterator[NextStep]:
    if not case.risk_plan and case.outcome is None:
        yield step("Record the employer's risk plan", "risk")
    if case.outcome is None:
        yield step("Record the outcome", "outcome")
    if case.barring_decision is None or case.professional_decision is None:
        yield step("Decide on referrals", "referrals")
    if pipot_codes.OWED in {case.barring_decision, case.professional_decision}:
        yield step("Refer the person, and record when", "referrals")
    if not any(one.template_key.startswith(OUTCOME_LETTER) for one in letters_of(uow, case.id)):
        letters = url_for("letters.about", kind_key="pipot_case", record_id=case.id)
        yield NextStep("Write to the person about the outcome", letters, "Whatever it is, also where it clears them.")
    close = url_for("casework.move", kind_key="pipot_case", record_id=case.id, step_key="close")
    yield NextStep("Close the case", close)


CASE = RecordKind(
    key="pipot_case",
    label="Person in a position of trust",
    plural="People in a position of trust",
    prefix="PPT",
    model=PipotCase,
    lifecycle=Lifecycle(
        states=(
            State("received", "Received", "yellow"),
            State("in-scope", "In scope", "blue"),
            State("owned", "To be decided whom to tell", "orange"),
            State("agreed", "What is done is agreed", "orange"),
            State("disclosed", "Told", "blue"),
            State("not-disclosed", "Nobody told", "blue"),
            State("risk-plan", "Risk plan", "teal"),
            State("outcome", "Outcome known", "teal"),
            State("closed", "Closed", "grey", is_open=False),
            State("out-of-scope", "Out of scope", "grey", is_open=False),
        ),
        transitions=(
            Transition("close", "Close the case", OPEN_STATES, "closed", PIPOT_WRITE, guard=objections_to_closing),
            Transition("reopen", "Reopen", ("closed", "out-of-scope"), "received", PIPOT_WRITE, needs_reason=True),
        ),
    ),
    groups=(ALLEGATION, PERSON, SCOPE, CHILD, STRATEGY, RISK, OUTCOME),
    read=PIPOT_READ,
    write=PIPOT_WRITE,
    create_endpoint="pipot.open_case",
    edit_form=pipot_forms.CompleteCaseForm,
    change=complete_case,
    opened_from=OpenedFrom(
        "Open a case about a person in a position of trust",
        PIPOT_WRITE,
        "Tell the lead for people in a position of trust of the authority, by telephone. Tell nobody else.",
        endpoint="pipot.open_case",
    ),
    page_sections=(
        PageSection("done", "What can be done", "safeguarding/_pipot_done.html", pipot_done_section),
        PageSection("decisions", "Whom to tell: decisions", "safeguarding/_decisions.html", decisions_section),
        PageSection("opened", "Opened in an emergency", "safeguarding/_opened.html", opened_section),
    ),
    next_step=next_step,
    search=("title", "what_is_said", "person_reference", "employer"),
    contact_stop=contact_stop_of_case,
    retention=KEPT,
    acts={
        "pipot.opened": "opened this case",
        "pipot.completed": "changed what is known",
        "pipot.scope_decided": "answered the scope questions",
        "pipot.owner_named": "named the information owner",
        "pipot.strategy_agreed": "recorded what was agreed to be done",
        "pipot.disclosure_decided": "decided whom to tell",
        "pipot.risk_planned": "recorded the employer's risk plan",
        "pipot.risk_reviewed": "looked at the risk plan again",
        "pipot.outcome_recorded": "recorded the outcome",
        "pipot.referrals_decided": "decided on referrals",
        "record.opened_urgently": "opened this in an emergency",
        "pipot.retention_set": "said when somebody asks whether this is still needed",
        "record.close": "closed the case",
        "record.reopen": "opened the case again",
    },
)

CONSULTATION = RecordKind(
    key="pipot_consultation",
    label="Advice asked, nobody named",
    plural="Advice asked, nobody named",
    prefix="PPC",
    model=PipotConsultation,
    lifecycle=Lifecycle(states=(State("kept", "Kept", "grey", is_open=False),), transitions=()),
    groups=(
        FieldGroup(
            "advice",
            "Advice",
            (
                Field("asked_at", "Asked", FieldFormat.MOMENT),
                coded("asked_of", "Who was asked", pipot_codes.ASKED_OF),
                coded("setting", "Setting", pipot_codes.SETTINGS),
                coded("theme", "About", pipot_codes.THEMES),
                coded("advice", "Advice", pipot_codes.ADVICE),
            ),
        ),
    ),
    read=PIPOT_READ,
    write=PIPOT_WRITE,
    create_endpoint="pipot.consult",
    is_bare=True,
    facts=("asked_of", "setting", "theme", "advice"),
    retention=KEPT,
    acts={"pipot.consulted": "kept that advice was asked"},
)


def next_step_of_notice(uow: UnitOfWork, notice: PipotNotice) -> NextStep | None:
    if not notice.is_received or has_case_of_notice(uow, notice.id):
        return None
    url = url_for("pipot.open_case", from_id=notice.id)
    return NextStep(
        "Open our own case", url, "What they told us stays as it is. What you decide stands in your own case."
    )


NOTICE = RecordKind(
    key="pipot_notice",
    label="Told about a person in a position of trust",
    plural="Told about people in a position of trust",
    prefix="PPN",
    model=PipotNotice,
    lifecycle=Lifecycle(
        states=(
            State("told", "Told", "blue"),
            State("kept", "Told", "grey", is_open=False, shareable=False),
        ),
        transitions=(),
    ),
    groups=(
        FieldGroup(
            "told",
            "What was told",
            (
                words("told", "What was told"),
                coded("legal_basis", "On what lawful basis", codes.LAWFUL_BASES),
                yes_no("person_told_first", "The person was told first"),
            ),
        ),
    ),
    read=PIPOT_READ,
    write=PIPOT_WRITE,
    views=(
        View(
            "pipot_notice",
            "What was told",
            "The employer's lead for people in a position of trust: these words, and nothing else of the case.",
            groups=("told",),
            compartment=PIPOT,
        ),
    ),
    next_step=next_step_of_notice,
    opens=PIPOT_HEAR,
    search=("title", "told"),
    retention=KEPT,
    acts={"pipot.notice_sent": "told another organisation"},
)
