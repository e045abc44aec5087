"""The corresponding-date rule, on the days where it is easy to be wrong."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.deadlines.rules import months_inclusive, months_later


@pytest.mark.parametrize(
    ("day", "n", "last"),
    [
        (date(2026, 1, 15), 6, date(2026, 7, 14)),
        (date(2026, 3, 1), 3, date(2026, 5, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 8, 29), 6, date(2027, 2, 28)),
        (date(2026, 8, 28), 6, date(2027, 2, 27)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
    ],
)
def test_inclusive_months_end_the_day_before_the_same_numbered_day(day, n, last):
    assert months_inclusive(day, n) == last


@pytest.mark.parametrize(
    ("day", "n", "same"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 4, 2), 60, date(2031, 4, 2)),
        (date(2026, 4, 2), 57, date(2031, 1, 2)),
        (date(2026, 3, 31), 6, date(2026, 9, 30)),
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2026, 5, 31), -3, date(2026, 2, 28)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
    ],
)
def test_anniversary_months_end_on_the_same_numbered_day(day, n, same):
    assert months_later(day, n) == same


@given(day=st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 1, 1)), n=st.integers(1, 120))
def test_months_agree_with_turning_the_calendar_page_by_page(day, n):
    page = day.replace(day=1)
    for _ in range(n):
        page = (page + timedelta(days=31)).replace(day=1)
    days = [page + timedelta(days=i) for i in range(31) if (page + timedelta(days=i)).month == page.month]
    same = next((one for one in days if one.day == day.day), None)

    assert months_later(day, n) == (same or days[-1])
    assert months_inclusive(day, n) == (same - timedelta(days=1) if same else days[-1])
