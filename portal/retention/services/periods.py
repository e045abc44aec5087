"""Set how long records are kept: one person puts a period forward, another agrees."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from portal.accounts.permissions import ORGANISATION
from portal.core.errors import NotPermittedError, PortalError
from portal.core.uow import UnitOfWork
from portal.retention.models import RetentionPeriod
from portal.retention.permissions import SET_PERIODS
from portal.retention.rules import Force, Period, RetentionRule, refused_period
from portal.trail.services import append_entry

ANY_DAY = date(2026, 1, 1)


def propose_period(
    uow: UnitOfWork, rule: RetentionRule, *, force: Force, period: Period, reason: str
) -> RetentionPeriod:
    """Put forward the organisation's own period for a rule, or one a contract adds beside it.

    Raises `PortalError` on `n` for a period the rule does not allow.
    """
    uow.require(SET_PERIODS)
    if uow.actor.user_id is None:
        raise NotPermittedError("This takes a person.")
    refused = _refused(rule, force, period)
    if refused:
        raise PortalError(refused, field="n")
    made = RetentionPeriod(
        tenant_id=uow.tenant.id,
        rule_code=rule.code,
        force=force,
        n=period.n,
        unit=period.unit,
        reason=reason,
        proposed_by=uow.actor.user_id,
        proposed_at=uow.now,
    )
    uow.session.add(made)
    _tell_trail(uow, made, "retention.period_proposed")
    return made


def confirm_period(uow: UnitOfWork, period: RetentionPeriod) -> None:
    """Agree to a period somebody else put forward; the one before it ends. Raises `PortalError` for one's own."""
    uow.require(SET_PERIODS)
    _refuse_unless_pending(period)
    if period.proposed_by == uow.actor.user_id:
        raise PortalError("You put this forward yourself. Somebody else has to agree.")
    earlier = select(RetentionPeriod).where(
        RetentionPeriod.rule_code == period.rule_code,
        RetentionPeriod.force == period.force,
        RetentionPeriod.confirmed_at.is_not(None),
        RetentionPeriod.ended_at.is_(None),
    )
    for one in uow.session.scalars(earlier).all():
        one.ended_at = uow.now
    uow.session.flush()  # only one may be in force
    period.confirmed_by, period.confirmed_at = uow.actor.user_id, uow.now
    _tell_trail(uow, period, "retention.period_confirmed")


def turn_down_period(uow: UnitOfWork, period: RetentionPeriod) -> None:
    """Leave things as they are. Who put it forward may take it back too."""
    uow.require(SET_PERIODS)
    _refuse_unless_pending(period)
    period.ended_at = uow.now
    _tell_trail(uow, period, "retention.period_turned_down")


def _refused(rule: RetentionRule, force: Force, period: Period) -> str | None:
    try:
        period.ends_on(ANY_DAY)
        return None if force is Force.CONTRACT else refused_period(rule, period)
    except ValueError:
        return "Enter a period of at most a hundred years."


def _refuse_unless_pending(period: RetentionPeriod) -> None:
    if period.confirmed_at is not None or period.ended_at is not None:
        raise PortalError("Somebody has decided on this already.")


def _tell_trail(uow: UnitOfWork, period: RetentionPeriod, act: str) -> None:
    append_entry(
        uow,
        act,
        act_class="P",
        compartment=ORGANISATION,
        rule=period.rule_code,
        force=period.force,
        n=period.n,
        unit=period.unit,
    )
