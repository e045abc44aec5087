"""Documents about a concern, each a closed list of what the record says: to keep, to hand over, or to send."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from plugins.safeguarding.kinds import ADVOCATE, CIRCUMSTANCES, DECISION, PLAN, REPORT, SAFETY, WISHES
from plugins.safeguarding.models import Concern
from plugins.safeguarding.rules.closing import SURVEY, SurveyQuestion
from portal.plugin import Field, FieldGroup, UnitOfWork
from portal.plugin.services import shown_value

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


@dataclass(frozen=True)
class Paper:
    """One document: its title, who it is for, and its parts."""

    title: str
    lead: str
    parts: Callable[[UnitOfWork, Concern], list[Part]]


def _group(uow: UnitOfWork, concern: Concern, group: FieldGroup) -> Part:
    return Part(group.label, _rows(uow, concern, group.fields))


def _rows(uow: UnitOfWork, concern: Concern, fields: Sequence[Field]) -> list[tuple[str, Any]]:
    found = [(one.label, shown_value(uow, one, getattr(concern, one.key))) for one in fields]
    return [(label, value) for label, value in found if value]


def alert_parts(uow: UnitOfWork, concern: Concern) -> list[Part]:
    """As the view the portal itself would send: no more and no less."""
    return [_group(uow, concern, one) for one in (REPORT, SAFETY, CIRCUMSTANCES, WISHES)]


def decision_parts(uow: UnitOfWork, concern: Concern) -> list[Part]:
    return [_group(uow, concern, one) for one in (WISHES, DECISION, ADVOCATE)]


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


def survey_parts(_uow: UnitOfWork, _concern: Concern) -> list[Part]:
    return [Part("How was it for you?", questions=SURVEY)]


PAPERS = {
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
