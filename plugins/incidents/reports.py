"""Sections of reports: what happened and how badly, who was told and how fast, what one incident owed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, or_, select

from plugins.incidents.models import Incident, IncidentNotification
from plugins.incidents.panels import DutyRow, duties_section
from plugins.incidents.permissions import READ
from plugins.incidents.rules.codes import CATEGORIES, NOTIFICATION_STATUS, PHYSICAL_HARM
from portal.plugin import CountTable, ReportScope, ReportSection, Subject, UnitOfWork
from portal.plugin.services import Record

SENT = ("submitted", "acknowledged")


@dataclass(frozen=True)
class Happened:
    """Incidents opened in a period, by harm and by category."""

    by_harm: CountTable
    by_category: CountTable

    def __bool__(self) -> bool:
        return bool(self.by_harm)


@dataclass(frozen=True)
class Told:
    """Notifications of the incidents of a period by recipient, and how fast those sent went out."""

    by_recipient: CountTable
    sent: str
    waiting: str
    not_needed: str
    median_hours: float | None


def what_happened(uow: UnitOfWork, scope: ReportScope) -> Happened:
    """The harm in the order of its list, the worst last; categories by how often."""
    harm = _counts(uow, scope, Incident.physical_harm)
    category = _counts(uow, scope, Incident.category)
    in_order = [*(code.key for code in PHYSICAL_HARM.codes if code.key in harm), *([None] if None in harm else [])]
    by_number = sorted(category, key=lambda code: (-category[code], str(code)))
    return Happened(
        scope.counted((_label(PHYSICAL_HARM, code), harm[code]) for code in in_order),
        scope.counted((_label(CATEGORIES, code), category[code]) for code in by_number),
    )


def who_was_told(uow: UnitOfWork, scope: ReportScope) -> Told | None:
    """Nothing for an organisation that holds copies alone: the notifications stand with who owed them."""
    live = IncidentNotification.status != "fallen-away"
    by_recipient = uow.session.execute(
        _notifications(select(IncidentNotification.recipient_name, func.count()), scope)
        .where(live)
        .group_by(IncidentNotification.recipient_name)
        .order_by(func.count().desc(), IncidentNotification.recipient_name)
    ).all()
    if not by_recipient:
        return None
    hours = func.extract("epoch", IncidentNotification.submitted_at - IncidentNotification.since) / 3600
    row = uow.session.execute(
        _notifications(
            select(
                func.count().filter(IncidentNotification.status.in_(SENT)).label("sent"),
                func.count().filter(IncidentNotification.status == "due").label("waiting"),
                func.count().filter(IncidentNotification.status == "not-needed").label("not_needed"),
                func.percentile_cont(0.5).within_group(hours).label("median"),
            ),
            scope,
        )
    ).one()
    sent, waiting, not_needed = (scope.figure(one) for one in (row.sent, row.waiting, row.not_needed))
    # The middle of very few says when a single one was sent.
    is_many = row.sent and sent == f"{row.sent:,}"
    table = scope.counted((name, count) for name, count in by_recipient)
    return Told(table, sent, waiting, not_needed, row.median if is_many else None)


def duties_of_record(uow: UnitOfWork, scope: ReportScope) -> Sequence[tuple[DutyRow, str]]:
    """The notifications of one incident with their state in words."""
    return [
        (row, NOTIFICATION_STATUS.label_of(row.notification.status))
        for row in duties_section(uow, scope.record)
        if row.notification.status != "fallen-away"
    ]


def _label(codes: Any, code: str | None) -> str:
    return codes.label_of(code) if code else "Not recorded, or not opened yet"


def _counts(uow: UnitOfWork, scope: ReportScope, column: Any) -> dict[str | None, int]:
    """A copy nobody here has opened says nothing yet: its sender may still take it back."""
    told = case((or_(Record.origin != "received", Record.first_opened_at.isnot(None)), column))
    statement = select(told, func.count()).select_from(Incident).where(*_in_scope(scope)).group_by(told)
    return {row[0]: row[1] for row in uow.session.execute(statement)}


def _notifications(statement: Any, scope: ReportScope) -> Any:
    of_record = (Record.tenant_id == IncidentNotification.tenant_id) & (Record.id == IncidentNotification.record_id)
    return statement.select_from(IncidentNotification).join(Record, of_record).where(*_in_scope(scope))


def _in_scope(scope: ReportScope) -> list[Any]:
    found: list[Any] = [Record.kind == "incident", Record.opened_on.between(scope.first, scope.last)]
    if scope.provider_id:
        found.append(Record.provider_id == scope.provider_id)
    return found


PERIOD_REPORTS = frozenset({Subject.PROVIDER, Subject.TENANT})
SECTIONS = (
    ReportSection(
        "incidents.happened",
        "Incidents: what happened",
        PERIOD_REPORTS,
        "incidents/_report_happened.html",
        what_happened,
        READ,
        weight=25,
    ),
    ReportSection(
        "incidents.told",
        "Incidents: who was told",
        PERIOD_REPORTS,
        "incidents/_report_told.html",
        who_was_told,
        READ,
        weight=26,
    ),
    ReportSection(
        "incidents.duties",
        "Who must be told",
        frozenset({Subject.RECORD}),
        "incidents/_report_duties.html",
        duties_of_record,
        READ,
        weight=20,
        kind="incident",
    ),
)
