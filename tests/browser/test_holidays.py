"""A bank holiday is proclaimed: the last day to reply moves on both sides, shows both dates, its owner is told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import expect

from portal.core.clock import london_day, now
from portal.core.nations import Nation
from portal.core.working_days import Calendar
from portal.deadlines.rules.working_out import long_date
from tests.browser.people import DESK, PHONE
from tests.browser.test_journey import press, read_when_it_arrives, status_of
from tests.browser.test_reply_journey import find_notice, give_notice, open_a_copy
from tests.browser.walking import faults_of

if TYPE_CHECKING:
    from datetime import date

    from playwright.sync_api import Page

    from tests.browser.people import People

NAME = "Day of the lifeboats"


def test_a_proclaimed_holiday_moves_a_reply_on_both_sides_and_tells_its_owner(people: People):
    today = london_day(now())
    holiday, before, after = days(today)
    asha = people.at("asha@northshire.example", DESK)
    theirs = open_a_copy(asha)
    give_notice(asha, faults_of)
    given = urlsplit(asha.url).path
    ben = people.at("ben@rosewood.example", PHONE)
    received = find_notice(ben, theirs)
    expect(ben.get_by_text(f"{before} (local target")).to_be_visible()
    record = urlsplit(ben.locator(".govuk-back-link").get_attribute("href") or "").path

    otto = people.at("otto@platform.example", DESK)
    proclaim(otto, holiday)
    moved = f"Moved from {before} to {after}. Bank holiday added: {NAME}, {long_date(holiday)}."
    shown_on(asha, given, moved, "notice-moved-given")
    shown_on(ben, received, moved, "notice-moved-received")
    shown_on(ben, record, moved, "record-moved")
    listed(ben, theirs, before, after)
    told(people.at("ade@rosewood.example", DESK))

    otto.get_by_role("button", name=f"Take {long_date(holiday)} in England away").click()
    back = f"Moved from {after} to {before}. Bank holiday taken away: {NAME}, {long_date(holiday)}."
    for page, path in ((asha, given), (ben, received)):
        read_when_it_arrives(page, path, back)
        page.goto(path)  # whole: the first look may fall between the date and what is said of it
        expect(page.get_by_text(f"{before} (local target")).to_be_visible()
    cora = people.at("cora@westmere.example", DESK)
    assert status_of(cora, given.replace("/t/northshire/", "/t/westmere/")) == 404


def days(today: date) -> tuple[date, str, str]:
    """The first working day after today, and the last day of a window given today without and with it as a holiday."""
    calendar = Calendar(Nation.ENGLAND)
    holiday = calendar.nth_working_day(today, 1)
    last, next_one = (calendar.nth_working_day(today, n) for n in (10, 11))
    assert last < next_one <= last + timedelta(days=10)
    return holiday, long_date(last), long_date(next_one)


def proclaim(page: Page, holiday: date) -> None:
    press(page, "Bank holidays")
    for part in ("Day", "Month", "Year"):
        page.get_by_label(part, exact=True).fill(str(getattr(holiday, part.lower())))
    page.get_by_label("What is it called?").fill(NAME)
    page.get_by_label("England").check()
    assert faults_of(page, "holiday-add") == []
    press(page, "Add this day")
    expect(page.get_by_text(f"{NAME}, England")).to_be_visible()


def shown_on(page: Page, path: str, words: str, name: str) -> None:
    read_when_it_arrives(page, path, words)
    assert faults_of(page, name) == []


def listed(page: Page, reference: str, before: str, after: str) -> None:
    """On the list of dates that moved, under the record's own title and with both dates."""
    title = page.get_by_role("heading", level=1).inner_text()
    page.goto("/t/rosewood/dates/moved")
    rows = page.get_by_role("row").filter(has_text=title).filter(has_text="Reply to the notice")
    line = rows.filter(has_text=before).filter(has_text=after).filter(has_text=NAME)
    expect(line.first).to_be_visible()
    assert faults_of(page, "dates-moved") == []
    line.first.get_by_role("link").click()
    expect(page.get_by_text(reference).first).to_be_visible()


def told(page: Page) -> None:
    """No mail server stands behind the demonstration: the mail waits where the administrator sees it."""
    press(page, "Mails")
    lines = page.get_by_role("row").filter(has_text="ben@rosewood.example")
    expect(lines.filter(has_text="moved").first).to_be_visible()
    assert faults_of(page, "mails-dates-moved") == []
