"""Which rules hold for a kind of record in this organisation, and until when one record is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from portal.core.clock import london_day
from portal.core.uow import UnitOfWork
from portal.deadlines.rules.months import MONTHS_A_YEAR
from portal.declarations import RecordKind
from portal.records.models import Record
from portal.retention.catalogue import CATALOGUE
from portal.retention.models import RetentionPeriod
from portal.retention.rules import Applied, Force, Kept, Period, PeriodUnit, RetentionRule, work_out
from portal.trail.models import TrailEntry

# What is added, told or heard; not what is read, exported, or done by the portal about keeping itself.
ADDING = ("C", "D")
OWN_ACTS = "retention.%"


def rules_of(kind: RecordKind) -> tuple[RetentionRule, ...]:
    """What the kind itself declares, and what the catalogue says of its class."""
    declared = kind.retention
    years, rest = divmod(declared.months, MONTHS_A_YEAR)
    own = RetentionRule(
        code=f"kind:{kind.key}",
        label=kind.label,
        record_class=declared.record_class,
        period=Period(declared.months, PeriodUnit.MONTHS) if rest else Period(years, PeriodUnit.YEARS),
        event=event_of(kind),
        force=Force.GUIDANCE,
        source=declared.source,
        verified=declared.verified,
    )
    return (own, *(one for one in CATALOGUE if one.record_class == declared.record_class))


def event_of(kind: RecordKind) -> str:
    """What the time of this kind is counted from, as a working-out says it."""
    column = kind.retention.from_column
    if column == "closed_on":
        return "the record was closed"
    fields = [*(one for group in kind.groups for one in group.fields), *kind.internal]
    return next((f"“{one.label}”" for one in fields if one.key == column), column.replace("_", " "))


def periods_in_force(uow: UnitOfWork) -> dict[tuple[str, str], RetentionPeriod]:
    """The organisation's own periods, by rule and force."""
    rows = uow.session.scalars(
        select(RetentionPeriod).where(RetentionPeriod.confirmed_at.is_not(None), RetentionPeriod.ended_at.is_(None))
    )
    return {(one.rule_code, one.force): one for one in rows}


def applied_rules(uow: UnitOfWork, kind: RecordKind) -> list[Applied]:
    """The kind's rules with the organisation's own periods: a policy in a rule's place, a contract beside it."""
    own = uow.known("retention.periods", lambda: periods_in_force(uow))
    found = []
    for rule in rules_of(kind):
        policy, contract = own.get((rule.code, Force.POLICY)), own.get((rule.code, Force.CONTRACT))
        found.append(Applied(rule, policy.period, policy.reason) if policy else Applied(rule, rule.period))
        if contract:
            found.append(Applied(_of_contract(rule, contract), contract.period))
    return found


def _of_contract(rule: RetentionRule, contract: RetentionPeriod) -> RetentionRule:
    return RetentionRule(
        code=f"{rule.code}/contract",
        label=rule.label,
        record_class=rule.record_class,
        period=contract.period,
        event=rule.event,
        force=Force.CONTRACT,
        source=contract.reason,
        verified=True,
        severities=rule.severities,
    )


def for_severity(rules: Sequence[Applied], severity: str | None) -> list[Applied]:
    """Those of the rules that hold for a record of this severity."""
    return [one for one in rules if not one.rule.severities or severity in one.rule.severities]


def event_day(kind: RecordKind, record: Record) -> date | None:
    """The day the record's time is counted from; None while it runs.

    A copy whose sender never told us of its closing counts from the last version that came.
    """
    value = getattr(record, kind.retention.from_column)
    if value is None and record.is_received:
        value = record.updated_at
    return london_day(value) if isinstance(value, datetime) else value


def kept(uow: UnitOfWork, kind: RecordKind, record: Record, added_at: datetime | None) -> Kept | None:
    """Until when this record is kept and why; None while its time has not begun."""
    event_on = event_day(kind, record)
    if event_on is None:
        return None
    event = event_of(kind) if getattr(record, kind.retention.from_column) else "the last version arrived"
    rules = for_severity(applied_rules(uow, kind), record.severity)
    return work_out(event_on, rules, event=event, added_on=london_day(added_at) if added_at else None)


def last_added(uow: UnitOfWork, record_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When something was last added to, told or heard about each record, as the trail tells."""
    rows: Any = uow.session.execute(
        select(TrailEntry.record_id, func.max(TrailEntry.at))
        .where(TrailEntry.record_id.in_(record_ids), TrailEntry.act_class.in_(ADDING), ~TrailEntry.act.like(OWN_ACTS))
        .group_by(TrailEntry.record_id)
    )
    return dict(rows.all())
