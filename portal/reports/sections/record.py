"""What one record says: as its page does, group by group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.actions.permissions import READ as READ_ACTIONS
from portal.actions.present import lines as action_lines
from portal.actions.queries import actions_of
from portal.casework.present import Happening, ShownGroup, happenings, shown_groups
from portal.core.uow import UnitOfWork
from portal.deadlines.queries import deadlines_with_moves
from portal.declarations import ReportScope, ReportSection, Subject
from portal.exchange.permissions import READ_LEDGER
from portal.exchange.queries import disclosures_of
from portal.letters.formats import FORMATS
from portal.letters.permissions import READ as READ_LETTERS
from portal.letters.queries import letters_of
from portal.records.models import RecordNote
from portal.records.queries import notes_of
from portal.reports.permissions import MAKE

MOST_LINES = 300


def groups_of_record(uow: UnitOfWork, scope: ReportScope) -> list[ShownGroup]:
    kind = uow.plugins.kind(scope.record.kind)
    return shown_groups(uow, kind, scope.record, disclosures_of(uow, scope.record.id), on_paper=True)


def limits_of_record(uow: UnitOfWork, scope: ReportScope) -> Sequence[Any]:
    return () if scope.record.is_received else deadlines_with_moves(uow, scope.record.id)


def actions_of_record(uow: UnitOfWork, scope: ReportScope) -> Sequence[Any]:
    return action_lines(uow, actions_of(uow, scope.record.id))


def sharing_of_record(uow: UnitOfWork, scope: ReportScope) -> Sequence[Any]:
    return disclosures_of(uow, scope.record.id)


def letters_about_record(uow: UnitOfWork, scope: ReportScope) -> Sequence[Any]:
    """Each letter with the format it went out in."""
    return [(one, FORMATS[one.format].label) for one in letters_of(uow, scope.record.id)]


def notes_on_record(uow: UnitOfWork, scope: ReportScope) -> Sequence[RecordNote]:
    return notes_of(uow, scope.record.id)


def story_of_record(uow: UnitOfWork, scope: ReportScope) -> list[Happening]:
    """What happened with the record, newest first."""
    return happenings(uow, uow.plugins.kind(scope.record.kind), scope.record)[:MOST_LINES]


ABOUT_RECORD = frozenset({Subject.RECORD})
RECORD = (
    ReportSection(
        "record.groups", "What is recorded", ABOUT_RECORD, "reports/_groups.html", groups_of_record, MAKE, weight=10
    ),
    ReportSection("record.limits", "Dates", ABOUT_RECORD, "reports/_dates.html", limits_of_record, MAKE, weight=30),
    ReportSection(
        "record.actions", "Actions", ABOUT_RECORD, "reports/_record_actions.html", actions_of_record, READ_ACTIONS,
        weight=40,
    ),
    ReportSection(
        "record.sharing", "Shared with", ABOUT_RECORD, "reports/_record_sharing.html", sharing_of_record, READ_LEDGER,
        weight=50,
    ),
    ReportSection(
        "record.letters", "Letters", ABOUT_RECORD, "reports/_letters.html", letters_about_record, READ_LETTERS,
        weight=55,
    ),
    ReportSection("record.notes", "Our notes", ABOUT_RECORD, "reports/_notes.html", notes_on_record, MAKE, weight=60),
    ReportSection(
        "record.story", "What happened with this record", ABOUT_RECORD, "reports/_story.html", story_of_record, MAKE,
        weight=90,
    ),
)  # fmt: skip
