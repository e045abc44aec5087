"""Every clock of concerns and of people in a position of trust, for each nation, with days one can check."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from plugins.safeguarding import services
from plugins.safeguarding.rules.clocks import DEADLINE_RULES
from plugins.safeguarding.services import pipot
from plugins.safeguarding.tests.steps import asked, clocks, decided, ended, raised, take_step
from portal.plugin import Binding, Nation
from portal.plugin.services import deadlines_of, start_deadline

WEDNESDAY = date(2026, 4, 1)  # before Good Friday; Easter Monday is no holiday in Scotland
SATURDAY = date(2026, 3, 28)  # the night before the clocks go forward
LOCAL, GUIDANCE = Binding.LOCAL, Binding.GUIDANCE
E, W, S, N = Nation.ENGLAND, Nation.WALES, Nation.SCOTLAND, Nation.NORTHERN_IRELAND
# Code, nation, from, last day, class, whether somebody read the source.
DAYS = (
    ("SAF-DECIDE", E, WEDNESDAY, date(2026, 4, 2), LOCAL, True),
    ("SAF-DECIDE", W, WEDNESDAY, date(2026, 4, 2), LOCAL, True),
    ("SAF-DECIDE", S, date(2026, 4, 2), date(2026, 4, 6), LOCAL, True),
    ("SAF-DECIDE", N, date(2026, 4, 2), date(2026, 4, 7), LOCAL, True),
    ("SAF-ANSWER", E, WEDNESDAY, date(2026, 4, 10), LOCAL, True),
    ("SAF-ANSWER", W, WEDNESDAY, date(2026, 4, 10), LOCAL, True),
    ("SAF-ANSWER", S, WEDNESDAY, date(2026, 4, 9), LOCAL, True),
    ("SAF-ANSWER", N, WEDNESDAY, date(2026, 4, 10), LOCAL, True),
    ("SAF-STRATEGY", E, WEDNESDAY, date(2026, 4, 10), LOCAL, False),
    ("SAF-STRATEGY", N, WEDNESDAY, date(2026, 4, 10), LOCAL, False),
    ("SAF-ENQUIRY", E, WEDNESDAY, date(2026, 5, 1), LOCAL, False),
    ("SAF-ENQUIRY", N, WEDNESDAY, date(2026, 5, 1), LOCAL, False),
    ("SAF-ENQUIRY-BY", E, WEDNESDAY, date(2026, 4, 29), LOCAL, True),
    ("SAF-ENQUIRY-BY", W, WEDNESDAY, date(2026, 4, 29), LOCAL, True),
    ("SAF-ENQUIRY-BY", S, WEDNESDAY, date(2026, 4, 29), LOCAL, True),
    ("SAF-ENQUIRY-BY", N, WEDNESDAY, date(2026, 4, 29), LOCAL, True),
    ("SAF-W-ENQ", W, WEDNESDAY, date(2026, 4, 14), GUIDANCE, True),
    ("SAF-S-BEGIN", S, WEDNESDAY, date(2026, 4, 6), LOCAL, False),
    ("SAF-S-INQUIRY", S, WEDNESDAY, date(2026, 4, 13), LOCAL, False),
    ("SAF-PLAN-REVIEW", E, WEDNESDAY, date(2026, 5, 13), LOCAL, False),
    ("SAF-PLAN-REVIEW", W, WEDNESDAY, date(2026, 5, 13), LOCAL, False),
    ("SAF-PLAN-REVIEW", S, WEDNESDAY, date(2026, 5, 13), LOCAL, False),
    ("SAF-PLAN-REVIEW", N, WEDNESDAY, date(2026, 5, 13), LOCAL, False),
    ("SAF-MSP", E, WEDNESDAY, date(2026, 5, 27), GUIDANCE, True),
    ("PIPOT-OWNER", E, WEDNESDAY, date(2026, 4, 2), LOCAL, False),
    ("PIPOT-OWNER", W, WEDNESDAY, date(2026, 4, 2), LOCAL, False),
    ("PIPOT-OWNER", S, WEDNESDAY, date(2026, 4, 2), LOCAL, False),
    ("PIPOT-OWNER", N, WEDNESDAY, date(2026, 4, 2), LOCAL, False),
    ("PIPOT-DECIDE", E, WEDNESDAY, date(2026, 4, 7), LOCAL, False),
    ("PIPOT-DECIDE", W, WEDNESDAY, date(2026, 4, 7), LOCAL, False),
    ("PIPOT-DECIDE", S, WEDNESDAY, date(2026, 4, 6), LOCAL, False),
    ("PIPOT-DECIDE", N, date(2026, 3, 16), date(2026, 3, 19), LOCAL, False),  # St Patrick's Day
    ("PIPOT-STRATEGY", E, WEDNESDAY, date(2026, 4, 10), LOCAL, False),
    ("PIPOT-STRATEGY", W, WEDNESDAY, date(2026, 4, 10), LOCAL, False),
    ("PIPOT-STRATEGY", S, WEDNESDAY, date(2026, 4, 9), LOCAL, False),
    ("PIPOT-STRATEGY", N, WEDNESDAY, date(2026, 4, 10), LOCAL, False),
    ("PIPOT-REVIEW", E, WEDNESDAY, date(2026, 4, 29), LOCAL, False),
    ("PIPOT-REVIEW", W, WEDNESDAY, date(2026, 4, 29), LOCAL, False),
    ("PIPOT-REVIEW", S, WEDNESDAY, date(2026, 4, 29), LOCAL, False),
    ("PIPOT-REVIEW", N, WEDNESDAY, date(2026, 4, 29), LOCAL, False),
    ("PVG-REF", S, WEDNESDAY, date(2026, 7, 1), Binding.STATUTE, True),
)
NOON = datetime(2026, 3, 28, 12, tzinfo=UTC)
# Hours run through nights, weekends and the hour that is lost.
HOURS = (
    ("LADO", E, NOON, datetime(2026, 3, 29, 12, tzinfo=UTC)),
    ("PIPOT-CHILD", W, NOON, datetime(2026, 3, 29, 12, tzinfo=UTC)),
    ("PIPOT-CHILD", S, NOON, datetime(2026, 3, 29, 12, tzinfo=UTC)),
    ("PIPOT-CHILD", N, NOON, datetime(2026, 3, 29, 12, tzinfo=UTC)),
)


@pytest.fixture
def uow(act):
    """Pia, safeguarding lead of Rosewood, on Wednesday 4 March 2026."""
    return act("pia")


@pytest.fixture
def record(uow):
    return raised(uow)


def test_each_clock_of_each_nation_ends_on_its_day(uow, record):
    found = []
    for code, nation, from_, *_told in DAYS:
        record.nation = nation
        clock = start_deadline(uow, code, record, from_=from_)
        found.append((code, nation, from_, clock.due_on, clock.binding, clock.verified))

    assert tuple(found) == DAYS


def test_hours_run_on_through_the_night_in_which_the_clocks_go_forward(uow, record):
    found = []
    for code, nation, from_, _due in HOURS:
        record.nation = nation
        clock = start_deadline(uow, code, record, from_=from_)
        assert (clock.binding, clock.verified) == (LOCAL, False)
        found.append((code, nation, from_, clock.due_at))

    assert tuple(found) == HOURS


def test_the_table_leaves_out_no_rule_and_no_nation():
    told = {(code, nation) for code, nation, *_rest in (*DAYS, *HOURS)}
    of_the_portal = {("SAF-W-ENQ", W), ("SAF-MSP", E), ("LADO", E), ("PVG-REF", S)}
    prompt = {one[0] for one in PROMPT}  # no number of days: below

    assert told == {
        (one.code, nation) for one in DEADLINE_RULES for nation in one.nations if one.code not in prompt
    } | (of_the_portal)


PROMPT = (("SAF-ADVOCATE", E), ("PIPOT-REFER", E), ("PIPOT-REFER", W), ("PIPOT-REFER-N", N))


@pytest.mark.parametrize(("code", "nation"), PROMPT)
def test_what_is_owed_promptly_has_no_day_that_was_invented(uow, record, code, nation):
    record.nation = nation
    clock = start_deadline(uow, code, record, from_=NOON)

    assert (clock.binding, clock.due_on, clock.due_at) == (Binding.PROMPTNESS, None, None)


# What begins when a concern comes in, and what when an enquiry is decided on.
BEGUN = {
    E: ({"SAF-DECIDE"}, {"SAF-STRATEGY", "SAF-ENQUIRY"}),
    W: ({"SAF-DECIDE", "SAF-W-ENQ"}, {"SAF-W-ENQ"}),
    S: ({"SAF-DECIDE", "SAF-S-BEGIN", "SAF-S-INQUIRY"}, {"SAF-S-BEGIN", "SAF-S-INQUIRY"}),
    N: ({"SAF-DECIDE"}, {"SAF-STRATEGY", "SAF-ENQUIRY"}),
}


def in_nation(uow, nation):
    """A concern of that nation: the organisation's, where no site says another."""
    uow.tenant = replace(uow.tenant, nation=nation)
    return asked(uow, site=None)


