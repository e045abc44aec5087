"""A feed: opened by its token alone, shows what its owner may work on at that moment, and nobody's name."""

from __future__ import annotations

from datetime import UTC, date, datetime

import psycopg
import pytest
import sqlalchemy as sa
from icalendar import Calendar
from sqlalchemy.exc import DBAPIError

from portal.core.clock import LONDON
from portal.core.db import db
from portal.core.principal import ContextRefusedError, FeedReader, act_as
from portal.deadlines.services import meet_deadline
from portal.diary import limits
from portal.diary.services import make_feed, revoke_feed
from tests.casework.incidents import completed, opened
from tests.diary.clocks import clock, due_on
from tests.world import PERSONAS

PAGE = "/t/rosewood/calendar/feed"
NOBODYS = "A" * 43


@pytest.fixture
def fed(act_and_commit):
    """The address of a feed of one's own."""

    def make(name):
        with act_and_commit(name) as uow:
            return f"/calendar/{make_feed(uow)}.ics"

    return make


def events(page):
    return list(Calendar.from_ical(page.text).walk("VEVENT"))


def summaries(page):
    return [str(one["SUMMARY"]) for one in events(page)]


def run_as_superuser(location, statement, *values):
    with psycopg.connect(location.admin_url()) as one:
        one.execute(statement, values)


def test_a_feed_opens_in_a_parser_and_names_reference_kind_and_what_is_due(client, act_and_commit, fed):
    with act_and_commit("ben") as uow:
        fall = opened(uow, "Fall of J. S.")
        made = due_on(uow, fall, "Tell the regulator", date(2026, 3, 31))
    answer = client.get(fed("ben"))
    event = events(answer)[0]

    assert answer.response.mimetype == "text/calendar"
    assert event["SUMMARY"] == f"Tell the regulator – Incident {fall.reference}"
    assert event["DTSTART"].dt == date(2026, 3, 31)
    assert event["UID"] == str(made.id)
    assert event["DESCRIPTION"] == "Legal deadline. A source"
    assert event["STATUS"] == "CONFIRMED"
    assert event["URL"].endswith(f"/t/rosewood/records/incident/{fall.id}")


def test_a_feed_holds_nobodys_name_no_title_no_site_and_no_alarm(client, act_and_commit, fed):
    with act_and_commit("ben") as uow:
        completed(uow)
    text = client.get(fed("ben")).text.replace("\r\n ", "")

    assert "BEGIN:VEVENT" in text
    for word in ("J.S.", "shower", "Rosewood House", "Ben", "Hargreaves", "ben@", "VALARM", "ORGANIZER", "ATTENDEE"):
        assert word not in text


@pytest.mark.parametrize(
    ("due_at", "in_london"),
    [
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "2026-03-29 00:30 GMT"),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "2026-03-29 02:30 BST"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25 01:30 BST"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25 01:30 GMT"),
    ],
)
def test_a_moment_is_the_same_in_london_on_either_side_of_a_clock_change(
    client, act_and_commit, fed, due_at, in_london
):
    with act_and_commit("ben") as uow:
        clock(uow, opened(uow, "Fall"), "In hours", due_on=due_at.date(), due_at=due_at)
    start = events(client.get(fed("ben")))[0]["DTSTART"].dt

    assert start == due_at
    assert f"{start.astimezone(LONDON):%Y-%m-%d %H:%M %Z}" == in_london


def test_a_day_in_summer_is_that_day_and_not_the_day_before(client, act_and_commit, fed):
    with act_and_commit("ben") as uow:
        due_on(uow, opened(uow, "Fall"), "Summer", date(2026, 7, 1))

    assert events(client.get(fed("ben")))[0]["DTSTART"].dt == date(2026, 7, 1)


def test_what_is_provisional_says_so_and_a_local_prompt_says_what_it_is(client, act_and_commit, fed):
    with act_and_commit("ben") as uow:
        fall = opened(uow, "Fall")
        clock(uow, fall, "Without delay", "promptness")
        due_on(uow, fall, "Far", date(2029, 3, 1), working_out={"provisional": True})
    prompt, far = events(client.get(fed("ben")))

    assert prompt["DESCRIPTION"] == "Local prompt, not a legal date. A source"
    assert (far["SUMMARY"], far["STATUS"]) == (f"Provisional: Far – Incident {fall.reference}", "TENTATIVE")


def test_the_same_clock_keeps_its_uid_when_its_date_moves_and_leaves_when_it_is_met(client, act_and_commit, fed):
    with act_and_commit("ben") as uow:
        fall = opened(uow, "Fall")
        made = due_on(uow, fall, "Moves", date(2026, 3, 31))
    address = fed("ben")
    before = events(client.get(address))[0]["UID"]
    with act_and_commit("ben") as uow:
        moved = uow.session.merge(made)
        moved.due_on, moved.due_at = date(2026, 4, 2), datetime(2026, 4, 2, 22, 59, 59, tzinfo=UTC)
    moved_event = events(client.get(address))[0]
    with act_and_commit("ben") as uow:
        meet_deadline(uow, uow.session.merge(moved), uow.session.merge(fall))

    assert (moved_event["UID"], moved_event["DTSTART"].dt) == (before, date(2026, 4, 2))
    assert events(client.get(address)) == []


def test_a_feed_shows_what_its_owner_may_work_on_and_no_more(client, act_and_commit, fed):
    with act_and_commit("ben") as uow:
        due_on(uow, opened(uow, "General"), "Tell", date(2026, 3, 5))
        due_on(uow, opened(uow, "Restricted", compartment="safeguarding"), "Restricted", date(2026, 3, 6))

    found = {name: len(events(client.get(fed(name)))) for name in ("ben", "ruth", "rhona", "mia", "ade", "asha")}
    assert found == {"ben": 2, "ruth": 1, "rhona": 0, "mia": 0, "ade": 0, "asha": 0}


