"""Working days of the four nations: which day counts, which does not, and why. Pure, no network."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

import holidays

from portal.core.nations import Nation

# GOV.UK publishes bank holidays about two years ahead (in autumn 2026: to the end of 2028). Later ones follow
# the usual pattern here but may still be moved or added by proclamation.
KNOWN_UNTIL = date(2028, 12, 31)

# The Act that defines bank holidays dates from 1971; the `holidays` library goes to 2100. Outside, it would
# say "no holiday" for every day, and a wrong date is worse than a refusal.
FIRST_YEAR, LAST_YEAR = 1972, 2100

SATURDAY = 5
WEEKEND = {SATURDAY: "Saturday", SATURDAY + 1: "Sunday"}
ONE_DAY = timedelta(days=1)

SUBDIVISION = {
    Nation.ENGLAND: "ENG",
    Nation.WALES: "WLS",
    Nation.SCOTLAND: "SCT",
    Nation.NORTHERN_IRELAND: "NIR",
}

# GOV.UK's names where the library's differ: these are the words people know, and they are printed in letters.
GOV_UK_NAMES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
    "Summer Bank Holiday": "Summer bank holiday",
    "New Year Holiday": "2nd January",
    "Scotland's participation in the FIFA World Cup final": "World Cup bank holiday",
}


@cache
def bank_holidays(nation: Nation, year: int) -> Mapping[date, str]:
    """The bank holidays of a nation in one year, by date, with the names GOV.UK uses.

    A day given in place of a holiday at a weekend ends in "(substitute day)". Raises `ValueError` for a year
    for which none are known. Source: the `holidays` library, checked against GOV.UK's list in the tests.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"Bank holidays are known for {FIRST_YEAR} to {LAST_YEAR}, not for {year}.")
    # One fresh object per year: the library's own lazy growth is not safe between threads.
    found = holidays.country_holidays("GB", SUBDIVISION[nation], years=year, expand=False, language="en_GB")
    return MappingProxyType({day: _gov_uk_name(name) for day, name in found.items()})


def _gov_uk_name(name: str) -> str:
    parts = [part.removesuffix(" (observed)") for part in name.split("; ")]
    words = " and ".join(GOV_UK_NAMES.get(part, part) for part in parts)
    return f"{words} (substitute day)" if "(observed)" in name else words


@dataclass(frozen=True)
class Calendar:
    """The working days of one nation: Monday to Friday, less bank holidays, `extra_holidays` and `closures`.

    `extra_holidays` (day to name) are bank holidays the operator added, such as one proclaimed at short
    notice: they bind everybody. `closures` (day to name) are days an organisation is closed: they never
    lengthen a legal limit, for which `without_closures` is used. After `known_until` answers are provisional.
    """

    nation: Nation
    extra_holidays: Mapping[date, str] = field(default_factory=dict)
    closures: Mapping[date, str] = field(default_factory=dict)
    known_until: date = KNOWN_UNTIL

    def without_closures(self) -> Calendar:
        return replace(self, closures={}) if self.closures else self

    def why_closed(self, day: date) -> str | None:
        """Why a day does not count ("Good Friday", "Saturday"), or None for a working day."""
        return (
            WEEKEND.get(day.weekday())
            or bank_holidays(self.nation, day.year).get(day)
            or self.extra_holidays.get(day)
            or self.closures.get(day)
        )

    def is_working_day(self, day: date) -> bool:
        return self.why_closed(day) is None

    def nth_working_day(self, day: date, n: int) -> date:
        """The n-th working day after `day`, which itself never counts; before it for negative n.

        n = 0 gives `day`, working or not. Saturday 2 May 2026 and three working days in England: Thursday
        7 May, because Monday is a bank holiday.
        Raises `ValueError` when it would leave the years with known holidays.
        """
        step = ONE_DAY if n > 0 else -ONE_DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self.nth_working_day(day, 1)

    def previous_working_day(self, day: date) -> date:
        """The last working day before `day`."""
        return self.nth_working_day(day, -1)

    def roll_forward(self, day: date) -> date:
        """`day` if it is a working day, otherwise the next one."""
        return day if self.is_working_day(day) else self.next_working_day(day)

    def nth_working_day_of_month(self, year: int, month: int, n: int) -> date:
        """Working day n of a month; n = -1 is the last, -2 the one before it.

        Raises `ValueError` for n = 0 and where the month has fewer working days.
        """
        last = date(year, month, monthrange(year, month)[1])
        outside = date(year, month, 1) - ONE_DAY if n > 0 else last + ONE_DAY
        day = self.nth_working_day(outside, n)
        if (day.year, day.month) != (year, month):
            raise ValueError(f"{last:%B %Y} has no working day number {n}.")
        return day

    def first_working_day_of_month(self, year: int, month: int) -> date:
        return self.nth_working_day_of_month(year, month, 1)

    def last_working_day_of_month(self, year: int, month: int) -> date:
        return self.nth_working_day_of_month(year, month, -1)

    def closed_days(self, after: date, until: date) -> Iterator[tuple[date, str]]:
        """Each day that does not count, and why: later than `after`, up to and including `until`."""
        day = after + ONE_DAY
        while day <= until:
            why = self.why_closed(day)
            if why:
                yield day, why
            day += ONE_DAY
