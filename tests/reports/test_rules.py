"""Periods: quarters, calendar years, and years from April to March."""

from __future__ import annotations

from datetime import date

import pytest

from portal.reports.rules import last_full_quarter, months_of, period_of, periods_to_choose


@pytest.mark.parametrize(
    ("key", "label", "first", "last"),
    [
        ("2026-q1", "January to March 2026", date(2026, 1, 1), date(2026, 3, 31)),
        ("2025-q4", "October to December 2025", date(2025, 10, 1), date(2025, 12, 31)),
        ("2024", "January to December 2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2025-26", "April 2025 to March 2026", date(2025, 4, 1), date(2026, 3, 31)),
        ("2099-00", "April 2099 to March 2100", date(2099, 4, 1), date(2100, 3, 31)),
    ],
)
def test_a_key_names_a_period(key, label, first, last):
    found = period_of(key)

    assert (found.label, found.first, found.last) == (label, first, last)


@pytest.mark.parametrize(
    "key", ["", "2026-q5", "2026-q0", "2025-27", "1999", "0000", "2026-Q1", "２０２６", "2026\n", "x"]
)
def test_anything_else_names_none(key):
    assert period_of(key) is None


def test_the_newest_periods_are_offered_first():
    offered = [one.key for one in periods_to_choose(date(2026, 3, 4))]

    assert offered[:3] == ["2026-q1", "2025-q4", "2025-q3"]
    assert offered[8:] == ["2025-26", "2024-25", "2023-24", "2026", "2025", "2024"]


@pytest.mark.parametrize(("today", "key"), [(date(2026, 1, 1), "2025-q4"), (date(2026, 12, 31), "2026-q3")])
def test_a_report_is_about_the_last_full_quarter_unless_somebody_says(today, key):
    assert last_full_quarter(today).key == key


def test_a_period_has_its_months():
    assert months_of(date(2025, 11, 1), date(2026, 1, 31)) == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]
