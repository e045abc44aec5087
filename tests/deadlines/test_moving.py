"""Stopping a clock, letting it go on and giving it more time: what is kept, what is refused, what it does to dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from portal.core.errors import PortalError
from portal.core.nations import Nation
from portal.deadlines.moving import extend_clock, resume_clock, stop_clock
from portal.deadlines.queries import deadlines_with_moves, waiting
from portal.deadlines.services import meet_deadline, start_deadline, waive_deadline
from portal.declarations import Binding, DeadlineRule, Unit
from portal.records.queries import timeline
from tests.casework.incidents import opened

SAR = DeadlineRule(
    code="TEST-SAR",
    label="Answer the request",
    unit=Unit.MONTHS_ANNIVERSARY,
    n=1,
    binding=Binding.STATUTE,
    trigger="the request was received",
    nations=frozenset(Nation),
    source="A regulation",
    source_url="https://www.legislation.gov.uk/",
    verified=True,
    valid_from=date(2020, 1, 1),
    pausable=True,
)
RESPOND = replace(SAR, code="TEST-RESPOND", pausable=False, agreed_before_expiry=True)
PROMPT = replace(
    RESPOND,
    code="TEST-PROMPT",
    unit=Unit.PROMPT,
    n=0,
    prompt_hours=24,
    binding=Binding.PROMPTNESS,
    agreed_before_expiry=False,
)
RULES = (SAR, RESPOND, PROMPT)
RECEIVED = date(2026, 2, 20)  # a month later: Friday 20 March
TODAY = date(2026, 3, 4)
AGREED = {
    "due_on": date(2026, 4, 30),
    "agreed_with": "The person who complained",
    "agreed_on": TODAY,
    "reason": "A witness is away",
    "evidence": "Their letter of 3 March",
}


@pytest.fixture
def at(act):
    """Ben's work at an instant, under three rules of the tests' own."""

    def begin(moment: datetime = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)):
        unit = act("ben", now=moment)
        plugins = unit.plugins
        unit.plugins = SimpleNamespace(
            rules=RULES,
            installed_rules=RULES,
            kind=plugins.kind,
            installed_kind=plugins.installed_kind,
            asked=plugins.asked,
            registry=plugins.registry,
        )
        return unit

    return begin


@pytest.fixture
def uow(at):
    return at()


@pytest.fixture
def record(uow):
    made = opened(uow, "Request")
    uow.session.flush()
    return made


def clock(uow, record, code: str = "TEST-SAR", from_: date = RECEIVED):
    started = start_deadline(uow, code, record, from_=from_)
    uow.session.flush()
    return started


def stopped(uow, record, on: date = date(2026, 3, 2)):
    one = clock(uow, record)
    stop_clock(uow, one, record, stopped_on=on, reason="Asked for proof of identity")
    return one


def refusal(act, *arguments, **words) -> tuple[str, str | None]:
    with pytest.raises(PortalError) as refused:
        act(*arguments, **words)
    return refused.value.message, refused.value.field


def test_a_clock_that_stands_still_has_no_date_and_waits_for_nobody_here(uow, record):
    one = stopped(uow, record)
    uow.finish()
    uow.session.refresh(record)

    assert (one.is_stopped, one.stopped_on, one.due_on, one.acts_by) == (True, date(2026, 3, 2), None, None)
    assert (record.next_due_at, waiting(uow, kinds=["incident"])) == (None, [])


def test_when_it_goes_on_its_date_moves_by_the_days_it_stood(uow, record):
    one = stopped(uow, record)
    resume_clock(uow, one, record, resumed_on=TODAY, reason="It came")

    assert (one.is_stopped, one.due_on) == (False, date(2026, 3, 23))
    assert one.due_at == datetime(2026, 3, 23, 23, 59, 59, tzinfo=UTC)
    pause = one.pauses[0]
    assert (pause.stopped_on, pause.reason, pause.stopped_by) == (
        date(2026, 3, 2),
        "Asked for proof of identity",
        uow.actor.user_id,
    )
    assert (pause.resumed_on, pause.resumed_reason) == (TODAY, "It came")
    assert "3 days are added" in str(one.working_out)


def test_it_may_stop_more_than_once(at, uow, record):
    one = stopped(uow, record)
    resume_clock(uow, one, record, resumed_on=date(2026, 3, 3), reason="It came")
    stop_clock(uow, one, record, stopped_on=TODAY, reason="Asked again")
    resume_clock(uow, one, record, resumed_on=TODAY, reason="It came")

    assert (len(one.pauses), one.due_on) == (2, date(2026, 3, 23))


def test_what_was_done_while_it_stood_still_was_in_time(uow, record):
    one = stopped(uow, record)
    meet_deadline(uow, one, record)

    assert (one.within_time, one.is_stopped, one.pauses[0].resumed_at) == (True, False, uow.now)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 5), "This day has not come yet. Enter today or an earlier day"),
        (date(2026, 2, 19), "The clock began on Friday 20 February 2026"),
    ],
)
def test_a_day_that_cannot_be_is_refused(uow, record, day, words):
    one = clock(uow, record)

    assert refusal(stop_clock, uow, one, record, stopped_on=day, reason="Asked") == (words, "stopped_on")


def test_a_clock_whose_time_is_up_does_not_stop(at):
    late = at(datetime(2026, 3, 30, 10, 0, tzinfo=UTC))
    record = opened(late, "Request")
    one = clock(late, record)

    words = "The time was up on Friday 20 March 2026: too late to stop"
    assert refusal(stop_clock, late, one, record, stopped_on=date(2026, 3, 21), reason="Asked") == (words, "stopped_on")


def test_only_a_rule_that_allows_it_lets_its_clock_stand_still(uow, record):
    one = clock(uow, record, "TEST-RESPOND")

    words = "This rule does not let its clock stand still."
    assert refusal(stop_clock, uow, one, record, stopped_on=TODAY, reason="Asked") == (words, None)


def test_a_clock_does_not_stop_twice_or_go_on_twice(uow, record):
    one = stopped(uow, record)
    assert refusal(stop_clock, uow, one, record, stopped_on=TODAY, reason="Asked")[0] == (
        "This clock stands still already."
    )
    resume_clock(uow, one, record, resumed_on=TODAY, reason="It came")
    assert refusal(resume_clock, uow, one, record, resumed_on=TODAY, reason="It came")[0] == (
        "This clock goes on already."
    )


def test_it_does_not_go_on_before_it_stopped(uow, record):
    one = stopped(uow, record)

    words = "It stopped on Monday 2 March 2026"
    assert refusal(resume_clock, uow, one, record, resumed_on=date(2026, 3, 1), reason="It came") == (
        words,
        "resumed_on",
    )


def test_it_does_not_stop_in_time_it_stood_still_already(uow, record):
    one = stopped(uow, record)
    resume_clock(uow, one, record, resumed_on=TODAY, reason="It came")

    words, field = refusal(stop_clock, uow, one, record, stopped_on=date(2026, 3, 3), reason="Asked")
    assert (words, field) == (
        "It stood still until Wednesday 4 March 2026. Enter that day or a later one",
        "stopped_on",
    )


def test_neither_happens_without_a_reason(uow, record):
    one = clock(uow, record)

    assert refusal(stop_clock, uow, one, record, stopped_on=TODAY, reason=" ") == ("Say why the clock stops", "reason")


@pytest.mark.parametrize("end", [meet_deadline, lambda *given: waive_deadline(*given, reason="Withdrawn")])
def test_a_clock_that_has_ended_is_not_moved(uow, record, end):
    one = clock(uow, record)
    end(uow, one, record)

    words = "This clock has ended: what it asked for was done, or is not needed."
    assert refusal(stop_clock, uow, one, record, stopped_on=TODAY, reason="Asked")[0] == words
    assert refusal(extend_clock, uow, one, record, **AGREED)[0] == words


def test_an_extension_keeps_both_dates_who_agreed_when_why_and_how_one_can_show_it(uow, record):
    one = clock(uow, record, "TEST-RESPOND")
    extend_clock(uow, one, record, **AGREED)

    more = one.extensions[0]
    assert (more.old_due_on, more.new_due_on, one.due_on) == (date(2026, 3, 20), date(2026, 4, 30), date(2026, 4, 30))
    assert (more.agreed_with, more.agreed_on, more.after_expiry) == ("The person who complained", TODAY, False)
    assert (more.reason, more.evidence, more.recorded_by) == (
        "A witness is away",
        "Their letter of 3 March",
        uow.actor.user_id,
    )
    assert "More time was agreed on Wednesday 4 March 2026, before the time was up" in str(one.working_out)


def test_where_the_law_wants_it_before_an_agreement_after_expiry_is_refused(at):
    late = at(datetime(2026, 3, 30, 10, 0, tzinfo=UTC))
    record = opened(late, "Complaint")
    one = clock(late, record, "TEST-RESPOND")

    words = "The time was up on Friday 20 March 2026. The law lets it be extended only by an agreement made before"
    assert refusal(extend_clock, late, one, record, **AGREED | {"agreed_on": date(2026, 3, 21)}) == (words, "agreed_on")
    assert (one.due_on, list(one.extensions)) == (date(2026, 3, 20), [])


def test_an_agreement_made_before_may_be_recorded_afterwards(at):
    late = at(datetime(2026, 3, 30, 10, 0, tzinfo=UTC))
    record = opened(late, "Complaint")
    one = clock(late, record, "TEST-RESPOND")
    extend_clock(late, one, record, **AGREED | {"agreed_on": date(2026, 3, 20)})

    assert (one.due_on, one.extensions[0].after_expiry) == (date(2026, 4, 30), False)


def test_where_the_law_wants_it_before_one_must_be_able_to_show_it(uow, record):
    one = clock(uow, record, "TEST-RESPOND")

    words = "Say how you can show that it was agreed before the time was up"
    assert refusal(extend_clock, uow, one, record, **AGREED | {"evidence": " "}) == (words, "evidence")


def test_elsewhere_an_agreement_after_expiry_is_recorded_as_such(at):
    late = at(datetime(2026, 3, 30, 10, 0, tzinfo=UTC))
    record = opened(late, "Request")
    one = clock(late, record)
    extend_clock(late, one, record, **AGREED | {"agreed_on": date(2026, 3, 21), "evidence": None})

    assert (one.due_on, one.extensions[0].after_expiry, one.extensions[0].evidence) == (date(2026, 4, 30), True, None)
    assert "after the time was up" in str(one.working_out)


@pytest.mark.parametrize(
    ("changes", "words", "field"),
    [
        (
            {"due_on": date(2026, 3, 20)},
            "Enter a day after Friday 20 March 2026, the date until now",
            "due_on",
        ),
        ({"agreed_on": date(2026, 3, 5)}, "This day has not come yet. Enter today or an earlier day", "agreed_on"),
        ({"agreed_with": ""}, "Say who agreed", "agreed_with"),
        ({"reason": ""}, "Say why more time is needed", "reason"),
    ],
)
def test_an_extension_that_says_too_little_or_nothing_new_is_refused(uow, record, changes, words, field):
    assert refusal(extend_clock, uow, clock(uow, record), record, **AGREED | changes) == (words, field)


def test_a_prompt_duty_has_no_date_to_extend(uow, record):
    one = clock(uow, record, "TEST-PROMPT")

    assert refusal(extend_clock, uow, one, record, **AGREED)[0] == "There is no date that could be extended."


def test_a_clock_that_stands_still_goes_on_before_it_is_extended(uow, record):
    words = "This clock stands still. Let it go on first, then give it more time."
    assert refusal(extend_clock, uow, stopped(uow, record), record, **AGREED)[0] == words


def test_the_trail_tells_each_and_nobodys_words(uow, record):
    one = stopped(uow, record)
    resume_clock(uow, one, record, resumed_on=TODAY, reason="It came")
    extend_clock(uow, one, record, **AGREED)
    uow.session.flush()

    entries = {entry.act: entry.payload for entry in timeline(uow, record.id)}
    assert entries["deadline.stopped"]["stopped_on"] == "2026-03-02"
    assert entries["deadline.resumed"]["resumed_on"] == "2026-03-04"
    assert (entries["deadline.extended"]["old_due_on"], entries["deadline.extended"]["new_due_on"]) == (
        "2026-03-23",
        "2026-04-30",
    )
    assert "witness" not in str(entries)


def test_the_page_of_a_record_reads_all_of_it_in_four_statements(uow, record):
    one = stopped(uow, record)
    resume_clock(uow, one, record, resumed_on=TODAY, reason="It came")
    extend_clock(uow, one, record, **AGREED)
    uow.session.flush()
    uow.session.expunge_all()

    found = deadlines_with_moves(uow, record.id)[0]
    uow.session.expunge_all()  # what is not read yet cannot be read any more
    assert [len(found.pauses), len(found.extensions), len(found.recounts)] == [1, 1, 0]


def test_another_organisation_sees_none_of_it(act_and_commit, client):
    with act_and_commit("ben") as uow:
        record = opened(uow, "Fall")
        uow.session.flush()
        one = clock(uow, record, "INC-TRIAGE", date(2026, 3, 4))
        extend_clock(uow, one, record, **AGREED)
    with act_and_commit("gil") as uow:
        assert uow.session.connection().exec_driver_sql("SELECT count(*) FROM portal.deadline_extension").scalar() == 0


def test_half_a_day_gives_no_more_time_than_there_was(uow, record):
    """On an earlier day the clock stopped at its end, for the hour is not known; here it matters for hours alone."""
    one = stopped(uow, record)

    assert one.stopped_at == datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC)
    resume_clock(uow, one, record, resumed_on=TODAY - timedelta(days=1), reason="It came")
    assert one.pauses[0].resumed_at == datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
