"""What a feature adds to reports: sections, each a query and a template."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from portal.core.small_numbers import CountTable, count_table, figure
from portal.core.uow import UnitOfWork
from portal.declarations.people import ALL_TENANTS, TenantKind


class Subject(StrEnum):
    """What a report is about: one record, one provider in view, or the acting organisation."""

    RECORD = "record"
    PROVIDER = "provider"
    TENANT = "tenant"


@dataclass(frozen=True)
class ReportScope:
    """What one report is about and who will read it.

    Days from `first` to `last`, both included. `for_others` says that it leaves the organisation: then small counts are
    hidden, and lists of single cases are left out. A report about a record has no days and never leaves: what others
    are told of a record goes by sharing it.
    """

    subject: Subject
    for_others: bool
    first: date | None = None
    last: date | None = None
    provider_id: UUID | None = None
    record: Any = None

    def counted(self, counts: Iterable[tuple[str, int]]) -> CountTable:
        """Labels with their counts as a table that may be shown to its readers."""
        return count_table(counts, hide_small=self.for_others)

    def figure(self, count: int) -> str:
        """One count as it may be shown to its readers."""
        return figure(count, hide_small=self.for_others)


@dataclass(frozen=True)
class ReportSection:
    """A part of reports about these subjects.

    `rows(uow, scope)` feeds the partial `template` as `rows`, beside `scope`; nothing to say (None or empty) leaves the
    section out. Counts of cases go through `scope.counted` and `scope.figure`. One that fails leaves its own corner
    empty. Who makes the report must hold `permission`. For a record, `kind` narrows to one kind of record.
    """

    key: str
    title: str
    subjects: frozenset[Subject]
    template: str
    rows: Callable[[UnitOfWork, ReportScope], Any]
    permission: str
    weight: int
    kind: str | None = None
    tenant_kinds: frozenset[TenantKind] = ALL_TENANTS
