"""Put forward the records whose time is over or will be within a month; take back what no longer holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Date, case, cast, func, select, text

from portal.core.uow import UnitOfWork
from portal.deadlines.rules.working_out import long_date
from portal.declarations import RecordKind
from portal.records.models import Record
from portal.retention.models import RetentionItem
from portal.retention.queries import APPROVED, KEPT, PROPOSED, WAITING, WITHDRAWN, held_ids, left_open, waiting_items
from portal.retention.rules import REVIEW_DAYS_AHEAD, Kept, PeriodUnit, Step, review_from
from portal.retention.terms import applied_rules, kept, last_added
from portal.trail.services import append_entry

AT_ONCE = 200
FEWEST_DAYS = {PeriodUnit.DAYS: 1, PeriodUnit.MONTHS: 28, PeriodUnit.YEARS: 365}
ERASE = text("SELECT jobs.erase_here(:item)")


def review_everything(uow: UnitOfWork) -> None:
    """One night's work: withdraw what no longer holds, put forward what is due, have erased what was agreed."""
    for item in waiting_items(uow):
        why = why_not_any_more(uow, item)
        if why:
            withdraw(uow, item, why)
        elif item.status == APPROVED and item.keep_until < uow.today:
            uow.session.execute(ERASE, {"item": item.id})
    for kind in _kinds_with_records(uow):
        ids = _may_be_due(uow, kind)
        for start in range(0, len(ids), AT_ONCE):
            _propose_due(uow, kind, ids[start : start + AT_ONCE])


def why_not_any_more(uow: UnitOfWork, item: RetentionItem) -> str | None:
    """Why what was put forward does not hold now, as a sentence; None while it does."""
    record = uow.session.get_one(Record, (uow.tenant.id, item.record_id))
    kind: RecordKind | None = uow.plugins.installed_kind(item.kind)
    if kind is None:
        return "What this kind of record is made of is not installed here."
    added_at = last_added(uow, [record.id]).get(record.id)
    now_kept = kept(uow, kind, record, added_at)
    if now_kept is None:
        return "It was opened again."
    if added_at and added_at > item.last_added_at:
        return "Something was added to it."
    if held_ids(uow, [record.id]):
        return "It is held."
    if max(now_kept.until, postponed(uow, [record.id]).get(record.id, date.min)) != item.keep_until:
        return "How long it is kept has changed."
    return " ".join(left_open(uow, [record.id])[record.id]) or None


def postponed(uow: UnitOfWork, record_ids: Sequence[UUID]) -> dict[UUID, date]:
    """Until when people decided to keep records longer than the rules say."""
    rows: Any = uow.session.execute(
        select(RetentionItem.record_id, func.max(RetentionItem.kept_until))
        .where(RetentionItem.record_id.in_(record_ids), RetentionItem.status == KEPT)
        .group_by(RetentionItem.record_id)
    )
    return dict(rows.all())


def withdraw(uow: UnitOfWork, item: RetentionItem, why: str) -> None:
    """The record is not to go after all, or not now; it is put forward again when its time has come."""
    item.status, item.withdrawn_why = WITHDRAWN, why
    append_entry(
        uow, "retention.withdrawn", act_class="S", record_id=item.record_id, compartment=item.compartment, why=why
    )


def withdraw_waiting(uow: UnitOfWork, record_id: UUID, why: str) -> None:
    """Take back what was put forward about this record, if anything was."""
    waiting = select(RetentionItem).where(RetentionItem.record_id == record_id, RetentionItem.status.in_(WAITING))
    for item in uow.session.scalars(waiting):
        withdraw(uow, item, why)


def _kinds_with_records(uow: UnitOfWork) -> Iterator[RecordKind]:
    """Kinds whose plugin is installed, on or off: what was recorded is kept no longer for being switched off."""
    record = Record.__table__.c
    for key in uow.session.scalars(select(record.kind).where(record.erased_on.is_(None)).distinct()).all():
        kind: RecordKind | None = uow.plugins.installed_kind(key)
        if kind is not None:
            yield kind


def _may_be_due(uow: UnitOfWork, kind: RecordKind) -> list[UUID]:
    """Records whose shortest period could end within a month and that nobody put forward or postponed: a few too many,
    none too few.
    """
    fewest = min(one.period.n * FEWEST_DAYS[one.period.unit] for one in applied_rules(uow, kind))
    if fewest > (uow.today - date.min).days:
        return []
    last_day = uow.today + timedelta(days=REVIEW_DAYS_AHEAD) - timedelta(days=fewest)
    column = getattr(kind.model, kind.retention.from_column)
    event = func.coalesce(
        cast(column, Date), case((kind.model.origin == "received", cast(kind.model.updated_at, Date)))
    )
    spoken_for = select(RetentionItem.record_id).where(
        RetentionItem.status.in_(WAITING)
        | (RetentionItem.status == KEPT) & (RetentionItem.kept_until > uow.today + timedelta(days=REVIEW_DAYS_AHEAD))
    )
    due = select(kind.model.id).where(
        kind.model.erased_on.is_(None), event <= last_day, kind.model.id.not_in(spoken_for)
    )
    return list(uow.session.scalars(due.order_by(event, kind.model.id)))


def _propose_due(uow: UnitOfWork, kind: RecordKind, ids: Sequence[UUID]) -> None:
    added, unfinished, held, later = last_added(uow, ids), left_open(uow, ids), held_ids(uow, ids), postponed(uow, ids)
    records: Any = uow.session.scalars(select(kind.model).where(kind.model.id.in_(ids)))
    for record in records.all():
        found = kept(uow, kind, record, added.get(record.id))
        if found is None or record.id in unfinished or record.id in held:
            continue
        until = max(found.until, later.get(record.id, found.until))
        if review_from(until) <= uow.today:
            _propose(uow, record, found, until=until, added_at=added.get(record.id) or record.created_at)


def _propose(uow: UnitOfWork, record: Record, found: Kept, *, until: date, added_at: datetime) -> None:
    steps = [*found.steps, *([Step(until, f"Kept longer, until {long_date(until)}.")] if until > found.until else [])]
    rule = found.by.rule
    item = RetentionItem(
        tenant_id=uow.tenant.id,
        record_id=record.id,
        compartment=record.compartment,
        status=PROPOSED,
        kind=record.kind,
        reference=record.reference,
        counted_from=found.counted_from,
        keep_until=until,
        rule_code=rule.code,
        rule_words=f"{rule.label}: {found.by.period}. {rule.force.label}, {rule.source}",
        working_out=[{"on": step.on.isoformat(), "words": step.words} for step in steps],
        last_added_at=added_at,
        opened_by=record.created_by,
        proposed_at=uow.now,
    )
    uow.session.add(item)
    append_entry(
        uow,
        "retention.proposed",
        act_class="S",
        record_id=record.id,
        compartment=record.compartment,
        rule=rule.code,
        until=until.isoformat(),
    )
