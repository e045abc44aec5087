"""The month: what is due on each day, and the days that do not count, each with whose they are."""

from __future__ import annotations

from datetime import date

import pytest

from portal.core.ids import new_id
from portal.deadlines.models import ClosureDay
from tests.casework.incidents import opened, path
from tests.dashboard.reading import lines, parts, words
from tests.diary.clocks import clock, due_on

CALENDAR = "/t/rosewood/calendar/"


def cells(page):
    """The cells of the month's table that say anything, in order."""
    return [text for one in page.tree.xpath("//main//table//td") if (text := " ".join(one.text_content().split()))]


def lines_of(page, heading):
    return words(page.tree.xpath(f'//section[h2[normalize-space()="{heading}"]]/p')[0])


def test_the_month_is_this_one_and_every_day_of_it_has_a_cell(client):
    page = client.as_("ben").get(CALENDAR)

    assert page.heading == "March 2026"
    assert cells(page) == [f"{day}{'*' if day == 17 else ''}" for day in range(1, 32)]
    assert parts(page) == ["Tuesday 17 March 2026"]
    assert words(page.tree.xpath('//td[@aria-current="date"]')[0]) == "4"
    assert page.links()["February 2026"] == f"{CALENDAR}?month=2026-02"
    assert page.links()["April 2026"] == f"{CALENDAR}?month=2026-04"


def test_a_clock_stands_on_its_day_in_the_table_and_in_the_list(client, act_and_commit):
    with act_and_commit("ben") as uow:
        fall = opened(uow, "Fall")
        due_on(uow, fall, "Tell the regulator", date(2026, 3, 31))
        due_on(uow, fall, "Next month", date(2026, 4, 1))
    page = client.as_("ben").get(CALENDAR)

    assert cells(page)[-1] == "31, 1 due"
    assert page.links()["31, 1 due"] == "#day-2026-03-31"
    assert parts(page) == ["Tuesday 17 March 2026", "Tuesday 31 March 2026"]
    assert lines(page, "Tuesday 31 March 2026") == [
        f"Tell the regulator Fall · Rosewood House · {fall.reference} Legal deadline Open Tell the regulator Fall"
    ]
    assert page.tree.xpath('//a[starts-with(., "Open")]')[0].get("href") == path(fall)


def test_a_local_prompt_is_called_one_and_no_legal_date(client, act_and_commit):
    with act_and_commit("ben") as uow:
        clock(uow, opened(uow, "Fall"), "Without delay", "promptness", hours=2)

    line = lines(client.as_("ben").get(CALENDAR), "Wednesday 4 March 2026 (today)")[0]
    assert "Local prompt, not a legal date, at 12:00" in line


def test_the_last_hour_of_a_summer_month_belongs_to_it(client, act_and_commit):
    with act_and_commit("ben") as uow:
        due_on(uow, opened(uow, "Fall"), "Last", date(2026, 6, 30))

    assert parts(client.as_("ben").get(f"{CALENDAR}?month=2026-06"))[-1] == "Tuesday 30 June 2026"
    assert "Last" not in client.as_("ben").get(f"{CALENDAR}?month=2026-07").words


def test_bank_holidays_stand_with_the_nations_that_keep_them(client):
    page = client.as_("ben").get(f"{CALENDAR}?month=2026-04")

    assert parts(page) == ["Friday 3 April 2026", "Monday 6 April 2026"]
    assert "Good Friday (the whole United Kingdom)" in page.words
    assert "Easter Monday (England, Wales, Northern Ireland)" in page.words
    assert cells(page)[2] == "3*"


def test_a_nations_own_holiday_names_that_nation_alone(client):
    page = client.as_("ben").get(f"{CALENDAR}?month=2026-06")

    assert lines_of(page, "Monday 15 June 2026") == "World Cup bank holiday (Scotland)"


def test_a_day_is_marked_as_off_where_it_is_and_named_everywhere(client):
    """17 March is a holiday in Northern Ireland; 1 January everywhere, 2 January in Scotland."""
    ben, gil = client.as_("ben"), client.as_("gil")
    january = {
        "rosewood": off_days(ben.get(f"{CALENDAR}?month=2026-01"))[:2],
        "glenview": off_days(gil.get("/t/glenview/calendar/?month=2026-01"))[:2],
    }

    assert january == {"rosewood": ["1*", "3"], "glenview": ["1*", "2*"]}
    assert "17*" not in off_days(ben.get(CALENDAR))


def off_days(page):
    return ["".join(words(one).split()) for one in page.tree.xpath('//td[contains(@class, "portal-month__closed")]')]


def test_closure_days_are_an_organisations_own(client, act_and_commit):
    with act_and_commit("ben") as uow:
        uow.session.add(ClosureDay(tenant_id=uow.tenant.id, id=new_id(), day=date(2026, 3, 20), name="Moving house"))

    assert "Moving house (Rosewood Care is closed)" in client.as_("mia").get(CALENDAR).words
    assert "Moving house" not in client.as_("asha").get("/t/northshire/calendar/").text


def test_who_may_read_sees_what_is_due_and_who_may_not_sees_days_alone(client, act_and_commit):
    with act_and_commit("ben") as uow:
        due_on(uow, opened(uow, "Fall"), "Tell", date(2026, 3, 5))
        due_on(uow, opened(uow, "Restricted", compartment="safeguarding"), "Tell more", date(2026, 3, 5))

    found = {name: cells(client.as_(name).get(CALENDAR))[4] for name in ("ben", "ruth", "rhona", "mia", "ade")}
    assert found == {"ben": "5, 2 due", "ruth": "5, 1 due", "rhona": "5, 1 due", "mia": "5", "ade": "5"}


def test_a_full_month_goes_on_to_a_second_page_and_its_table_counts_both(client, act_and_commit):
    with act_and_commit("ben") as uow:
        fall = opened(uow, "Fall")
        for number in range(60):
            due_on(uow, fall, f"Clock {number}", date(2026, 3, 10 + number % 2))
    ben = client.as_("ben")
    page = ben.get(CALENDAR)
    second = ben.get(CALENDAR + page.links()["Next page"])

    assert cells(page)[9:11] == ["10, 30 due", "11, 30 due"]
    assert cells(second)[9:11] == ["10 30 due", "11, 30 due"]
    assert len(lines(second, "Wednesday 11 March 2026")) == 10


@pytest.mark.parametrize("month", ["", "x", "2026-13", "0001-01", "9999-12"])
def test_a_month_that_is_none_is_this_month(client, month):
    assert client.as_("ben").get(f"{CALENDAR}?month={month}").heading == "March 2026"


def test_another_organisation_finds_no_such_page(client):
    assert client.as_("cora").get(CALENDAR).status_code == 404
