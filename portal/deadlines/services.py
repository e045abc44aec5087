"""Start, meet and waive clocks, and keep each record's next date."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import cast
from uuid import UUID

from sqlalchemy import Table, func, select, update

from portal.core.clock import london_day, london_moment
from portal.core.errors import PortalError
from portal.core.ids import new_id
from portal.core.nations import Nation
from portal.core.uow import UnitOfWork
from portal.core.working_days import Calendar
from portal.deadlines.models import Deadline
from portal.deadlines.rules import version_for, work_out
from portal.declarations import DeadlineRule
from portal.records.models import Record
from portal.trail.services import append_entry

RECORD = cast("Table", Record.__table__)


def start_deadline(
    uow: UnitOfWork, code: str, record: Record, *, from_: date | datetime, subject_id: UUID | None = None
) -> Deadline | None:
    """Start the clock of rule `code` at an event, by the version in force on that day and the record's nation.

    None when no version was in force then: a law that did not exist yet sets no date.
    """
    started_on = london_day(from_) if isinstance(from_, datetime) else from_
    rule = version_for(uow.plugins.rules, code, started_on)
    if rule is None:
        return None
    worked = work_out(rule, from_, Calendar(Nation(record.nation)))
    deadline = Deadline(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=record.id,
        compartment=record.compartment,
        subject_id=subject_id,
        rule_code=rule.code,
        rule_valid_from=rule.valid_from,
        binding=rule.binding,
        label=rule.label,
        source=rule.source,
        source_url=rule.source_url,
        verified=rule.verified,
        nation=record.nation,
        started_at=from_ if isinstance(from_, datetime) else london_moment(from_, time.min),
        due_on=worked.due_on,
        due_at=worked.due_at,
        prompt_at=worked.prompt_at,
        working_out=worked.to_json(),
    )
    uow.session.add(deadline)
    append_entry(uow, "deadline.started", record_id=record.id, compartment=record.compartment, rule=rule.code)
    _keep_next_date(uow, record)
    return deadline


def meet_deadline(uow: UnitOfWork, deadline: Deadline, record: Record, *, at: datetime | None = None) -> Deadline:
    """Stop a clock because the thing was done, and store whether that was within time."""
    if not deadline.is_running:
        return deadline
    deadline.met_at = at or uow.now
    deadline.within_time = deadline.acts_by is None or deadline.met_at <= deadline.acts_by
    append_entry(
        uow,
        "deadline.met",
        record_id=record.id,
        compartment=record.compartment,
        rule=deadline.rule_code,
        within_time=deadline.within_time,
    )
    _keep_next_date(uow, record)
    return deadline


def waive_deadline(uow: UnitOfWork, deadline: Deadline, record: Record, *, reason: str) -> Deadline:
    """Stop a clock because the duty does not apply. Needs a reason and a person."""
    if not reason.strip():
        raise PortalError("Say why this is not needed.", field="reason")
    if not deadline.is_running:
        return deadline
    deadline.waived_at, deadline.waived_by, deadline.waived_reason = (
        uow.now,
        uow.actor.user_id,
        reason.strip(),
    )
    append_entry(
        uow,
        "deadline.waived",
        record_id=record.id,
        compartment=record.compartment,
        rule=deadline.rule_code,
        reason=reason,
    )
    _keep_next_date(uow, record)
    return deadline


def running_rule(uow: UnitOfWork, code: str, on: date) -> DeadlineRule | None:
    """The version of a rule in force on a day."""
    return version_for(uow.plugins.rules, code, on)


def _keep_next_date(uow: UnitOfWork, record: Record) -> None:
    """Bring `record.next_due_at` up to date at the end of the transaction, once however many clocks changed.

    A record being opened gets it at once: whoever reports into a compartment they cannot read cannot update it later.
    """
    if record in uow.session.new:
        running = [one for one in uow.session.new if isinstance(one, Deadline) and one.record_id == record.id]
        record.next_due_at = min((one.acts_by for one in running if one.acts_by), default=None)
        return
    uow.once(("deadlines.next", record.id), lambda: _write_next_date(uow, record.id))


def _write_next_date(uow: UnitOfWork, record_id: UUID) -> None:
    uow.session.flush()
    earliest = (
        select(func.min(func.coalesce(Deadline.due_at, Deadline.prompt_at)))
        .where(Deadline.record_id == record_id, Deadline.met_at.is_(None), Deadline.waived_at.is_(None))
        .scalar_subquery()
    )
    # Not an edit by a person: the record's version stays, so that nobody's open form goes stale over it.
    uow.session.execute(update(RECORD).where(RECORD.c.id == record_id).values(next_due_at=earliest))
