"""Sections of reports: what complaints were about and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from plugins.complaints.permissions import SHARE_THEMES
from plugins.complaints.queries import themes_between
from plugins.complaints.rules.codes import OUTCOMES, SUBJECTS
from plugins.complaints.rules.outcomes import needs_action
from portal.plugin import CountTable, ReportScope, ReportSection, Subject, UnitOfWork


@dataclass(frozen=True)
class Themes:
    """What complaints of a period were about, and what was found; upheld ones by what they were about."""

    by_subject: CountTable
    by_outcome: CountTable
    upheld: CountTable

    def __bool__(self) -> bool:
        return bool(self.by_subject)


def themes(uow: UnitOfWork, scope: ReportScope) -> Themes:
    """Heads of complaint, counted: no case, no word of any."""
    found = themes_between(uow, scope)
    by_outcome: dict[str, int] = {}
    for outcomes in found.values():
        for outcome, count in outcomes.items():
            by_outcome[outcome] = by_outcome.get(outcome, 0) + count
    upheld = {
        subject: sum(count for outcome, count in outcomes.items() if needs_action(outcome))
        for subject, outcomes in found.items()
    }
    return Themes(
        scope.counted(_by_number({key: sum(one.values()) for key, one in found.items()}, SUBJECTS.label_of)),
        scope.counted(_by_number(by_outcome, lambda key: OUTCOMES.label_of(key) or "Not decided yet")),
        scope.counted(_by_number({key: count for key, count in upheld.items() if count}, SUBJECTS.label_of)),
    )


def _by_number(counts: dict[str, int], label: Callable[[str], str]) -> list[tuple[str, int]]:
    return [(label(key), count) for key, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]


SECTIONS = (
    ReportSection(
        "complaints.themes",
        "Complaints: what about, and what was found",
        frozenset({Subject.PROVIDER, Subject.TENANT}),
        "complaints/_report_themes.html",
        themes,
        SHARE_THEMES,
        weight=27,
    ),
)