def running(uow, record):
    uow.session.flush()
    return {one.rule_code for one in deadlines_of(uow, record.id) if one.is_running} - {"SAF-ANSWER"}


@pytest.mark.parametrize("nation", BEGUN)
def test_each_nation_begins_its_own_clocks_and_no_others(uow, nation):
    concern = in_nation(uow, nation)
    assert running(uow, concern) == BEGUN[nation][0]

    assert running(uow, decided(uow, concern)) == BEGUN[nation][1]


@pytest.mark.parametrize("nation", BEGUN)
def test_no_clock_of_an_enquiry_runs_where_none_is_made(uow, nation):
    decided(uow, concern := in_nation(uow, nation), has_needs=False, decision="no-action")

    assert running(uow, concern) == set()


@pytest.mark.parametrize("nation", BEGUN)
def test_what_was_agreed_and_found_meets_its_clocks(uow, nation):
    concern = decided(uow, in_nation(uow, nation))
    services.begin_enquiry(uow, concern, mode="led", scope="Nights.", by=date(2026, 4, 1))
    services.finish_enquiry(uow, concern, findings="Two held her.", finished_on=date(2026, 3, 4))

    assert running(uow, concern) == set()
    met = {code for code, one in clocks(uow, concern).items() if one.within_time}
    assert met == (BEGUN[nation][0] | BEGUN[nation][1] | {"SAF-ENQUIRY-BY"}) - {"SAF-ENQUIRY"}  # the agreed day counts


