"""Hour rules and ends of days over both clock changes of a year: 29 March and 25 October 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.core.clock import LONDON
from portal.core.nations import Nation
from portal.core.working_days import Calendar
from portal.deadlines.catalogue import CATALOGUE
from portal.deadlines.rules import work_out

RULES = {rule.code: rule for rule in CATALOGUE}
ENGLAND = Calendar(Nation.ENGLAND)


def at(month: int, day: int, hour: int, *, fold: int = 0) -> datetime:
    return datetime(2026, month, day, hour, 30, tzinfo=LONDON, fold=fold)


@pytest.mark.parametrize(
    ("code", "started", "due"),
    [
        ("LADO", at(3, 28, 12), at(3, 29, 13)),
        ("LADO", at(3, 29, 0), at(3, 30, 1)),
        ("REC-48H", at(3, 28, 0), at(3, 30, 1)),
        ("BREACH", at(3, 27, 9), at(3, 30, 10)),
        ("LADO", at(10, 24, 12), at(10, 25, 11)),
        ("LADO", at(10, 25, 1), at(10, 26, 0)),
        ("LADO", at(10, 25, 1, fold=1), at(10, 26, 1)),
        ("LADO", at(10, 24, 2), at(10, 25, 1, fold=1)),
        ("REC-48H", at(10, 24, 23), at(10, 26, 22)),
        ("BREACH", at(10, 23, 9), at(10, 26, 8)),
    ],
)
def test_hours_run_as_they_pass(code, started, due):
    worked = work_out(RULES[code], started, ENGLAND)

    assert (worked.due_at, worked.due_on) == (due.astimezone(UTC), due.date())
    says_so = "The clocks change in between: hours are counted as they pass." in [step.words for step in worked.steps]
    assert says_so is (started.utcoffset() != due.utcoffset())


@pytest.mark.parametrize(
    ("started", "last", "hour"),
    [
        (date(2026, 3, 26), date(2026, 3, 30), 22),  # two working days: the Monday after summer time began
        (date(2026, 3, 25), date(2026, 3, 27), 23),  # the Friday before
        (date(2026, 10, 22), date(2026, 10, 26), 23),  # the Monday after it ended
        (date(2026, 10, 21), date(2026, 10, 23), 22),  # the Friday before
    ],
)
def test_the_end_of_the_day_is_londons(started, last, hour):
    worked = work_out(RULES["REC-2WD"], started, ENGLAND)

    assert (worked.due_on, worked.due_at) == (last, datetime(last.year, last.month, last.day, hour, 59, 59, tzinfo=UTC))
