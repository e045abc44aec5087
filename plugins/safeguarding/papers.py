"""Documents about a concern, each a closed list of what the record says: to keep, to hand over, or to send."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from plugins.safeguarding.kinds import ADVOCATE, CIRCUMSTANCES, DECISION, ENQUIRY, PLAN, REPORT, SAFETY, WISHES
from plugins.safeguarding.models import Concern
from plugins.safeguarding.rules.clocks import ANSWER
from plugins.safeguarding.rules.closing import SURVEY, SurveyQuestion
from portal.plugin import Field, FieldGroup, UnitOfWork
from portal.plugin.services import deadline_for, in_words, shown_value

PLAN_FOR_THE_PERSON = (
    "wanted_outcomes",
    "plan",
    "plan_review_on",
    "advocate_note",
)


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it: labelled values, or questions with boxes to tick."""

    heading: str
    rows: Sequence[tuple[str, Any]] = ()
    questions: Sequence[SurveyQuestion] = ()
    source: str = ""


@dataclass(frozen=True)
class Paper:
    """One document: its title, who it is for, and its parts."""

    title: str
    lead: str
    parts: Callable[[UnitOfWork, Any], list[Part]]


def group_part(uow: UnitOfWork, record: Any, group: FieldGroup) -> Part:
    """The group of a record's page, without what is not recorded."""
    return Part(group.label, filled_rows(uow, record, group.fields))


def filled_rows(uow: UnitOfWork, record: Any, fields: Sequence[Field]) -> list[tuple[str, Any]]:
    found = [(one.label, shown_value(uow, one, getattr(record, one.key))) for one in fields]
    return [(label, value) for label, value in found if value]


def alert_parts(uow: UnitOfWork, concern: Concern) -> list[Part]:
    """As the view the portal itself would send: no more and no less."""
    return [group_part(uow, concern, one) for one in (REPORT, SAFETY, CIRCUMSTANCES, WISHES)]


def decision_parts(uow: UnitOfWork, concern: Concern) -> list[Part]:
    return [group_part(uow, concern, one) for one in (WISHES, DECISION, ADVOCATE)]


def plan_parts(uow: UnitOfWork, concern: Concern) -> list[Part]:
    """For the adult: what they wanted, what is done, when it is looked at; nothing about anybody else."""
    words = {
        "wanted_outcomes": "What you told us you want",
        "plan": "What we do together to keep you safer",
        "plan_review_on": "When we look at it again",
        "advocate_note": "Who speaks up for you",
    }
    fields = {one.key: one for group in (WISHES, PLAN, ADVOCATE) for one in group.fields}
    found = [
        (words[key], shown_value(uow, fields[key], getattr(concern, key)))
        for key in PLAN_FOR_THE_PERSON
        if key != "advocate_note" or concern.advocate_duty == "arranged"
    ]
    return [Part("Your plan", [(label, value) for label, value in found if value])]


def enquiry_parts(uow: UnitOfWork, concern: Concern) -> list[Part]:
    """For the body that is to make the enquiry: what it needs for it, not who raised it nor what was decided since."""
    agreed = ("enquiry_scope", "enquiry_by", "enquiry_agreed_on")
    fields = {one.key: one for one in ENQUIRY.fields}
    return [
        Part("What we ask you to find out", filled_rows(uow, concern, [fields[key] for key in agreed])),
        *(group_part(uow, concern, one) for one in (REPORT, SAFETY, WISHES)),
    ]


def receipt_parts(uow: UnitOfWork, concern: Concern) -> list[Part]:
    """For whoever raised it: that we have it, and when they hear; none of what they or others said."""
    clock = deadline_for(uow, concern.id, ANSWER.code)
    rows = [
        ("We received it", shown_value(uow, REPORT.fields[0], concern.received_at)),
        ("Our reference", concern.reference),
        ("You hear what came of it by", f"{in_words(clock.due_on)} (local target)" if clock and clock.due_on else ""),
    ]
    return [
        Part("Thank you for telling us", [(label, value) for label, value in rows if value]),
        Part("If somebody is in danger now", [("Ring", "999. Do not wait for us.")]),
    ]


def survey_parts(_uow: UnitOfWork, _concern: Concern) -> list[Part]:
    return [Part("How was it for you?", questions=SURVEY)]


PAPERS = {
    "receipt": Paper("We have your concern", "For whoever raised it.", receipt_parts),
    "alert": Paper(
        "Safeguarding alert",
        "For the safeguarding team of the authority where it happened.",
        alert_parts,
    ),
    "decision": Paper(
        "Record of a decision",
        "What was asked, what was decided, and why.",
        decision_parts,
    ),
    "enquiry": Paper(
        "Request to make an enquiry",
        "We stay answerable for this enquiry, and may come back to you about what you find.",
        enquiry_parts,
    ),
    "plan": Paper(
        "Your safeguarding plan",
        "This is yours to keep. Tell us if anything in it is not right.",
        plan_parts,
    ),
    "survey": Paper(
        "How was it for you?",
        "You do not have to answer. Whoever asks you did not decide on your case.",
        survey_parts,
    ),
}
