"""Blocks of a record's page and of the home page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from plugins.candour import queries
from plugins.candour.groups import PERSON, STEPS
from plugins.candour.models import AnnualReport, Attempt, CandourRecord, RelevantPerson
from plugins.candour.next_steps import steps_for
from plugins.candour.papers import LABELS, PAPERS
from plugins.candour.permissions import DECIDE, REPORT, WRITE
from plugins.candour.rules.codes import ATTEMPT_OUTCOMES, BASES, METHODS
from plugins.candour.rules.regimes import REGIMES, Regime
from plugins.candour.rules.standing import standing_of
from plugins.candour.services.reporting import figures_of
from plugins.candour.states import STATES
from portal.plugin import Nation, PageSection, Panel, State, TenantKind, UnitOfWork
from portal.plugin.services import Deadline, Record, deadlines_of, shown_value

CQC = "Care Quality Commission"


@dataclass(frozen=True)
class Told:
    """One of the people of a record: what is recorded, how they stand, what may be done next, and their documents.

    `facts` are labels with values as markup; `clocks` the time limits that count for this person alone.
    """

    person: RelevantPerson
    basis: str
    standing: State
    facts: list[tuple[str, Markup]]
    attempts: list[tuple[Attempt, str, str]]
    clocks: list[Deadline]
    steps: list[tuple[str, str]]
    papers: list[tuple[str, str]]


@dataclass(frozen=True)
class Everybody:
    """The people of a record, and those of several who still wait to be told."""

    people: list[Told]
    waiting: list[str]
    may_add: bool


@dataclass(frozen=True)
class TwoDuties:
    """The incident, and how telling the regulator about it stands: another duty, with a status of its own."""

    incident: Record
    told: list[tuple[str, str]]


def duty_section(_uow: UnitOfWork, case: CandourRecord) -> Regime | None:
    return None if case.is_received or case.regime is None else REGIMES[case.regime]


def people_section(uow: UnitOfWork, case: CandourRecord) -> Everybody | None:
    if case.is_received or not case.is_notifiable:
        return None
    attempts = queries.attempts_by_person(uow, case.id)
    clocks = [one for one in deadlines_of(uow, case.id) if one.subject_id]
    may = uow.may(WRITE) and case.is_open
    people = [
        Told(
            one,
            BASES.label_of(one.basis),
            _state(standing_of(one, attempts=len(attempts.get(one.id, ())))),
            _facts(uow, one),
            [(a, METHODS.label_of(a.method), ATTEMPT_OUTCOMES.label_of(a.outcome)) for a in attempts.get(one.id, ())],
            [clock for clock in clocks if clock.subject_id == one.id],
            steps_for(uow, case, one) if may else [],
            [(key, LABELS[key]) for key, paper in PAPERS.items() if paper.has_words(case, one)],
        )
        for one in case.people
    ]
    waiting = [one.name for one in case.people if not one.was_reached_or_not] if len(people) > 1 else []
    return Everybody(people, waiting, may)


def _facts(uow: UnitOfWork, person: RelevantPerson) -> list[tuple[str, Markup]]:
    fields = [*PERSON.fields[1:], *STEPS.fields]
    found = [(one.label, shown_value(uow, one, getattr(person, one.key))) for one in fields]
    return [(label, value) for label, value in found if value]


def _state(key: str) -> State:
    return next(one for one in STATES if one.key == key)


def work_section(uow: UnitOfWork, case: CandourRecord) -> list[tuple[str, str]] | None:
    """What may be done for all of them together: key and words of each step."""
    if case.is_received or not case.is_notifiable or not (uow.may(WRITE) and case.is_open):
        return None
    reviews = REGIMES[case.regime or ""].has_review and any(one.was_reached_or_not for one in case.people)
    steps = (("review", "Record the review", reviews), ("learning", "Record what was learned", bool(case.people)))
    return [(key, label) for key, label, fits in steps if fits]


def notification_section(uow: UnitOfWork, case: CandourRecord) -> TwoDuties | None:
    """England: harm that is told under reg 20 is mostly notified under reg 18(2)(a) and (b) too.

    Source: SI 2009/3112, reg 18(2); the lists of harm overlap. One incident, two duties, two statuses.
    """
    if case.is_received or case.nation != Nation.ENGLAND or not case.is_notifiable:
        return None
    incident = queries.incident_of(uow, case.id)
    if incident is None:
        return None
    duties: list[dict[str, Any]] = getattr(incident, "duties", None) or []
    told = [(str(one["event"]), str(one["status"])) for one in duties if one.get("recipient") == CQC]
    return TwoDuties(incident, told)


def figures_section(uow: UnitOfWork, report: AnnualReport) -> list[dict[str, str]]:
    """What would be published today; a published report shows what was published, among its groups."""
    return [] if report.published_on else figures_of(uow, report.year or 0)


def report_work_section(uow: UnitOfWork, report: AnnualReport) -> AnnualReport | None:
    return None if report.is_received or not uow.may(REPORT) else report


def to_tell(uow: UnitOfWork) -> Sequence[Any]:
    return queries.to_tell(uow)


SECTIONS = (
    PageSection("told", "Whom we tell", "candour/_people.html", people_section, instead_of="correspondence"),
    PageSection("work", "For all of them", "candour/_work.html", work_section),
    PageSection("duty", "Which duty applies", "candour/_duty.html", duty_section),
    PageSection(
        "notification", "The other duty: telling the regulator", "candour/_notification.html", notification_section
    ),
)
REPORT_SECTIONS = (
    PageSection("figures", "Figures as they stand today", "candour/_figures.html", figures_section),
    PageSection("work", "What can be done", "candour/_report_work.html", report_work_section),
)
PANELS = (
    Panel(
        "candour.to_tell",
        "People to be told what went wrong",
        "candour/_to_tell.html",
        to_tell,
        DECIDE,
        weight=16,
        tenant_kinds=frozenset({TenantKind.PROVIDER}),
    ),
)
