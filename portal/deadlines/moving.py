"""Stop a clock and let it go on, give it more time; count it again from all that happened to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from portal.core.clock import end_of_day, london_day, start_of_day
from portal.core.errors import PortalError
from portal.core.ids import new_id
from portal.core.nations import Nation
from portal.deadlines.models import Deadline, DeadlineExtension, DeadlinePause
from portal.deadlines.next_dates import keep_next_date
from portal.deadlines.queries import calendar_for
from portal.deadlines.rules import Extension, Move, Pause, WorkingOut, work_out_moved
from portal.deadlines.rules.own_targets import adapted
from portal.deadlines.rules.working_out import long_date
from portal.trail.services import append_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portal.core.uow import UnitOfWork
    from portal.core.working_days import Calendar
    from portal.declarations import DeadlineRule
    from portal.records.models import Record


def stop_clock(uow: UnitOfWork, deadline: Deadline, record: Record, *, stopped_on: date, reason: str) -> None:
    """Let a clock stand still from a day on. Only a rule that allows it, and only while there is time left.

    Raises `PortalError`, on `stopped_on` when that day cannot be.
    """
    _lock(uow, deadline)
    _refuse_ended(deadline)
    rule = rule_of(uow.plugins.installed_rules, deadline)
    if rule is None or not rule.pausable:
        raise PortalError("This rule does not let its clock stand still.")
    if deadline.is_stopped:
        raise PortalError("This clock stands still already.")
    _refuse_days(uow, deadline, stopped_on, "stopped_on")
    if deadline.due_on and stopped_on > deadline.due_on:
        raise PortalError(f"The time was up on {long_date(deadline.due_on)}: too late to stop", field="stopped_on")
    resumed = [one.resumed_at for one in deadline.pauses if one.resumed_at]
    if resumed and stopped_on < london_day(max(resumed)):
        until = long_date(london_day(max(resumed)))
        raise PortalError(f"It stood still until {until}. Enter that day or a later one", field="stopped_on")
    deadline.stopped_at = max([_moment(uow, stopped_on, late=True), *resumed])
    uow.session.add(
        DeadlinePause(
            **_child(uow, deadline),
            stopped_at=deadline.stopped_at,
            stopped_by=uow.actor.user_id,
            reason=_said(reason, "Say why the clock stops", "reason"),
        )
    )
    _changed(uow, deadline, record, rule, "deadline.stopped", stopped_on=stopped_on.isoformat())


def resume_clock(uow: UnitOfWork, deadline: Deadline, record: Record, *, resumed_on: date, reason: str) -> None:
    """Let a clock go on from a day on: its date moves by the time it stood still.

    Raises `PortalError`, on `resumed_on` when that day cannot be.
    """
    _lock(uow, deadline)
    _refuse_ended(deadline)
    rule = rule_of(uow.plugins.installed_rules, deadline)
    if rule is None or deadline.stopped_at is None:
        raise PortalError("This clock goes on already.")
    _refuse_days(uow, deadline, resumed_on, "resumed_on")
    if resumed_on < london_day(deadline.stopped_at):
        raise PortalError(f"It stopped on {long_date(london_day(deadline.stopped_at))}", field="resumed_on")
    _end_pause(uow, deadline, _moment(uow, resumed_on, late=False), _said(reason, "Say why it goes on", "reason"))
    _changed(uow, deadline, record, rule, "deadline.resumed", resumed_on=resumed_on.isoformat())


def resume_when_met(uow: UnitOfWork, deadline: Deadline, *, at: datetime) -> None:
    """What was asked for was done while the clock stood still: it goes on at that moment, and so has a date again."""
    rule = rule_of(uow.plugins.installed_rules, deadline)
    _end_pause(uow, deadline, at, "")
    if rule is not None:
        _set_dates(deadline, _counted(uow, deadline, rule))


def extend_clock(
    uow: UnitOfWork,
    deadline: Deadline,
    record: Record,
    *,
    due_on: date,
    agreed_with: str,
    agreed_on: date,
    reason: str,
    evidence: str | None,
) -> None:
    """Give a clock more time, to the end of a later day, as was agreed with somebody.

    Agreed when the time was up already, it is refused where the rule wants it before, and marked as such elsewhere.
    Raises `PortalError` on the field that is at fault.
    """
    _lock(uow, deadline)
    _refuse_ended(deadline)
    rule = rule_of(uow.plugins.installed_rules, deadline)
    if deadline.is_stopped:
        raise PortalError("This clock stands still. Let it go on first, then give it more time.")
    if rule is None or deadline.due_on is None or deadline.due_at is None:
        raise PortalError("There is no date that could be extended.")
    _refuse_days(uow, deadline, agreed_on, "agreed_on")
    if due_on <= deadline.due_on:
        raise PortalError(f"Enter a day after {long_date(deadline.due_on)}, the date until now", field="due_on")
    if rule.agreed_before_expiry:
        _refuse_unshown(deadline.due_on, agreed_on, evidence)
    uow.session.add(
        DeadlineExtension(
            **_child(uow, deadline),
            old_due_on=deadline.due_on,
            old_due_at=deadline.due_at,
            new_due_on=due_on,
            new_due_at=end_of_day(due_on),
            agreed_with=_said(agreed_with, "Say who agreed", "agreed_with"),
            agreed_on=agreed_on,
            after_expiry=agreed_on > deadline.due_on,
            reason=_said(reason, "Say why more time is needed", "reason"),
            evidence=(evidence or "").strip() or None,
            recorded_at=uow.now,
            recorded_by=uow.actor.user_id,
        )
    )
    old = deadline.due_on.isoformat()
    _changed(uow, deadline, record, rule, "deadline.extended", old_due_on=old, new_due_on=due_on.isoformat())


def rule_of(rules: Sequence[DeadlineRule], deadline: Deadline) -> DeadlineRule | None:
    """The version a clock runs by, with the number it began with; None when it is not installed any more."""
    wanted = (deadline.rule_code, deadline.rule_valid_from)
    found = next((one for one in rules if (one.code, one.valid_from) == wanted), None)
    return found and adapted(found, deadline.own_number)


def rule_moved_here(uow: UnitOfWork, deadline: Deadline) -> DeadlineRule | None:
    """The version of a clock that somebody here may stop, let go on or give more time, as far as the rule allows.

    None for one that has ended, and for one that two organisations move together.
    """
    rule = rule_of(uow.plugins.installed_rules, deadline) if deadline.is_running else None
    return None if rule is None or rule.is_mutual else rule


def moves_of(pauses: Iterable[DeadlinePause], extensions: Iterable[DeadlineExtension]) -> list[Move]:
    """The stored pauses and extensions as the rules take them."""
    return [
        *(Pause(one.stopped_at, one.resumed_at) for one in pauses),
        *(Extension(one.recorded_at, one.agreed_on, one.new_due_on, one.after_expiry) for one in extensions),
    ]


def started(deadline: Deadline) -> date | datetime:
    """The event as it was given: an instant, or a day."""
    return deadline.started_at if deadline.has_time else london_day(deadline.started_at)


def _counted(uow: UnitOfWork, deadline: Deadline, rule: DeadlineRule) -> WorkingOut:
    uow.session.flush()
    uow.session.expire(deadline, ["pauses", "extensions"])
    calendar: Calendar = calendar_for(uow, Nation(deadline.nation))
    return work_out_moved(rule, started(deadline), calendar, moves_of(deadline.pauses, deadline.extensions))


def _set_dates(deadline: Deadline, worked: WorkingOut) -> None:
    deadline.due_on, deadline.due_at = worked.due_on, worked.due_at
    deadline.working_out = worked.to_json()


def _changed(uow: UnitOfWork, deadline: Deadline, record: Record, rule: DeadlineRule, act: str, **details: Any) -> None:
    if deadline.stopped_at:
        deadline.due_at = None  # before the flush: the database refuses a clock that stands still and has a date
    _set_dates(deadline, _counted(uow, deadline, rule))
    append_entry(uow, act, record_id=record.id, compartment=record.compartment, rule=deadline.rule_code, **details)
    keep_next_date(uow, record)


def _end_pause(uow: UnitOfWork, deadline: Deadline, at: datetime, reason: str) -> None:
    for pause in deadline.pauses:
        if pause.resumed_at is None:
            pause.resumed_at = max(at, pause.stopped_at)
            pause.resumed_by, pause.resumed_reason = uow.actor.user_id, reason or None
    deadline.stopped_at = None


def _moment(uow: UnitOfWork, day: date, *, late: bool) -> datetime:
    """An instant of a day that gives no more time than there was: it stopped at its end, or went on at its start."""
    if day == uow.today:
        return uow.now
    return end_of_day(day) if late else start_of_day(day)


def _lock(uow: UnitOfWork, deadline: Deadline) -> None:
    """Two people, or a person and a recount, take turns."""
    uow.session.flush()  # refreshing would drop what this transaction wrote already
    uow.session.refresh(deadline, with_for_update=True)
    uow.session.expire(deadline, ["pauses", "extensions"])


def _child(uow: UnitOfWork, deadline: Deadline) -> dict[str, object]:
    return {
        "tenant_id": uow.tenant.id,
        "id": new_id(),
        "record_id": deadline.record_id,
        "compartment": deadline.compartment,
        "deadline_id": deadline.id,
    }


def _said(words: str | None, otherwise: str, field: str) -> str:
    if not (words or "").strip():
        raise PortalError(otherwise, field=field)
    return (words or "").strip()


def _refuse_ended(deadline: Deadline) -> None:
    if not deadline.is_running:
        raise PortalError("This clock has ended: what it asked for was done, or is not needed.")


def _refuse_days(uow: UnitOfWork, deadline: Deadline, day: date, field: str) -> None:
    """Days before the clock began, and days to come."""
    if day > uow.today:
        raise PortalError("This day has not come yet. Enter today or an earlier day", field=field)
    if day < london_day(deadline.started_at):
        raise PortalError(f"The clock began on {long_date(london_day(deadline.started_at))}", field=field)


def _refuse_unshown(due_on: date, agreed_on: date, evidence: str | None) -> None:
    if agreed_on > due_on:
        raise PortalError(
            f"The time was up on {long_date(due_on)}. The law lets it be extended only by an agreement made before",
            field="agreed_on",
        )
    if not (evidence or "").strip():
        raise PortalError("Say how you can show that it was agreed before the time was up", field="evidence")
