"""Documents about a person in a position of trust; the year in numbers for the Safeguarding Adults Board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from plugins.safeguarding import queries
from plugins.safeguarding.models import PipotCase, PipotDisclosure
from plugins.safeguarding.papers import Paper, Part, filled_rows, group_part
from plugins.safeguarding.pipot_kinds import ALLEGATION, CHILD, OUTCOME, PERSON, RISK, SCOPE, STRATEGY
from plugins.safeguarding.rules import codes, pipot_codes
from plugins.safeguarding.rules.closing import SurveyQuestion
from plugins.safeguarding.rules.referring import checklist_for
from portal.plugin import CountTable, Field, FieldFormat, ReportScope, Subject, UnitOfWork

APRIL = 4
NOT_YET = "Not decided yet"
ANSWERS = {None: NOT_YET, True: "Yes", False: "No"}
DECISION_FIELDS = (
    Field("decided_at", "Decided", FieldFormat.MOMENT),
    Field("decision", "Decision", FieldFormat.CODE, codes=pipot_codes.DISCLOSE.key),
    Field("reason", "Why"),
    Field("recipient", "To whom"),
    Field("told", "What exactly was told"),
    Field("legal_basis", "Lawful basis", FieldFormat.CODE, codes=codes.LAWFUL_BASES.key),
    Field("shared_at", "When", FieldFormat.MOMENT),
    Field("person_told_first", "Person told first", FieldFormat.YES_NO),
    Field("person_comment", "What they said"),
    Field("person_not_told_reason", "Why they were not told first"),
)


def notification_parts(uow: UnitOfWork, case: PipotCase) -> list[Part]:
    """To the lead of another body: what is said about whom; nothing that was decided about telling others."""
    return [group_part(uow, case, one) for one in (ALLEGATION, PERSON, CHILD)]


def decision_parts(uow: UnitOfWork, case: PipotCase) -> list[Part]:
    """Scope, each decision whether to tell somebody, the employer's plan, and how it ended."""
    return [
        *(group_part(uow, case, one) for one in (SCOPE, STRATEGY)),
        *(_decided(uow, one) for one in queries.decisions_of(uow, case.id)),
        *(group_part(uow, case, one) for one in (RISK, OUTCOME)),
    ]


def case_parts(uow: UnitOfWork, case: PipotCase) -> list[Part]:
    """The whole case."""
    return [*notification_parts(uow, case), *decision_parts(uow, case)]


def _decided(uow: UnitOfWork, decision: PipotDisclosure) -> Part:
    return Part("Decision whom to tell", filled_rows(uow, decision, DECISION_FIELDS))


def checklist_parts(uow: UnitOfWork, case: PipotCase) -> list[Part]:
    """What a referral to the barring service asks, to be ticked, after what is known."""
    asked = checklist_for(case.nation)
    questions = [SurveyQuestion("", one, one, ("Yes", "No", "Not known yet")) for one in asked.questions]
    return [
        group_part(uow, case, PERSON),
        group_part(uow, case, OUTCOME),
        Part(asked.heading, questions=questions, source=asked.source),
    ]


PIPOT_PAPERS = {
    "notification": Paper(
        "Notification about a person in a position of trust",
        "In confidence, for the lead for people in a position of trust.",
        notification_parts,
    ),
    "decision": Paper(
        "Record of decisions",
        "What was decided, by which questions, and why; in confidence.",
        decision_parts,
    ),
    "referral": Paper(
        "Referral checklist",
        "The decision is made also where the person left first. A suspension alone does not call for it.",
        checklist_parts,
    ),
}


@dataclass(frozen=True)
class YearOfTrust:
    """A year of cases, counted for the board: nobody is named, and small numbers are hidden."""

    first: date
    last: date
    tables: Sequence[tuple[str, CountTable]]


def year_of_trust(uow: UnitOfWork, year: int) -> YearOfTrust:
    """Cases received from 1 April of `year` to 31 March, and advice asked in that time."""
    first, last = date(year, APRIL, 1), date(year + 1, APRIL - 1, 31)
    cases = queries.cases_between(uow, first, last)
    decisions = queries.decisions_between(uow, first, last)
    advice = queries.consultations_between(uow, first, last)
    scope = ReportScope(Subject.TENANT, for_others=True, first=first, last=last)
    tables = [
        ("Where it came from", (pipot_codes.SOURCE.label_of(one.source) or NOT_YET for one in cases)),
        ("In scope", (ANSWERS[one.in_scope] for one in cases)),
        ("A child concerned", (ANSWERS[one.child_related] for one in cases)),
        ("Decisions whom to tell", (pipot_codes.DISCLOSE.label_of(one.decision) for one in decisions)),
        ("Person told first, where somebody was told", (ANSWERS[one.person_told_first] for one in _shared(decisions))),
        ("Employer took action", (codes.EMPLOYER_ACTION.label_of(one.employer_action) or NOT_YET for one in cases)),
        ("Outcome", (pipot_codes.OUTCOMES.label_of(one.outcome) or NOT_YET for one in cases)),
        ("Barring service", (pipot_codes.REFERRAL.label_of(one.barring_decision) or NOT_YET for one in cases)),
        ("Advice asked, nobody named", (pipot_codes.ADVICE.label_of(one.advice) for one in advice)),
    ]
    counted = partial(_counted, scope)
    return YearOfTrust(first, last, [(title, table) for title, labels in tables if (table := counted(labels))])


def _counted(scope: ReportScope, labels: Iterable[str]) -> CountTable:
    return scope.counted(Counter(labels).most_common())


def _shared(decisions: Iterable[PipotDisclosure]) -> list[PipotDisclosure]:
    return [one for one in decisions if one.decision == "share"]


def year_begun(day: date) -> int:
    """The year a reporting year begins in: April to March."""
    return day.year if day.month >= APRIL else day.year - 1
