"""The questions and the duties as a manager meets them: what is asked, who must be told, why and since when."""

from __future__ import annotations

import re

import pytest
import time_machine

from plugins.incidents.tests.steps import cards, new_incident, record_of

IMPAIRED = {"lasting_impairment": "yes"}
LASTING = "Care Quality Commission: injury with lasting consequences"
SAVED_FIRST = "Somebody else saved this first. Yours is not lost: look at what is saved now, then save again."
UNVERIFIED = "Not verified against the source: treat as a default."


@pytest.fixture(autouse=True)
def maundy_thursday():
    """Thursday 2 April 2026, nine in the morning in London."""
    with time_machine.travel("2026-04-02T08:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ben(client):
    return client.as_("ben")


@pytest.fixture
def badly_hurt(client):
    return new_incident(client, "severe")


def answer(browser, pages, **answers):
    return browser.post(f"{pages}/facts", answers)


def chosen(page, name):
    return page.tree.xpath(f'//input[@name="{name}"][@checked]/@value')


def test_the_questions_are_those_of_the_nation_and_the_event(ben, badly_hurt):
    page = ben.get(f"{badly_hurt}/facts")

    assert page.heading == "Work out who must be told"
    assert "The rules of England then say who must be told, and why." in page.words
    assert [one.text_content() for one in page.tree.xpath("//main//form/h2")] == [
        "People",
        "What happened to them",
        "Running the service",
        "Workplace accident",
        "Personal information",
    ]
    assert page.tree.xpath('//input[@name="lasting_impairment"]')
    assert not page.tree.xpath('//input[@name="manager_absent"]')


def test_what_the_report_said_is_answered_already(ben, badly_hurt):
    page = ben.get(f"{badly_hurt}/facts")

    assert (chosen(page, "physical_harm"), chosen(page, "who_affected")) == (["severe"], ["person"])
    assert chosen(page, "lasting_impairment") == []


def test_answers_that_lead_to_more_questions_lead_back_to_them(ben, badly_hurt):
    assert answer(ben, badly_hurt, work_accident="yes").location == f"{badly_hurt}/facts"

    page = ben.get(f"{badly_hurt}/facts")
    assert "Your answers lead to more questions. Still open:" in page.words
    assert page.tree.xpath('//input[@name="accident_on-day"]')


def test_with_nothing_left_to_ask_the_duties_follow(client, ben):
    pages = new_incident(client, "good-care")

    assert answer(ben, pages).location == f"{pages}/duties"


def test_a_day_that_is_none_is_refused_and_every_answer_kept(ben, badly_hurt):
    answer(ben, badly_hurt, work_accident="yes")
    wrong = {"accident_on-day": "31", "accident_on-month": "2", "accident_on-year": "2026"}
    page = answer(ben, badly_hurt, **wrong, **IMPAIRED)

    assert page.errors == ["On which day was it?: must be a real date, like 27 3 2026"]
    assert (page.form()["accident_on-day"], chosen(page, "lasting_impairment")) == ("31", ["yes"])
    assert LASTING not in cards(ben.get(f"{badly_hurt}/duties"))


def test_an_answer_nobody_offered_is_refused(ben, badly_hurt):
    assert answer(ben, badly_hurt, setting="prison").errors == ["Choose one of the answers shown"]


def test_each_duty_says_why_under_which_rule_and_what_its_form_will_ask(ben, badly_hurt):
    answer(ben, badly_hurt, **IMPAIRED)
    card = cards(ben.get(f"{badly_hurt}/duties"))[LASTING]

    assert "To be sent" in card
    assert "Why: An injury to a person using the service led to: an impairment" in card
    assert "Regulation 18(2)(a), Care Quality Commission (Registration) Regulations 2009" in card
    assert "Their form will also ask for:" in card
    assert UNVERIFIED not in card


def test_a_prompt_duty_shows_hours_since_the_discovery_and_never_a_date(ben, badly_hurt, maundy_thursday):
    answer(ben, badly_hurt, **IMPAIRED)
    maundy_thursday.move_to("2026-04-02T13:10:00Z")
    card = cards(ben.get(f"{badly_hurt}/duties"))[LASTING]

    assert "promptly; you knew 5 hours ago" in card
    assert (
        "Prompt duty: the law sets no number of hours; local prompt at Friday 3 April 2026 at 09:00. SI 2009/3112"
        in card
    )
    assert "Legal deadline" not in card
    assert not re.search(r"\bby \w+day\b", card)


def test_hours_count_from_a_corrected_discovery(ben, badly_hurt):
    answer(ben, badly_hurt, **IMPAIRED)
    ben.post(f"{record_of(badly_hurt)}/edit", {"discovered_at-day": "1", "discovered_at-time": "22:00"})

    assert "promptly; you knew 11 hours ago" in cards(ben.get(f"{badly_hurt}/duties"))[LASTING]


def test_a_date_in_law_is_named_as_one(ben, badly_hurt):
    on = {"accident_on-day": "1", "accident_on-month": "4", "accident_on-year": "2026"}
    answer(ben, badly_hurt, work_accident="yes")
    answer(ben, badly_hurt, **on, worker_specified_injury="yes")
    card = cards(ben.get(f"{badly_hurt}/duties"))["Health and Safety Executive: specified injury to a worker"]

    assert "by Saturday 11 April 2026" in card
    assert "Legal deadline. SI 2013/1471" in card


def test_a_rule_nobody_checked_says_so(ben, badly_hurt):
    answer(ben, badly_hurt, abuse="yes")
    card = cards(ben.get(f"{badly_hurt}/duties"))["Local authority's adult safeguarding team: safeguarding concern"]

    assert card.count(UNVERIFIED) == 1
    assert "A safeguarding concern was opened from this, for your safeguarding leads." in card


def test_the_incidents_own_page_shows_the_same_duties(ben, badly_hurt):
    answer(ben, badly_hurt, **IMPAIRED)

    assert cards(ben.get(record_of(badly_hurt)))[LASTING] == cards(ben.get(f"{badly_hurt}/duties"))[LASTING]


def test_a_duty_that_fell_away_is_gone_from_the_page(ben, badly_hurt):
    answer(ben, badly_hurt, **IMPAIRED)
    answer(ben, badly_hurt, lasting_impairment="no")
    page = ben.get(f"{badly_hurt}/duties")

    assert "injury with lasting consequences" not in page.words
    assert "No longer called for" not in page.words


def test_open_questions_are_counted_and_never_a_no(client, ben):
    pages = new_incident(client, "near-miss")
    assert "Nobody has answered the questions yet." in ben.get(f"{pages}/duties").words

    answer(ben, pages, setting="care-home")
    page = ben.get(f"{pages}/duties")
    assert "From what you answered, the rules call for nobody outside to be told." in page.words
    assert "An answer may add a duty." in page.words
    assert "Confirm that nobody needs to be told" not in page.links()


def test_answers_of_two_people_are_brought_together(client, ben, badly_hurt):
    ruth = client.as_("ruth")
    hers = ruth.get(f"{badly_hurt}/facts").form()
    answer(ben, badly_hurt, abuse="no")

    page = ruth.post_raw(f"{badly_hurt}/facts", {**hers, **IMPAIRED})
    assert (page.status_code, page.errors) == (409, [SAVED_FIRST])
    assert (chosen(page, "abuse"), chosen(page, "lasting_impairment")) == (["no"], ["yes"])
    assert LASTING not in cards(ben.get(f"{badly_hurt}/duties"))

    assert ruth.post_raw(f"{badly_hurt}/facts", page.form()).status_code == 302
    saved = ben.get(f"{badly_hurt}/facts")
    assert (chosen(saved, "abuse"), chosen(saved, "lasting_impairment")) == (["no"], ["yes"])


def test_where_two_people_differ_the_saved_answer_is_shown_beside(client, ben, badly_hurt):
    ruth = client.as_("ruth")
    hers = ruth.get(f"{badly_hurt}/facts").form()
    answer(ben, badly_hurt, abuse="no", setting="nursing-home")
    page = ruth.post_raw(f"{badly_hurt}/facts", {**hers, "abuse": "yes", "setting": "care-home"})

    shown = [
        " ".join(one.text_content().split())
        for one in page.tree.xpath("//main//ul[@class='govuk-list govuk-list--bullet']/li")
    ]
    assert [one.split("? ")[1] for one in shown] == ["Care home with nursing", "No"]
    assert (chosen(page, "abuse"), chosen(page, "setting")) == (["yes"], ["care-home"])


def test_the_same_answers_sent_twice_find_one_set_of_duties(ben, badly_hurt):
    form = {**ben.get(f"{badly_hurt}/facts").form(), **IMPAIRED}
    first, second = (ben.post_raw(f"{badly_hurt}/facts", form).location for _ in range(2))

    assert first == second
    titles = ben.get(f"{badly_hurt}/duties").tree.xpath('//h2[@class="govuk-summary-card__title"]')
    assert len(titles) == len({one.text_content() for one in titles}) == 3


def marked(page):
    return [one.text_content().strip() for one in page.tree.xpath("//nav//a[@aria-current]")]


def test_the_navigation_marks_whose_pages_these_are(client, badly_hurt):
    assert marked(client.as_("ben").get(f"{badly_hurt}/duties")) == ["Incidents"]
    assert marked(client.as_("ben").get("/t/rosewood/records/incident/")) == ["Incidents"]
    assert marked(client.as_("mia").get("/t/rosewood/incidents/reports")) == ["Your reports"]