def test_roles_lost_are_items_gone_and_a_membership_ended_is_no_feed(client, act_and_commit, fed, location):
    with act_and_commit("ben") as uow:
        due_on(uow, opened(uow, "Fall"), "Tell", date(2026, 3, 5))
    address = fed("ruth")
    before = len(events(client.get(address)))
    run_as_superuser(location, "UPDATE portal.membership SET roles = '{reader}' WHERE email = 'ruth@rosewood.example'")
    after = len(events(client.get(address)))
    run_as_superuser(location, "UPDATE portal.membership SET ended_on = now() WHERE email = 'ruth@rosewood.example'")

    assert (before, after, client.get(address).status_code) == (1, 0, 404)


def test_a_case_its_owner_is_kept_out_of_is_not_in_the_feed(client, act_and_commit, fed, location):
    with act_and_commit("ben") as uow:
        fall = opened(uow, "Fall")
        due_on(uow, fall, "Tell", date(2026, 3, 5))
    address = fed("ruth")
    run_as_superuser(
        location,
        "INSERT INTO portal.record_exclusion VALUES (%s, %s, %s, 'Named', %s, now())",
        fall.tenant_id,
        fall.id,
        PERSONAS["ruth"].id,
        PERSONAS["ben"].id,
    )

    assert events(client.get(address)) == []


def test_every_token_that_opens_nothing_gets_the_same_page_as_an_address_of_nothing(client, act_and_commit, fed):
    old = fed("ben")
    with act_and_commit("ben") as uow:
        revoke_feed(uow)
    answers = [client.get(path) for path in (old, f"/calendar/{NOBODYS}.ics", "/calendar/short.ics", "/nothing")]

    assert {one.status_code for one in answers} == {404}
    assert len({one.text.replace(one.response.headers["X-Request-Id"], "-") for one in answers}) == 1


def test_a_new_feed_takes_the_place_of_the_old_one(client, fed):
    old, new = fed("ben"), fed("ben")

    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)


def test_the_database_keeps_no_token(act_and_commit, fed, location):
    token = fed("ben").split("/")[-1].removesuffix(".ics")
    with psycopg.connect(location.admin_url()) as one:
        rows = one.execute("SELECT f::text FROM auth.feed f").fetchall()

    assert len(rows) == 1
    assert token not in str(rows)
    assert token.encode().hex() not in str(rows)


def test_a_feed_sets_no_cookie_and_is_kept_by_nobody_on_the_way(client, fed):
    headers = client.get(fed("ben")).response.headers

    assert "Set-Cookie" not in headers
    assert headers["Cache-Control"] == "no-store"


def test_a_feed_cannot_write_whatever_its_bearer_gets_past(app, fed):
    token = fed("ben").split("/")[-1].removesuffix(".ics")
    with app.app_context(), sa.orm.Session(db.engine) as session:
        act_as(session, FeedReader(token, read_only=False))
        with pytest.raises(DBAPIError) as refused:
            session.execute(sa.text("UPDATE portal.record SET title = 'x'"))
    assert refused.value.orig.sqlstate == "25006"


def test_a_session_is_no_feed_and_a_feed_is_no_session(app, client, fed):
    token = fed("ben").split("/")[-1].removesuffix(".ics")
    with client.browser.session_transaction() as cookie:
        cookie["_user_id"] = token
    with app.app_context(), sa.orm.Session(db.engine) as session, pytest.raises(ContextRefusedError):
        act_as(session, FeedReader(PERSONAS["ben"].token))

    assert client.get("/t/rosewood/").location.startswith("/sign-in")


def test_guessing_is_slowed_down_and_costs_a_real_feed_nothing(client, fed, monkeypatch):
    monkeypatch.setattr(limits, "MISSES_FROM_ONE_ADDRESS", limits.RateLimitItemPerMinute(2, 5))
    answers = [client.get(f"/calendar/{NOBODYS}.ics").status_code for _ in range(3)]

    assert (answers, client.get(fed("ben")).status_code) == ([404, 404, 429], 200)


def test_one_feed_is_read_so_often_and_no_more(client, fed, monkeypatch):
    monkeypatch.setattr(limits, "READINGS_OF_ONE_FEED", limits.RateLimitItemPerHour(2))
    address, other = fed("ben"), fed("ruth")
    answers = [client.get(address) for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert int(answers[-1].response.headers["Retry-After"]) > 0
    assert client.get(other).status_code == 200


def test_the_page_shows_the_address_once_then_only_when_it_was_made(client):
    ben = client.as_("ben")
    made = ben.post(PAGE)
    link = made.tree.xpath('//*[@class="portal-code"]')[0].text
    after = ben.get(PAGE)

    assert ben.get(link.removeprefix("http://localhost")).status_code == 200
    assert "You made your present address on " in after.words
    assert link not in after.text
    taken = ben.post(f"{PAGE}/revoke", form_at=PAGE)
    assert (taken.location, client.get(link.removeprefix("http://localhost")).status_code) == (PAGE, 404)


def test_making_and_taking_back_stand_in_the_trail_without_the_token(act):
    uow = act("ben")
    token = make_feed(uow)
    revoke_feed(uow)
    revoke_feed(uow)
    uow.session.flush()
    rows = uow.session.execute(
        sa.text("SELECT act, payload::text FROM portal.trail_entry WHERE act LIKE 'diary.%'")
    ).all()

    assert sorted(row.act for row in rows) == ["diary.feed_made", "diary.feed_revoked"]
    assert not any(token in row.payload for row in rows)
