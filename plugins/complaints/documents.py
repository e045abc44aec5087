"""What the papers of complaints are made of: the pack for an ombudsman, the regulator's summary, the annual report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from plugins.complaints.models import Complaint, ComplaintHead, ComplaintStage, SaidAndDone
from plugins.complaints.queries import (
    body_that_answers,
    clocks_between,
    complaints_between,
    feedback_between,
    heads_between,
    heads_of,
    said_and_done_between,
    stages_between,
    stages_of,
)
from plugins.complaints.rules.clocks import ACKNOWLEDGING, ANSWERING
from plugins.complaints.rules.codes import (
    CHANNELS,
    NATURES,
    OUTCOMES,
    REGIME_LIST,
    REMEDIES,
    SUBJECTS,
)
from plugins.complaints.rules.letters import CONCERNED
from plugins.complaints.rules.ombudsmen import Ombudsman, ombudsman_for
from plugins.complaints.rules.routing import REGIMES, Regime
from portal.plugin import CountTable, Nation, ReportScope, Subject, UnitOfWork, london_day
from portal.plugin.services import Deadline, Site, deadlines_of, letters_about, letters_of

APRIL = 4
FEWEST = 5  # as few in-time clocks as a share is told of


@dataclass(frozen=True)
class Pack:
    """Everything the ombudsman asks for about one complaint, in order."""

    complaint: Complaint
    regime: Regime
    ombudsman: Ombudsman | None
    heads: Sequence[tuple[ComplaintHead, str, str]]
    stages: Sequence[ComplaintStage]
    clocks: Sequence[Deadline]
    extensions: Sequence[Any]
    letters: Sequence[Any]
    remedies: Sequence[str]


@dataclass(frozen=True)
class Line:
    """One complaint of the regulator's summary: no names, the response as it was signed, and which letters went."""

    reference: str
    received_on: date | None
    site: str
    subjects: str
    procedure: str
    acknowledged_on: date | None
    answered_on: date | None
    outcome: str
    responses: Sequence[str]
    correspondence: Sequence[str]


@dataclass(frozen=True)
class Annual:
    """A year of complaints, counted: no names, and small numbers hidden."""

    first: date
    last: date
    by_subject: CountTable
    by_outcome: CountTable
    by_procedure: CountTable
    by_channel: CountTable
    feedback: CountTable
    acknowledged_in_time: str
    answered_in_time: str
    to_the_ombudsman: str
    said_and_done: Sequence[SaidAndDone]


def pack_of(uow: UnitOfWork, complaint: Complaint) -> Pack:
    """The file of one complaint for an ombudsman."""
    regime = REGIMES[complaint.regime or ""]
    clocks = sorted(deadlines_of(uow, complaint.id), key=lambda one: one.started_at)
    return Pack(
        complaint,
        regime,
        ombudsman_for(regime.key, Nation(complaint.nation), body_that_answers(complaint)),
        [(one, SUBJECTS.label_of(one.subject), OUTCOMES.label_of(one.outcome)) for one in heads_of(uow, complaint.id)],
        stages_of(uow, complaint.id),
        clocks,
        sorted((one for clock in clocks for one in clock.extensions), key=lambda one: one.recorded_at),
        sorted(letters_of(uow, complaint.id), key=lambda one: one.finished_at),
        [REMEDIES.label_of(one) for one in complaint.remedies or []],
    )


def summary_for_regulator(uow: UnitOfWork, first: date, last: date) -> list[Line]:
    """Every complaint received in the period, with what was answered and written. Source: SI 2014/2936, reg 16(3)."""
    complaints = complaints_between(uow, first, last)
    heads = _grouped(heads_between(uow, first, last))
    stages = _grouped(stages_between(uow, first, last))
    letters = _grouped(letters_about(uow, [one.id for one in complaints]))
    found = []
    for one in complaints:
        site = uow.session.get(Site, one.site_id) if one.site_id else None
        subjects = {SUBJECTS.label_of(head.subject) for head in heads.get(one.id, [])}
        found.append(
            Line(
                one.reference,
                one.received_on,
                site.name if site else "",
                ", ".join(sorted(subjects)) or "Not written down yet",
                REGIME_LIST.label_of(one.regime),
                one.acknowledged_on,
                one.answered_on,
                OUTCOMES.label_of(one.outcome) or "Not decided yet",
                [stage.response for stage in stages.get(one.id, []) if stage.response and stage.sent_on],
                [
                    f"{london_day(sent.finished_at):%-d %B %Y}: {sent.name}"
                    for sent in letters.get(one.id, [])
                    if sent.template_key != CONCERNED
                ],
            )
        )
    return found


def annual_report(uow: UnitOfWork, year: int) -> Annual:
    """From 1 April of `year` to 31 March: what complaints were about, what came of them, how fast."""
    first, last = date(year, APRIL, 1), date(year + 1, APRIL - 1, 31)
    scope = ReportScope(Subject.TENANT, for_others=True, first=first, last=last)
    complaints = complaints_between(uow, first, last)
    clocks = clocks_between(uow, first, last)

    def counted(labels: Iterable[str]) -> CountTable:
        return scope.counted(Counter(labels).most_common())

    return Annual(
        first,
        last,
        counted(SUBJECTS.label_of(one.subject) for one in heads_between(uow, first, last)),
        counted(OUTCOMES.label_of(one.outcome) or "Not decided yet" for one in complaints),
        counted(REGIME_LIST.label_of(one.regime) for one in complaints),
        counted(CHANNELS.label_of(one.channel) for one in complaints),
        counted(NATURES.label_of(one.nature) for one in feedback_between(uow, first, last)),
        _share(one for one in clocks if one.rule_code in ACKNOWLEDGING),
        _share(one for one in clocks if one.rule_code in ANSWERING),
        scope.figure(sum(one.ombudsman_asked_on is not None for one in complaints)),
        said_and_done_between(uow, first, last),
    )


def year_of(day: date) -> int:
    """The year a reporting year begins in: April to March."""
    return day.year if day.month >= APRIL else day.year - 1


def _grouped(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    """Rows by the record they belong to."""
    found: dict[UUID, list[Any]] = {}
    for one in rows:
        found.setdefault(one.record_id, []).append(one)
    return found


def _share(clocks: Iterable[Deadline]) -> str:
    """How many in a hundred were in time; nothing where so few ended that one could be told from it."""
    ended = [one.within_time for one in clocks if one.met_at is not None]
    return f"{round(100 * sum(map(bool, ended)) / len(ended))}%" if len(ended) >= FEWEST else "Too few to say"
