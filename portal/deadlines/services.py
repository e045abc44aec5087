"""Start, meet and waive clocks."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from portal.core.clock import london_day, london_moment
from portal.core.errors import PortalError
from portal.core.ids import new_id
from portal.core.nations import Nation
from portal.core.uow import UnitOfWork
from portal.deadlines.models import Deadline
from portal.deadlines.moving import resume_when_met
from portal.deadlines.next_dates import keep_next_date
from portal.deadlines.queries import calendar_for
from portal.deadlines.rules import work_out
from portal.deadlines.rules.own_targets import amount, chosen_instead
from portal.deadlines.targets import in_force
from portal.declarations import DeadlineRule
from portal.records.models import Record
from portal.trail.services import append_entry


def start_deadline(
    uow: UnitOfWork,
    code: str,
    record: Record,
    *,
    from_: date | datetime,
    subject_id: UUID | None = None,
    owed_by: str | None = None,
    chosen: date | None = None,
) -> Deadline | None:
    """Start the clock of rule `code` at an event, by the version in force on that day and the record's nation.

    `owed_by` names the other organisation when it, not we, must meet it. `chosen` is the day that people chose in this
    case; a local target counted in days gives way to it. Raises `ValueError` for any other rule.
    None when no version was in force then: a law that did not exist yet sets no date.
    """
    started_on = london_day(from_) if isinstance(from_, datetime) else from_
    found = in_force(uow, code, started_on)
    if found is None:
        return None
    rule, own_number = found if chosen is None else chosen_instead(found[0], started_on, chosen)
    worked = work_out(rule, from_, calendar_for(uow, Nation(record.nation)))
    deadline = Deadline(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=record.id,
        compartment=record.compartment,
        subject_id=subject_id,
        owed_by=owed_by,
        rule_code=rule.code,
        rule_valid_from=rule.valid_from,
        own_number=own_number,
        binding=rule.binding,
        label=rule.label,
        source=_source(uow, rule, own_number, is_chosen=chosen is not None),
        source_url=rule.source_url,
        verified=rule.verified,
        nation=record.nation,
        started_at=from_ if isinstance(from_, datetime) else london_moment(from_, time.min),
        has_time=isinstance(from_, datetime),
        due_on=worked.due_on,
        due_at=worked.due_at,
        prompt_at=worked.prompt_at,
        working_out=worked.to_json(),
    )
    uow.session.add(deadline)
    append_entry(uow, "deadline.started", record_id=record.id, compartment=record.compartment, rule=rule.code)
    keep_next_date(uow, record)
    return deadline


def _source(uow: UnitOfWork, rule: DeadlineRule, own_number: int | None, *, is_chosen: bool) -> str:
    if is_chosen:
        return f"The day chosen in this case, {amount(rule, own_number or 0)} later. {rule.source}"
    return rule.source if own_number is None else f"{uow.tenant.name}: {amount(rule, own_number)}. {rule.source}"


def meet_deadline(uow: UnitOfWork, deadline: Deadline, record: Record, *, at: datetime | None = None) -> Deadline:
    """Stop a clock because the thing was done, and store whether that was within time."""
    if not deadline.is_running:
        return deadline
    met_at = at or uow.now
    if deadline.is_stopped:
        resume_when_met(uow, deadline, at=met_at)
    deadline.met_at = met_at
    deadline.within_time = deadline.acts_by is None or deadline.met_at <= deadline.acts_by
    append_entry(
        uow,
        "deadline.met",
        record_id=record.id,
        compartment=record.compartment,
        rule=deadline.rule_code,
        within_time=deadline.within_time,
    )
    keep_next_date(uow, record)
    return deadline


def reopen_deadline(uow: UnitOfWork, deadline: Deadline, record: Record) -> Deadline:
    """Let a clock that was met go on: more time had been given before, and the news of it came late."""
    deadline.met_at = deadline.within_time = None
    append_entry(uow, "deadline.reopened", record_id=record.id, compartment=record.compartment, rule=deadline.rule_code)
    keep_next_date(uow, record)
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
    keep_next_date(uow, record)
    return deadline


def running_rule(uow: UnitOfWork, code: str, on: date) -> DeadlineRule | None:
    """The version of a rule in force on a day, with the organisation's own number where it set one."""
    found = in_force(uow, code, on)
    return found[0] if found else None
