"""Add a bank holiday the calendar does not know yet, or take one away; everybody's clocks are counted again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock
from portal.core.errors import NotFoundError, PortalError
from portal.core.log import log
from portal.core.nations import Nation
from portal.core.working_days import bank_holidays
from portal.deadlines.models import BankHoliday
from portal.deadlines.rules.days_off import refuse_odd_day
from portal.deadlines.rules.working_out import long_date
from portal.trail.services import append_platform_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy.orm import Session


def added_holidays(session: Session) -> Sequence[BankHoliday]:
    """What the operator added, the latest day first."""
    return session.scalars(select(BankHoliday).order_by(BankHoliday.day.desc(), BankHoliday.nation)).all()


def add_bank_holiday(session: Session, *, day: date, name: str, nations: Iterable[str], today: date) -> None:
    """Add one day for one or more nations.

    Raises `PortalError` on `day` or `nations`: a past year, a weekend, a day that is a bank holiday there already.
    """
    refuse_odd_day(day, today=today)
    for nation in sorted(Nation(one) for one in nations):
        known = bank_holidays(nation, day.year).get(day) or _add(session, nation, day, name, today)
        if known:
            raise PortalError(f"{long_date(day)} is a bank holiday in {nation.label} already: {known}", field="day")
    append_platform_entry(session, "holiday.added", at=clock.now(), day=day.isoformat())
    log.info("bank holiday added", day=day.isoformat())
    _count_again(session, f"Bank holiday added: {name}, {long_date(day)}")


def remove_bank_holiday(session: Session, *, nation: str, day: date) -> None:
    """Take away what was added; those the calendar knows by itself stay."""
    holiday = session.get(BankHoliday, (nation, day))
    if holiday is None:
        raise NotFoundError
    session.delete(holiday)
    session.flush()
    append_platform_entry(session, "holiday.removed", at=clock.now(), day=day.isoformat(), nation=nation)
    log.info("bank holiday taken away", day=day.isoformat(), nation=nation)
    _count_again(session, f"Bank holiday taken away: {holiday.name}, {long_date(day)}")


def _add(session: Session, nation: Nation, day: date, name: str, today: date) -> str | None:
    """None when it was added; otherwise the name under which it is on the list already."""
    row = insert(BankHoliday).values(nation=nation.value, day=day, name=name, added_on=today)
    if session.scalar(row.on_conflict_do_nothing().returning(BankHoliday.day)):
        return None
    return session.scalars(select(BankHoliday.name).filter_by(nation=nation.value, day=day)).one_or_none() or name


def _count_again(session: Session, why: str) -> None:
    session.execute(
        text("SELECT jobs.recount_everywhere(CAST(:details AS jsonb))"), {"details": json.dumps({"why": why})}
    )