@pytest.mark.parametrize("nation", [W, S])
def test_an_enquiry_decided_on_after_all_is_counted_from_when_the_concern_came_in(uow, nation):
    decided(uow, concern := in_nation(uow, nation), has_needs=False, decision="no-action")
    decided(uow, concern)

    assert running(uow, concern) == BEGUN[nation][1]
    assert {one.started_at for one in deadlines_of(uow, concern.id) if one.is_running} >= {concern.received_at}


def test_a_plan_is_looked_at_again_until_the_concern_is_closed(uow):
    concern = ended(uow)
    assert clocks(uow, concern)["SAF-PLAN-REVIEW"].due_on == date(2026, 4, 15)  # 42 days after 4 March
    services.review_plan(uow, concern, review="It holds.", reviewed_on=date(2026, 3, 4), next_on=date(2026, 4, 15))
    assert "SAF-PLAN-REVIEW" in running(uow, concern)

    take_step(uow, concern, "close")
    uow.finish()
    assert running(uow, concern) == {"SAF-MSP"}


@pytest.mark.parametrize(("nation", "code"), [(E, "LADO"), (W, "PIPOT-CHILD"), (S, "PIPOT-CHILD"), (N, "PIPOT-CHILD")])
def test_where_a_child_is_concerned_the_designated_officer_is_englands_alone(uow, nation, code):
    case = pipot.open_case(uow, what_is_said="An arrest.", source="home", allegation_type="allegation")
    case.nation = nation
    pipot.complete_case(uow, case, child_related=True)

    assert {"LADO", "PIPOT-CHILD"} & running(uow, case) == {code}
    pipot.complete_case(uow, case, lado_told_at=uow.now)
    assert code not in running(uow, case)
