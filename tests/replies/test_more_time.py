"""The window is one thing on both sides: it moves alike, more of it is given by one and asked for by the other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.core.errors import NotFoundError, PortalError
from portal.core.principal import Operator
from portal.deadlines.closures import add_closure_day
from portal.deadlines.models import Deadline
from portal.deadlines.queries import waiting
from portal.diary.sources import everything
from portal.notifications.models import OutboxMail
from portal.operator.holidays import add_bank_holiday, remove_bank_holiday
from portal.replies.queries import load_notice, requests_of
from portal.replies.rules import REPLY_WINDOW
from portal.replies.services.deciding import is_due
from portal.replies.services.more_time import ask_for_time, give_time, refuse_time
from portal.replies.services.replying import send_reply
from portal.replies.services.window import window_of
from tests.databases import as_superuser
from tests.replies.hearing import AFTER_IT, WINDOW_ENDS, the_notice
from tests.world import PERSONAS

BOTH = ("asha", "ben")
LATER, A_DAY_MORE = date(2026, 3, 27), date(2026, 3, 19)
NATIONAL_DAY = date(2026, 3, 11)


def window(hearing, name):
    with hearing.acting(name) as uow:
        return window_of(uow, the_notice(uow))


def last_days(hearing):
    return [window(hearing, name).due_on for name in BOTH]


def give(hearing, until=LATER, *, heard=True):
    with hearing.acting("asha") as uow:
        give_time(uow, the_notice(uow), until=until, reason="Your manager is away")
    if heard:
        hearing.work()


def ask(hearing, until=LATER):
    with hearing.acting("ben") as uow:
        ask_for_time(uow, the_notice(uow), until=until, reason="The log is with the police")
    hearing.work()


def asked(hearing, name):
    with hearing.acting(name) as uow:
        return [(one.until, one.granted_until, one.answer) for one in requests_of(uow, the_notice(uow))]


def as_operator(hearing, order, **words):
    app = hearing.app
    with app.app_context(), Session(db.engines["platform"], expire_on_commit=False) as session:
        session.info["principal"] = Operator(PERSONAS["otto"].token)
        order(session, **words)
        session.commit()
    hearing.work()


def proclaim(hearing):
    today = date(2026, 3, 4)
    as_operator(hearing, add_bank_holiday, day=NATIONAL_DAY, name="National day", nations=("england",), today=today)


def subjects(hearing, to):
    with as_superuser(hearing.location) as connection:
        found = sa.select(OutboxMail.subject).where(OutboxMail.to_address == to).order_by(OutboxMail.subject)
        return list(connection.scalars(found))


def test_both_sides_hold_the_clock_and_one_of_them_owes(hearing):
    hearing.give()

    assert last_days(hearing) == [WINDOW_ENDS, WINDOW_ENDS]
    assert [window(hearing, name).owed_by for name in BOTH] == ["Rosewood Care", None]


def test_what_the_other_side_owes_waits_for_nobody_here(hearing):
    hearing.give()

    for name, expected in (("asha", []), ("ben", [REPLY_WINDOW])):
        with hearing.acting(name) as uow:
            assert [
                one.rule_code for one in waiting(uow, kinds=["incident"]) if one.rule_code == REPLY_WINDOW
            ] == expected
            rows = uow.session.execute(sa.select(everything(uow).c.rule_code)).scalars()
            assert [one for one in rows if one == REPLY_WINDOW] == expected


def test_a_bank_holiday_moves_both_alike_and_back(hearing):
    hearing.give()
    proclaim(hearing)
    assert last_days(hearing) == [A_DAY_MORE, A_DAY_MORE]

    as_operator(hearing, remove_bank_holiday, nation="england", day=NATIONAL_DAY)

    assert last_days(hearing) == [WINDOW_ENDS, WINDOW_ENDS]
    assert [len(window_moves(hearing, name)) for name in BOTH] == [2, 2]


def window_moves(hearing, name):
    with hearing.acting(name) as uow:
        return [(one.old_due_on, one.new_due_on) for one in window_of(uow, the_notice(uow)).recounts]


def test_a_notice_given_after_the_holiday_was_added_counts_it_on_both_sides(hearing):
    proclaim(hearing)
    hearing.give()

    assert last_days(hearing) == [A_DAY_MORE, A_DAY_MORE]
    assert hearing.whole("ben").reply_by == A_DAY_MORE


@pytest.mark.parametrize(("name", "tenant"), [("ade", "rosewood")])
def test_a_closure_day_of_one_side_lengthens_nothing(hearing, name, tenant):
    with hearing.acting(name, tenant) as uow:
        add_closure_day(uow, day=NATIONAL_DAY, name="Staff day")
    hearing.give()
    hearing.work()

    assert last_days(hearing) == [WINDOW_ENDS, WINDOW_ENDS]


def test_whether_a_reply_is_late_is_what_the_moved_clock_says(hearing):
    hearing.give()
    proclaim(hearing)
    hearing.at(AFTER_IT)
    hearing.reply()

    assert [hearing.whole(name).is_late for name in BOTH] == [False, False]
    assert [window(hearing, name).within_time for name in BOTH] == [True, True]


def test_more_time_reaches_both_clocks_with_who_when_and_why(hearing):
    hearing.give()
    give(hearing)

    assert last_days(hearing) == [LATER, LATER]
    for name, peer, by in (("asha", "Rosewood Care", PERSONAS["asha"].id), ("ben", "Northshire Council", None)):
        with hearing.acting(name) as uow:
            one = window_of(uow, the_notice(uow)).extensions[0]
            assert (one.agreed_with, one.agreed_on, one.reason) == (peer, date(2026, 3, 4), "Your manager is away")
            assert (one.recorded_by, one.after_expiry) == (by, False)


def test_they_are_told_of_it_by_mail_without_the_reason(hearing):
    hearing.give()
    give(hearing)

    assert [one for one in subjects(hearing, "ben@rosewood.example") if one.startswith("More time")] == [
        f"More time to reply to notice {hearing.whole('ben').reference}: until Friday 27 March 2026"
    ]


def test_more_time_after_the_window_says_so_and_a_reply_within_it_is_not_late(hearing):
    hearing.give()
    hearing.at(AFTER_IT)
    give(hearing)
    for name in BOTH:
        with hearing.acting(name) as uow:
            assert window_of(uow, the_notice(uow)).extensions[0].after_expiry is True
            assert is_due(uow, the_notice(uow)) is False

    hearing.reply()

    assert [hearing.whole(name).is_late for name in BOTH] == [False, False]


def test_more_time_that_crosses_the_reply_is_judged_alike_on_both_sides(hearing):
    hearing.give()
    hearing.write_reply("ben", p1="agree", p2="agree", p3="agree")
    hearing.at(AFTER_IT)
    give(hearing, heard=False)
    with hearing.acting("ben") as uow:
        send_reply(uow, the_notice(uow))
    assert hearing.whole("ben").is_late is True

    hearing.work()

    assert [hearing.whole(name).is_late for name in BOTH] == [False, False]
    assert [window(hearing, name).within_time for name in BOTH] == [True, True]


def test_the_same_news_heard_again_lengthens_nothing(hearing):
    hearing.give()
    ask(hearing)
    give(hearing)
    hearing.forget_done(requests=True)
    hearing.work()

    with hearing.acting("ben") as uow:
        assert len(window_of(uow, the_notice(uow)).extensions) == 1
    assert [asked(hearing, name) for name in BOTH] == [[(LATER, LATER, "Your manager is away")]] * 2


def test_a_request_stands_with_both_and_moves_nothing(hearing):
    hearing.give()
    ask(hearing)

    assert [asked(hearing, name) for name in BOTH] == [[(LATER, None, None)]] * 2
    assert last_days(hearing) == [WINDOW_ENDS, WINDOW_ENDS]
    assert any(
        one.startswith("Rosewood Care asks for more time") for one in subjects(hearing, "asha@northshire.example")
    )


def test_a_refusal_says_why_and_one_may_ask_again(hearing):
    hearing.give()
    ask(hearing)
    with hearing.acting("asha") as uow:
        refuse_time(uow, the_notice(uow), reason="The panel meets on the 20th")
    hearing.work()
    ask(hearing, LATER + timedelta(days=1))

    answered = (LATER, None, "The panel meets on the 20th")
    assert [asked(hearing, name) for name in BOTH] == [[answered, (date(2026, 3, 28), None, None)]] * 2
    assert last_days(hearing) == [WINDOW_ENDS, WINDOW_ENDS]


def test_one_asks_once_at_a_time(hearing):
    hearing.give()
    ask(hearing)

    with hearing.acting("ben") as uow, pytest.raises(PortalError, match="You have asked already"):
        ask_for_time(uow, the_notice(uow), until=LATER, reason="Again")


@pytest.mark.parametrize(("name", "act"), [("asha", give_time), ("ben", ask_for_time)])
def test_a_day_within_the_window_is_refused(hearing, name, act):
    hearing.give()

    with hearing.acting(name) as uow, pytest.raises(PortalError, match="Enter a day after Wednesday 18") as refused:
        act(uow, the_notice(uow), until=WINDOW_ENDS, reason="No")
    assert refused.value.field == "until"


@pytest.mark.parametrize(("name", "act"), [("ben", give_time), ("asha", ask_for_time)])
def test_neither_side_does_what_is_the_other_ones(hearing, name, act):
    hearing.give()

    with hearing.acting(name) as uow, pytest.raises(PortalError):
        act(uow, the_notice(uow), until=LATER, reason="No")


@pytest.mark.parametrize(("name", "act"), [("asha", give_time), ("ben", ask_for_time)])
def test_after_the_reply_there_is_nothing_to_give(hearing, name, act):
    hearing.give()
    hearing.reply()

    with hearing.acting(name) as uow, pytest.raises(PortalError, match="too late for more time"):
        act(uow, the_notice(uow), until=LATER, reason="No")


def test_decided_without_a_reply_nobody_is_reminded_of_it_any_more(hearing):
    hearing.give()
    hearing.at(AFTER_IT)
    hearing.decide(p1="upheld", p2="upheld", p3="upheld")
    hearing.outcome()

    assert [window(hearing, name).is_running for name in BOTH] == [False, False]
    assert window(hearing, "ben").waived_reason == "It was decided without a reply."


def test_another_organisation_finds_none_of_it(hearing):
    hearing.give()
    ask(hearing)
    known = hearing.whole("asha").id

    with hearing.acting("cora") as uow:
        assert uow.session.scalars(sa.select(Deadline.id).where(Deadline.subject_id == known)).all() == []
        with pytest.raises(NotFoundError):
            load_notice(uow, known)


@pytest.fixture
def people(hearing, client):
    hearing.give()
    return {name: client.as_(name) for name in ("asha", "ben", "cora", "rhona")}


def day(until):
    return {"until-day": str(until.day), "until-month": str(until.month), "until-year": str(until.year)}


def addresses(hearing):
    return f"/t/northshire/notices/{hearing.whole('asha').id}", f"/t/rosewood/notices/{hearing.whole('ben').id}"


def test_the_pages_ask_give_and_show_both_dates_on_both_sides(hearing, people):
    ours, theirs = addresses(hearing)
    people["ben"].post(f"{theirs}/more-time", {**day(LATER), "reason": "The log is with the police"})
    hearing.work()
    assert "The log is with the police" in people["asha"].get(ours).text
    people["asha"].post(f"{ours}/more-time", {**day(LATER), "reason": "You may have it"})
    hearing.work()

    moved = "Moved from Wednesday 18 March 2026 to Friday 27 March 2026."
    assert moved in people["asha"].get(ours).text
    assert "Asha" in people["asha"].get(ours).text
    page = people["ben"].get(theirs).text
    assert moved in page
    assert "Northshire Council gave more time on Wednesday 4 March 2026: You may have it" in page
    assert "Asha" not in page


def test_the_page_of_a_refusal_needs_a_request(hearing, people):
    ours, theirs = addresses(hearing)
    assert people["asha"].get(f"{ours}/no-more-time").status_code == 404
    people["ben"].post(f"{theirs}/more-time", {**day(LATER), "reason": "The log is with the police"})
    hearing.work()
    people["asha"].post(f"{ours}/no-more-time", {"reason": "The panel meets"})
    hearing.work()

    assert "Northshire Council gave none: The panel meets" in people["ben"].get(theirs).text


@pytest.mark.parametrize("page", ["more-time", "no-more-time"])
def test_nobody_else_reaches_the_pages(hearing, people, page):
    ours, _theirs = addresses(hearing)

    assert people["cora"].get(f"{ours}/{page}").status_code == 404
    assert people["cora"].get(f"{ours.replace('northshire', 'westmere')}/{page}").status_code == 404


def test_no_side_moves_the_window_on_the_page_of_the_record(hearing, people):
    record = f"/t/rosewood/records/incident/{hearing.incident_id}"
    clock = window(hearing, "ben").id

    assert f"/clocks/{clock}/" not in people["ben"].get(record).text
    assert people["ben"].get(f"{record}/clocks/{clock}/extend").status_code == 404
