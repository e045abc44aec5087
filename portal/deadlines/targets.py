"""An organisation's own targets: which rules it may adapt, what it set and since when, and setting them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.accounts.permissions import ORGANISATION
from portal.core.errors import NotFoundError, PortalError
from portal.core.ids import new_id
from portal.core.nations import Nation
from portal.deadlines.models import OwnTarget
from portal.deadlines.permissions import SET_TARGETS
from portal.deadlines.rules import version_for
from portal.deadlines.rules.own_targets import adapted, amount, is_adaptable, number_of, refuse_number
from portal.declarations import DeadlineRule
from portal.records.models import Record
from portal.trail.services import append_entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.core.uow import UnitOfWork

KNOWN = "deadlines.own_targets"


@dataclass(frozen=True)
class Target:
    """A rule whose number is a default, what the organisation set since when (the latest first), and what counts."""

    rule: DeadlineRule
    own: Sequence[OwnTarget]
    number: int | None  # the organisation's own, today

    @property
    def default(self) -> str:
        return amount(self.rule, number_of(self.rule))

    @property
    def today(self) -> str:
        return self.default if self.number is None else amount(self.rule, self.number)

    def words(self, number: int | None) -> str:
        return self.default if number is None else amount(self.rule, number)


def targets(uow: UnitOfWork) -> Sequence[Target]:
    """The adaptable rules of the plugins that are on, for the nations this organisation works in."""
    nations = {Nation(uow.tenant.nation), *map(Nation, uow.session.scalars(select(Record.nation).distinct()))}
    rules = [one for one in uow.plugins.rules if is_adaptable(one) and one.valid_to is None and one.nations & nations]
    return [_target(uow, one) for one in sorted(rules, key=lambda rule: (rule.binding, rule.label, rule.code))]


def target_of(uow: UnitOfWork, code: str) -> Target:
    """One of them; what cannot be adapted is not found."""
    found = next((one for one in targets(uow) if one.rule.code == code), None)
    if found is None:
        raise NotFoundError
    return found


def set_target(uow: UnitOfWork, target: Target, *, number: int | None, since: date, reason: str) -> None:
    """Set the organisation's own number for what begins on `since` or later; None goes back to the default.

    Clocks that run already keep theirs. Raises `PortalError` on `number`, or on `since` for a day gone by.
    """
    uow.require(SET_TARGETS)
    if number is not None:
        refuse_number(target.rule, number)
    if since < uow.today:
        raise PortalError("Enter today or a later day: clocks that run keep their dates", field="since")
    uow.session.add(
        OwnTarget(
            tenant_id=uow.tenant.id,
            id=new_id(),
            rule_code=target.rule.code,
            number=number,
            since=since,
            reason=reason,
            set_at=uow.now,
            set_by=uow.actor.user_id,
        )
    )
    uow.session.flush()
    uow.forget(KNOWN)
    append_entry(
        uow,
        "deadline.target_set",
        act_class="P",
        compartment=ORGANISATION,
        rule=target.rule.code,
        number=number,
        since=since.isoformat(),
    )


def in_force(uow: UnitOfWork, code: str, on: date) -> tuple[DeadlineRule, int | None] | None:
    """The version of a rule for an event on this day, with the organisation's number in it, and that number.

    None where no version was in force then.
    """
    rule = version_for(uow.plugins.rules, code, on)
    if rule is None:
        return None
    number = _number(_own_targets(uow).get(code, ()), on) if is_adaptable(rule) else None
    return adapted(rule, number), number


def _target(uow: UnitOfWork, rule: DeadlineRule) -> Target:
    own = _own_targets(uow).get(rule.code, ())
    return Target(rule, own, _number(own, uow.today))


def _number(own: Sequence[OwnTarget], on: date) -> int | None:
    return next((one.number for one in own if one.since <= on), None)


def _own_targets(uow: UnitOfWork) -> Mapping[str, Sequence[OwnTarget]]:
    """All of them by rule, the one that counts last first: few, and asked for by every clock that starts."""
    found: Mapping[str, Sequence[OwnTarget]] = uow.known(KNOWN, lambda: _read(uow))
    return found


def _read(uow: UnitOfWork) -> Mapping[str, Sequence[OwnTarget]]:
    by_rule: dict[str, list[OwnTarget]] = {}
    with uow.session.no_autoflush:  # what is being written goes out together, later
        rows = uow.session.scalars(
            select(OwnTarget).order_by(OwnTarget.since.desc(), OwnTarget.set_at.desc(), OwnTarget.id.desc())
        )
        for one in rows:
            by_rule.setdefault(one.rule_code, []).append(one)
    return by_rule
