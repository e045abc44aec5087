"""What a month holds: clocks due, bank holidays of each nation, and the days an organisation is closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Date, Select, cast, func, select, tuple_

from portal.core.clock import LONDON, start_of_day
from portal.core.nations import Nation
from portal.core.uow import UnitOfWork
from portal.core.working_days import FIRST_YEAR, LAST_YEAR, WEEKEND, bank_holidays
from portal.deadlines.models import BankHoliday, ClosureDay, Deadline, ours_and_running
from portal.declarations import Binding
from portal.diary.rules import next_month, weeks_of
from portal.diary.sources import hidden_until_opened
from portal.diary.waiting import site_beside
from portal.directory.models import Site
from portal.records.models import Record
from portal.web.paging import PAGE_AND_ONE, Page, page, read_cursor

ACTS_BY = func.coalesce(Deadline.due_at, Deadline.prompt_at)
# A local prompt has no due day of its own; it stands on London's day of the moment.
DAY = func.coalesce(Deadline.due_on, cast(func.timezone(str(LONDON), ACTS_BY), Date))


class Due(NamedTuple):
    """One clock in a month."""

    what: str
    where: str
    url: str
    binding: Binding
    acts_by: datetime
    is_prompt: bool
    reference: str
    site: str
    provisional: bool


class Closed(NamedTuple):
    """Why a day is no working day, and for whom; `here` when that is so for this organisation."""

    words: str
    here: bool


@dataclass(frozen=True)
class Day:
    """One day: why it does not count, what is due. `in_all` counts what is due on every page."""

    on: date
    closed: Sequence[Closed] = ()
    due: Sequence[Due] = ()
    in_all: int = 0

    @property
    def is_off(self) -> bool:
        return self.on.weekday() in WEEKEND or any(one.here for one in self.closed)


def days_of(uow: UnitOfWork, month: date, rows: Iterable[Any], counts: Mapping[date, int]) -> dict[date, Day]:
    """The days of a month that hold anything, by date."""
    due: defaultdict[date, list[Due]] = defaultdict(list)
    for row in rows:
        due[row.day].append(_due(row))
    closed = closed_days(uow, month)
    return {
        on: Day(on, closed.get(on, ()), due.get(on, ()), counts.get(on, 0)) for on in sorted({*due, *closed, *counts})
    }


def grid(month: date, days: Mapping[date, Day]) -> list[list[Day | None]]:
    """The weeks of a month, Monday first."""
    return [[(days.get(on) or Day(on)) if on else None for on in week] for week in weeks_of(month)]


def due_page(uow: UnitOfWork, month: date, cursor: str | None) -> Page:
    """One keyset page of the clocks due in a month, on records this person may read, soonest first."""
    statement = (
        _due_in(
            uow,
            month,
            Deadline.id,
            Deadline.label,
            Deadline.binding,
            ACTS_BY.label("acts_by"),
            DAY.label("day"),
            func.coalesce(Deadline.working_out["provisional"].as_boolean(), False).label("provisional"),
            Record.id.label("record_id"),
            Record.kind,
            Record.reference,
            Record.peer_name,
            hidden_until_opened(Record.title).label("title"),
            Site.name.label("site_name"),
        )
        .outerjoin(Site, Site.id == Record.site_id)
        .order_by(ACTS_BY, Deadline.id)
        .limit(PAGE_AND_ONE)
    )
    position = read_cursor(cursor)
    if position and isinstance(position[0], datetime):
        statement = statement.where(tuple_(ACTS_BY, Deadline.id) > position)
    return page(uow.session.execute(statement).all(), day="acts_by", row_id="id")


def counts_by_day(uow: UnitOfWork, month: date) -> dict[date, int]:
    """How many clocks are due on each day of a month."""
    rows = uow.session.execute(_due_in(uow, month, DAY.label("day"), func.count().label("in_all")).group_by(DAY))
    return {row.day: row.in_all for row in rows}


def closed_days(uow: UnitOfWork, month: date) -> dict[date, list[Closed]]:
    """Bank holidays with the nations that keep them, and the organisation's own closure days, by date."""
    end = next_month(month)
    found: defaultdict[date, list[Closed]] = defaultdict(list)
    for (on, name), nations in sorted(_holidays(uow, month, end).items()):
        found[on].append(Closed(f"{name} ({_nations(nations)})", uow.tenant.nation in nations))
    closures = select(ClosureDay.day, ClosureDay.name).where(ClosureDay.day >= month, ClosureDay.day < end)
    for row in uow.session.execute(closures.order_by(ClosureDay.day)):
        words = _("%(name)s (%(organisation)s is closed)", name=row.name, organisation=uow.tenant.name)
        found[row.day].append(Closed(words, here=True))
    return dict(found)


def _holidays(uow: UnitOfWork, month: date, end: date) -> dict[tuple[date, str], list[Nation]]:
    """Who keeps each holiday of a month, those an operator added among them."""
    found: defaultdict[tuple[date, str], list[Nation]] = defaultdict(list)
    if FIRST_YEAR <= month.year <= LAST_YEAR:
        for nation in Nation:
            for on, name in bank_holidays(nation, month.year).items():
                if month <= on < end:
                    found[on, name].append(nation)
    added = select(BankHoliday).where(BankHoliday.day >= month, BankHoliday.day < end)
    for one in uow.session.scalars(added.order_by(BankHoliday.nation)):
        found[one.day, one.name].append(Nation(one.nation))
    return found


def _nations(nations: Sequence[Nation]) -> str:
    if len(set(nations)) == len(Nation):
        return str(_("the whole United Kingdom"))
    return ", ".join(one.label for one in nations)


def _due_in(uow: UnitOfWork, month: date, *columns: Any) -> Select[Any]:
    plugins: Any = uow.plugins
    readable = [kind.key for kind in plugins.kinds if uow.may(kind.read)]
    return (
        select(*columns)
        .select_from(Deadline)
        .join(Record, (Record.tenant_id == Deadline.tenant_id) & (Record.id == Deadline.record_id))
        .where(
            ours_and_running(),
            start_of_day(month) <= ACTS_BY,
            start_of_day(next_month(month)) > ACTS_BY,
            Record.kind.in_(readable),
        )
    )


def _due(row: Any) -> Due:
    binding = Binding(row.binding)
    return Due(
        what=row.label,
        where=row.title or _("New from %(peer)s", peer=row.peer_name),
        url=url_for("casework.show", kind_key=row.kind, record_id=row.record_id),
        binding=binding,
        acts_by=row.acts_by,
        is_prompt=binding is Binding.PROMPTNESS,
        reference=row.reference,
        site=site_beside(row.title, row.site_name),
        provisional=row.provisional,
    )
