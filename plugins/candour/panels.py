"""Blocks of a record's page and of the home page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plugins.candour import queries
from plugins.candour.models import AnnualReport, Attempt, CandourRecord
from plugins.candour.papers import LABELS, PAPERS
from plugins.candour.permissions import DECIDE, REPORT, WRITE
from plugins.candour.rules.codes import ATTEMPT_OUTCOMES, METHODS
from plugins.candour.rules.regimes import REGIMES, Regime
from plugins.candour.services.reporting import figures_of
from plugins.candour.services.timing import owes_explanation
from portal.plugin import Nation, PageSection, Panel, TenantKind, UnitOfWork
from portal.plugin.services import Record

CQC = "Care Quality Commission"


@dataclass(frozen=True)
class Doing:
    """What may be done with a record besides the next step: key and label of each; and its documents."""

    steps: list[tuple[str, str]]
    papers: list[tuple[str, str]]


@dataclass(frozen=True)
class TwoDuties:
    """The incident, and how telling the regulator about it stands: another duty, with a status of its own."""

    incident: Record
    told: list[tuple[str, str]]


def duty_section(_uow: UnitOfWork, case: CandourRecord) -> Regime | None:
    return None if case.is_received or case.regime is None else REGIMES[case.regime]


def work_section(uow: UnitOfWork, case: CandourRecord) -> Doing | None:
    if case.is_received or case.regime is None:
        return None
    may = uow.may(WRITE) and case.is_open and case.is_notifiable is True
    return Doing(
        [(key, label) for key, label, fits in _steps(uow, case) if fits and may],
        [(key, LABELS[key]) for key, one in PAPERS.items() if one.has_words(case)],
    )


def _steps(uow: UnitOfWork, case: CandourRecord) -> list[tuple[str, str, bool]]:
    reviews = REGIMES[case.regime or ""].has_review and case.was_reached_or_not
    return [
        ("person", "Whom we tell", True),
        ("attempt", "Write down an attempt to reach them", case.told_at is None),
        ("tell", "Record that they were told", case.told_at is None),
        ("not-told", "Record that they were not told", not case.was_reached_or_not),
        ("letter", "Write or change the letter", case.letter_sent_on is None),
        ("letter-sent", "Record that the letter was sent", bool(case.letter_apology) and case.letter_sent_on is None),
        ("results", "Share the results of the enquiries", bool(case.has_enquiry)),
        ("invitation", "Invite them to a meeting", reviews),
        ("meeting", "Record the meeting", reviews and case.meeting_offered_on is not None),
        ("meeting-declined", "They do not want to meet", reviews and case.meeting_offered_on is not None),
        ("note", "Record that they have the note of the meeting", case.meeting_held_on is not None),
        ("review", "Record the review", reviews),
        ("explain", "Explain why the review is still open", reviews and owes_explanation(uow, case)),
        ("report", "Offer the report", case.review_done_on is not None),
        ("learning", "Record what was learned", True),
    ]


def attempts_section(uow: UnitOfWork, case: CandourRecord) -> list[tuple[Attempt, str, str]]:
    return [
        (one, METHODS.label_of(one.method), ATTEMPT_OUTCOMES.label_of(one.outcome))
        for one in queries.attempts_of(uow, case.id)
    ]


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
    PageSection("duty", "Which duty applies", "candour/_duty.html", duty_section),
    PageSection("work", "What can be done", "candour/_work.html", work_section),
    PageSection("attempts", "Attempts to reach them", "candour/_attempts.html", attempts_section),
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
