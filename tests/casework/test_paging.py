"""Pages of a list: together they are the whole list, each row once, whatever happens between two of them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from portal.records.queries import ListFilter, record_page
from portal.web.paging import PAGE_SIZE
from tests.casework.incidents import LIST, opened

MONDAY = date(2026, 3, 2)


def put(uow, count, *, days=1):
    """So many records, spread evenly over so many days."""
    found = [opened(uow, f"Number {number}", on=MONDAY - timedelta(days=number % days)) for number in range(count)]
    uow.session.flush()
    return found


def walk(uow, wanted=None, *, between=lambda: None):
    """Every row from the first page to the last."""
    cursor, rows = None, []
    while True:
        page = record_page(uow, "incident", wanted or ListFilter(), cursor)
        rows += page.rows
        if page.next_cursor is None:
            return rows
        cursor = page.next_cursor
        between()


@pytest.mark.parametrize("days", [1, 7, 200], ids=["all on one day", "a week", "a day each"])
@pytest.mark.parametrize("count", [0, 1, PAGE_SIZE, PAGE_SIZE + 1, 2 * PAGE_SIZE, 3 * PAGE_SIZE + 7])
def test_the_pages_together_are_the_list_newest_first(act, count, days):
    uow = act("ben")
    made = put(uow, count, days=days)

    newest_first = sorted(made, key=lambda one: (one.opened_on, one.id), reverse=True)
    assert [one.id for one in walk(uow)] == [one.id for one in newest_first]


def test_what_is_opened_meanwhile_pushes_no_row_onto_two_pages(act):
    uow = act("ben")
    made = put(uow, 3 * PAGE_SIZE, days=3)

    times = Counter(one.id for one in walk(uow, between=lambda: put(uow, 5, days=3)))
    assert [times[one.id] for one in made] == [1] * len(made)
    assert set(times.values()) == {1}


def test_what_is_closed_meanwhile_takes_no_other_row_with_it(act):
    uow = act("ben")
    made = put(uow, 2 * PAGE_SIZE + 10)
    first = sorted(made, key=lambda one: one.id, reverse=True)[:PAGE_SIZE]

    def close_those_seen():
        for one in first:
            one.closed_on = MONDAY
        uow.session.flush()

    seen = walk(uow, ListFilter(only_open=True), between=close_those_seen)
    assert {one.id for one in seen} == {one.id for one in made}


def test_a_filter_goes_on_to_the_next_page(client, act_and_commit):
    with act_and_commit("ben") as uow:
        for number in range(PAGE_SIZE + 2):
            opened(uow, f"Low {number}", severity="low")
            opened(uow, f"Severe {number}", severity="severe")
    ben = client.as_("ben")
    first = ben.get(f"{LIST}?severity=low&open=1")
    second = ben.get(f"{LIST}{first.links()['Next page']}")

    rows = [one.text_content() for page in (first, second) for one in page.tree.xpath("//tbody/tr/th")]
    assert sorted(rows) == sorted(f"Low {number}" for number in range(PAGE_SIZE + 2))
    assert "Next page" not in second.links()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "_",
        "2026-03-02",
        "2026-03-02_",
        "2026-03-02_not-an-id",
        "0000-00-00_00000000-0000-0000-0000-000000000000",
        "' OR 1=1 --",
        "2026-03-02_00000000-0000-0000-0000-000000000000" * 2,
    ],
)
def test_a_place_that_cannot_be_read_is_the_first_page(act, cursor):
    uow = act("ben")
    put(uow, 3)

    assert len(record_page(uow, "incident", ListFilter(), cursor).rows) == 3


@pytest.mark.parametrize("place", ["2026-03-02T10:00_", "2026-03-02T10:00+01:00_", "0001-01-01_", "9999-12-31_"])
def test_a_place_beyond_the_list_is_no_crash(client, place):
    page = client.as_("ben").get(LIST, query_string={"after": place + "00000000-0000-0000-0000-000000000000"})

    assert page.status_code == 200
