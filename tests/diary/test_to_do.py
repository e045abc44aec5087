"""The to-do list: everything that waits for this person, in the order in which it binds, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import with_polymorphic

from portal.records.models import Record
from portal.tenants.services import propose_link
from portal.web.paging import PAGE_SIZE
from portal.worker import run_waiting_jobs
from tests.casework.incidents import completed, opened, path
from tests.dashboard.reading import lines, parts, words
from tests.diary.clocks import NOW, clock, due_on
from tests.world import ROSEWOOD_LODGE

TO_DO = "/t/rosewood/to-do/"


def duties(page):
    return [words(one) for one in page.tree.xpath('//main//*[@class="portal-list__what"]')]


@pytest.fixture
def week(act_and_commit):
    """One clock for every place a date can have, of every force."""
    with act_and_commit("ben") as uow:
        fall = opened(uow, "Fall")
        due_on(uow, fall, "Local, long over", date(2026, 2, 20), binding="local")
        due_on(uow, fall, "Legal, over", date(2026, 3, 3))
        clock(uow, fall, "Without delay", "promptness", hours=-3)
        due_on(uow, fall, "Legal today", date(2026, 3, 4))
        due_on(uow, fall, "Expected on Sunday", date(2026, 3, 8), binding="guidance")
        due_on(uow, fall, "Legal on Monday", date(2026, 3, 9))
        clock(uow, fall, "Stopped", due_on=None, due_at=None, stopped_at=NOW)
        return fall


def test_what_waits_stands_under_its_stage_the_most_binding_first(client, week):
    page = client.as_("ben").get(TO_DO)

    assert parts(page) == ["Overdue (2)", "Today (2)", "This week (1)", "Later (1)", "Without a date (1)"]
    assert duties(page) == [
        "Legal, over",
        "Local, long over",
        "Legal today",
        "Without delay",
        "Expected on Sunday",
        "Legal on Monday",
        "Stopped",
    ]


def test_each_line_has_its_class_in_words_its_source_and_one_verb(client, week):
    page = client.as_("ben").get(TO_DO)
    line = page.tree.xpath('//li[contains(., "Legal today")]')[0]

    assert words(line) == (
        f"Legal today Fall · Rosewood House · {week.reference} Legal deadline: Wednesday 4 March 2026 A source"
        " Open Legal today Fall"
    )
    assert [one.get("href") for one in line.xpath(".//a")] == ["https://www.legislation.gov.uk/", path(week)]


def test_a_prompt_duty_is_for_today_and_never_shows_a_legal_date_nor_the_word_overdue(client, week):
    line = lines(client.as_("ben").get(TO_DO), "Today (2)")[1]

    assert "Prompt duty: 5 hours ago; local prompt was at Wednesday 4 March 2026 at 07:00" in line
    assert "overdue" not in line


def test_a_clock_that_stands_still_and_one_of_hours_and_a_provisional_one_say_so(client, act_and_commit):
    with act_and_commit("ben") as uow:
        fall = opened(uow, "Fall")
        clock(uow, fall, "In hours", hours=3)
        due_on(uow, fall, "Far", date(2029, 3, 4), working_out={"provisional": True})
        clock(uow, fall, "Stopped", due_on=None, due_at=None, stopped_at=NOW)
    page = client.as_("ben").get(TO_DO)

    assert "Legal deadline: Wednesday 4 March 2026 at 13:00" in lines(page, "Today (1)")[0]
    assert "Legal deadline: Sunday 4 March 2029 (provisional)" in lines(page, "Later (1)")[0]
    assert "Legal deadline: the clock is stopped" in lines(page, "Without a date (1)")[0]


def test_the_list_is_narrowed_by_site_and_kind(client, act_and_commit):
    with act_and_commit("ben") as uow:
        due_on(uow, opened(uow, "At the house"), "House", date(2026, 3, 4))
        due_on(uow, opened(uow, "At the lodge", site=ROSEWOOD_LODGE), "Lodge", date(2026, 3, 4))
    ben = client.as_("ben")

    assert duties(ben.get(f"{TO_DO}?site={ROSEWOOD_LODGE}")) == ["Lodge"]
    assert sorted(duties(ben.get(f"{TO_DO}?kind=incident"))) == ["House", "Lodge"]
    assert "Nothing waits for you with these filters." in ben.get(f"{TO_DO}?kind=link").words


@pytest.mark.parametrize("query", ["?site=x", "?after=x", "?after=1_2_3_4", "?after=0_0_2026-03-04_x", "?kind="])
def test_an_address_that_asks_for_nonsense_shows_the_whole_list(client, week, query):
    assert len(duties(client.as_("ben").get(TO_DO + query))) == 7


def test_pages_follow_one_another_without_a_gap_and_without_a_repetition(client, act_and_commit):
    with act_and_commit("ben") as uow:
        fall = opened(uow, "Fall")
        for number in range(2 * PAGE_SIZE + 1):
            due_on(
                uow, fall, f"Clock {number}", date(2026, 3, 2 + number % 9), binding=("local", "statute")[number % 2]
            )
    ben, seen, url = client.as_("ben"), [], TO_DO
    while url:
        page = ben.get(url)
        seen.append(duties(page))
        onward = page.links().get("Next page")
        url = TO_DO + onward if onward else None

    assert [len(one) for one in seen] == [PAGE_SIZE, PAGE_SIZE, 1]
    assert len({what for one in seen for what in one}) == 2 * PAGE_SIZE + 1


def test_the_home_page_says_how_many_more_there_are_and_leads_to_them(client, act_and_commit):
    with act_and_commit("ben") as uow:
        fall = opened(uow, "Fall")
        for number in range(15):
            due_on(uow, fall, f"Clock {number}", date(2026, 3, 9))
    page = client.as_("ben").get("/t/rosewood/")

    assert len(lines(page, "Waiting for you")) == 12
    assert page.links()["See everything that waits for you (3 more)"] == TO_DO


def test_what_arrived_waits_and_says_no_more_than_who_sent_it(app, client, act_and_commit):
    with act_and_commit("ben") as uow:
        completed(uow)
    run_waiting_jobs(app)
    with act_and_commit("asha") as uow:
        copy = uow.session.scalars(select(with_polymorphic(Record, []))).one()
        due_on(uow, copy, "Look at it", date(2026, 3, 4))
    page = client.as_("asha").get("/t/northshire/to-do/")

    assert duties(page) == ["Look at it", "Incident from Rosewood Care"]
    assert "New from Rosewood Care" in lines(page, "Today (1)")[0]
    assert "Fall" not in page.text


def test_a_proposal_of_a_link_waits_for_who_may_answer_it(client, act_and_commit):
    with act_and_commit("gil") as uow:
        propose_link(uow, end_key="commissions:to", slug="northshire", carries=(), may_hold_back=True, kinds=())

    found = {name: duties(client.as_(name).get("/t/northshire/to-do/")) for name in ("sam", "asha", "noor")}
    proposal = ["Glenview Homes proposes a link"]
    assert found == {"sam": proposal, "asha": [], "noor": proposal}


def test_nobody_finds_what_they_may_not_do_or_may_not_see(client, act_and_commit):
    with act_and_commit("ben") as uow:
        due_on(uow, opened(uow, "Restricted", compartment="safeguarding"), "Tell", date(2026, 3, 4))

    found = {name: duties(client.as_(name).get(TO_DO)) for name in ("ben", "ruth", "rhona", "mia", "ade")}
    assert found == {"ben": ["Tell"], "ruth": [], "rhona": [], "mia": [], "ade": []}


def test_another_organisation_finds_no_such_page(client, week):
    assert client.as_("cora").get(TO_DO).status_code == 404
    assert duties(client.as_("cora").get("/t/westmere/to-do/")) == []
