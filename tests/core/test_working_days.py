"""Working days, against the published lists, other people's vectors and a slow obvious model."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.nations import Nation
from portal.core.working_days import KNOWN_UNTIL, Calendar, bank_holidays

ENGLAND, WALES, SCOTLAND, NORTHERN_IRELAND = (Calendar(nation) for nation in Nation)
DIVISIONS = {
    "england-and-wales": [Nation.ENGLAND, Nation.WALES],
    "scotland": [Nation.SCOTLAND],
    "northern-ireland": [Nation.NORTHERN_IRELAND],
}

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "data"
REAL_DATA = Path(os.environ.get("PORTAL_REAL_DATA", FOLDER)) / "bank_holidays"
real_data = [
    pytest.mark.real_data,
    pytest.mark.skipif(not REAL_DATA.is_dir(), reason="the published bank holidays are not beside the project"),
]

VECTORS = [  # received, n, due in England and Wales, in Scotland, in Northern Ireland
    (date(2026, 4, 2), 2, date(2026, 4, 8), date(2026, 4, 7), date(2026, 4, 8)),
    (date(2026, 4, 2), 3, date(2026, 4, 9), date(2026, 4, 8), date(2026, 4, 9)),
    (date(2026, 4, 2), 5, date(2026, 4, 13), date(2026, 4, 10), date(2026, 4, 13)),
    (date(2026, 4, 1), 7, date(2026, 4, 14), date(2026, 4, 13), date(2026, 4, 14)),
    (date(2026, 4, 1), 25, date(2026, 5, 11), date(2026, 5, 8), date(2026, 5, 11)),
    (date(2026, 5, 2), 3, date(2026, 5, 7), date(2026, 5, 7), date(2026, 5, 7)),
    (date(2026, 6, 8), 10, date(2026, 6, 22), date(2026, 6, 23), date(2026, 6, 22)),
    (date(2026, 7, 9), 5, date(2026, 7, 16), date(2026, 7, 16), date(2026, 7, 17)),
    (date(2026, 11, 27), 3, date(2026, 12, 2), date(2026, 12, 3), date(2026, 12, 2)),
    (date(2026, 12, 10), 20, date(2027, 1, 12), date(2027, 1, 13), date(2027, 1, 12)),
    (date(2026, 12, 24), 3, date(2026, 12, 31), date(2026, 12, 31), date(2026, 12, 31)),
    (date(2025, 12, 31), 3, date(2026, 1, 6), date(2026, 1, 7), date(2026, 1, 6)),
]


@pytest.mark.parametrize(("received", "n", "england_wales", "scotland", "northern_ireland"), VECTORS)
def test_each_nation_counts_its_own_working_days(received, n, england_wales, scotland, northern_ireland):
    due = [Calendar(nation).nth_working_day(received, n) for nation in Nation]

    assert due == [england_wales, england_wales, scotland, northern_ireland]


@pytest.mark.parametrize(("received", "n", "england_wales", "scotland", "northern_ireland"), VECTORS)
def test_counting_back_from_the_due_day_returns_to_the_last_working_day_received(
    received, n, england_wales, scotland, northern_ireland
):
    back = [
        Calendar(nation).nth_working_day(due, -n)
        for nation, due in zip(Nation, [england_wales, england_wales, scotland, northern_ireland], strict=True)
    ]

    assert back == [
        received if Calendar(nation).is_working_day(received) else Calendar(nation).previous_working_day(received)
        for nation in Nation
    ]


def test_no_working_days_after_a_day_is_that_day_even_a_sunday():
    assert ENGLAND.nth_working_day(date(2026, 5, 3), 0) == date(2026, 5, 3)


@pytest.mark.parametrize(
    ("calendar", "day", "why"),
    [
        (ENGLAND, date(2026, 4, 3), "Good Friday"),
        (ENGLAND, date(2026, 4, 4), "Saturday"),
        (ENGLAND, date(2026, 4, 6), "Easter Monday"),
        (ENGLAND, date(2026, 12, 26), "Saturday"),
        (ENGLAND, date(2026, 12, 28), "Boxing Day (substitute day)"),
        (WALES, date(2026, 5, 4), "Early May bank holiday"),
        (SCOTLAND, date(2026, 4, 6), None),
        (SCOTLAND, date(2026, 1, 2), "2nd January"),
        (SCOTLAND, date(2026, 6, 15), "World Cup bank holiday"),
        (SCOTLAND, date(2026, 8, 3), "Summer bank holiday"),
        (SCOTLAND, date(2026, 11, 30), "Saint Andrew's Day"),
        (ENGLAND, date(2026, 6, 15), None),
        (NORTHERN_IRELAND, date(2026, 3, 17), "Saint Patrick's Day"),
        (NORTHERN_IRELAND, date(2026, 7, 12), "Sunday"),
        (NORTHERN_IRELAND, date(2026, 7, 13), "Battle of the Boyne (substitute day)"),
    ],
)
def test_a_day_that_does_not_count_says_why(calendar, day, why):
    assert calendar.why_closed(day) == why


@pytest.mark.parametrize(
    ("calendar", "month", "first", "last"),
    [
        (ENGLAND, 1, date(2026, 1, 2), date(2026, 1, 30)),
        (SCOTLAND, 1, date(2026, 1, 5), date(2026, 1, 30)),
        (ENGLAND, 5, date(2026, 5, 1), date(2026, 5, 29)),
        (NORTHERN_IRELAND, 12, date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_month_has_a_first_and_a_last_working_day(calendar, month, first, last):
    assert calendar.first_working_day_of_month(2026, month) == first
    assert calendar.last_working_day_of_month(2026, month) == last


@pytest.mark.parametrize("n", [0, 20, -20])
def test_a_month_refuses_a_working_day_it_does_not_have(n):
    with pytest.raises(ValueError, match=f"May 2026 has no working day number {n}"):
        ENGLAND.nth_working_day_of_month(2026, 5, n)


def test_rolling_forward_leaves_a_working_day_alone():
    assert ENGLAND.roll_forward(date(2026, 7, 17)) == date(2026, 7, 17)
    assert ENGLAND.roll_forward(date(2026, 4, 3)) == date(2026, 4, 7)


def test_a_proclaimed_holiday_and_a_closure_lengthen_the_count():
    extra = {date(2026, 7, 6): "Bank holiday for the opening"}
    closed = {date(2026, 7, 7): "Office move"}
    calendar = Calendar(Nation.ENGLAND, extra_holidays=extra, closures=closed)

    assert calendar.next_working_day(date(2026, 7, 3)) == date(2026, 7, 8)
    assert [why for _, why in calendar.closed_days(date(2026, 7, 3), date(2026, 7, 8))] == [
        "Saturday",
        "Sunday",
        "Bank holiday for the opening",
        "Office move",
    ]


def test_without_closures_the_proclaimed_holiday_stays():
    extra, closed = {date(2026, 7, 6): "Extra"}, {date(2026, 7, 7): "Office move"}
    calendar = Calendar(Nation.ENGLAND, extra_holidays=extra, closures=closed).without_closures()

    assert calendar.next_working_day(date(2026, 7, 3)) == date(2026, 7, 7)


def test_holidays_are_known_to_the_end_of_2028():
    assert date(2028, 12, 31) == KNOWN_UNTIL


@pytest.mark.parametrize("year", [1971, 2101])
def test_a_year_without_known_holidays_is_refused(year):
    with pytest.raises(ValueError, match="Bank holidays are known for 1972 to 2100"):
        ENGLAND.nth_working_day(date(year, 3, 1), 1)


def obvious(calendar: Calendar, day: date, n: int) -> date:
    """Walk day by day and tick off those that count."""
    left = abs(n)
    while left:
        day += timedelta(days=1 if n > 0 else -1)
        is_weekend = day.strftime("%a") in {"Sat", "Sun"}
        if not is_weekend and day not in bank_holidays(calendar.nation, day.year):
            left -= 1
    return day


@given(
    nation=st.sampled_from(list(Nation)),
    day=st.dates(min_value=date(2012, 1, 1), max_value=date(2028, 12, 31)),
    n=st.integers(min_value=-60, max_value=60),
)
def test_counting_agrees_with_walking_day_by_day(nation, day, n):
    calendar = Calendar(nation)

    assert calendar.nth_working_day(day, n) == obvious(calendar, day, n)


@given(nation=st.sampled_from(list(Nation)), day=st.dates(min_value=date(2012, 1, 1), max_value=KNOWN_UNTIL))
def test_working_days_and_explained_days_make_up_the_calendar(nation, day):
    calendar = Calendar(nation)
    due = calendar.nth_working_day(day, 10)

    assert len(list(calendar.closed_days(day, due))) + 10 == (due - day).days


class TestPublishedData:
    pytestmark = real_data

    @pytest.mark.parametrize(("division", "nations"), DIVISIONS.items())
    def test_the_weekday_holidays_are_those_gov_uk_published(self, division, nations):
        lists = json.loads((REAL_DATA / "bank-holidays_2012-2024.json").read_text(encoding="utf-8"))
        published = sorted(date.fromisoformat(event["date"]) for event in lists[division]["events"])

        for nation in nations:
            known = [day for year in range(2012, 2025) for day in sorted(bank_holidays(nation, year))]
            assert [day for day in known if day.strftime("%a") not in {"Sat", "Sun"}] == published

    def test_the_ministry_of_justice_vectors_hold(self):
        lists = json.loads((REAL_DATA / "work_day_vectors_moj.json").read_text(encoding="utf-8"))
        asked = {
            "next_work_day": lambda calendar, day: calendar.next_working_day(day).isoformat(),
            "prev_work_day": lambda calendar, day: calendar.previous_working_day(day).isoformat(),
            "is_holiday": lambda calendar, day: day in bank_holidays(calendar.nation, day.year),
        }
        vectors = lists["vectors"]

        answers = [
            asked[question](Calendar(DIVISIONS[division][0]), date.fromisoformat(day))
            for question, division, day, _ in vectors
        ]
        assert answers == [answer for *_, answer in vectors]
        assert len(answers) == 9
