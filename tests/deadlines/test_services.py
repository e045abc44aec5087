"""Clocks on records: started by the version and the nation that apply, stopped once, kept with what was so then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from portal.core.errors import PortalError
from portal.core.ids import new_id
from portal.core.nations import Nation
from portal.deadlines.queries import deadline_for, deadlines_of, waiting
from portal.deadlines.services import meet_deadline, running_rule, start_deadline, waive_deadline
from portal.declarations import Binding, DeadlineRule, Unit
from portal.records.queries import timeline
from tests.casework.incidents import opened

TOLD = DeadlineRule(
    code="TEST-TOLD",
    label="Tell them",
    unit=Unit.WORKING_DAYS_AFTER,
    n=3,
    binding=Binding.STATUTE,
    trigger="they knew",
    nations=frozenset(Nation),
    source="A regulation",
    source_url="https://www.legislation.gov.uk/",
    verified=False,
    valid_from=date(2020, 1, 1),
    valid_to=date(2025, 12, 31),
)
TOLD_SINCE_2026 = replace(TOLD, n=5, valid_from=date(2026, 1, 1), valid_to=None)
PROMPT = replace(
    TOLD_SINCE_2026, code="TEST-PROMPT", unit=Unit.PROMPT, n=0, prompt_hours=24, binding=Binding.PROMPTNESS
)
THURSDAY = date(2026, 4, 2)


@pytest.fixture
def uow(act):
    """Ben's work, under three rules of the tests' own."""
    unit = act("ben")
    plugins = unit.plugins
    unit.plugins = SimpleNamespace(
        rules=(TOLD, TOLD_SINCE_2026, PROMPT),
        kind=plugins.kind,
        installed_kind=plugins.installed_kind,
        asked=plugins.asked,
    )
    return unit


@pytest.fixture
def record(uow):
    made = opened(uow, "Fall")
    uow.session.flush()
    return made


def test_the_version_is_the_one_in_force_when_it_happened(uow, record):
    before = start_deadline(uow, "TEST-TOLD", record, from_=date(2025, 12, 31))
    after = start_deadline(uow, "TEST-TOLD", record, from_=date(2026, 1, 1))

    assert (before.rule_valid_from, before.due_on) == (date(2020, 1, 1), date(2026, 1, 6))
    assert (after.rule_valid_from, after.due_on) == (date(2026, 1, 1), date(2026, 1, 8))


def test_a_law_that_did_not_exist_yet_sets_no_date(uow, record):
    assert start_deadline(uow, "TEST-TOLD", record, from_=date(2019, 12, 31)) is None
    assert list(deadlines_of(uow, record.id)) == []


def test_a_rule_nobody_declared_is_a_fault_and_no_silence(uow, record):
    with pytest.raises(LookupError, match="NO-SUCH-RULE"):
        start_deadline(uow, "NO-SUCH-RULE", record, from_=THURSDAY)


@pytest.mark.parametrize(
    ("nation", "due_on"),
    [("england", date(2026, 4, 13)), ("wales", date(2026, 4, 13)), ("scotland", date(2026, 4, 10))],
)
def test_the_holidays_are_those_of_the_records_nation(uow, nation, due_on):
    """Five working days from Maundy Thursday; Easter Monday is a working day in Scotland."""
    record = opened(uow, "Fall")
    record.nation = nation
    uow.session.flush()

    assert start_deadline(uow, "TEST-TOLD", record, from_=THURSDAY).due_on == due_on


def test_a_clock_keeps_its_working_out_and_its_source(uow, record):
    clock = start_deadline(uow, "TEST-TOLD", record, from_=THURSDAY)

    assert (clock.source, clock.binding, clock.label) == ("A regulation", "statute", "Tell them")
    assert "Easter Monday" in str(clock.working_out)


def test_a_moment_late_on_a_summer_evening_belongs_to_londons_day(uow, record):
    """23:30 UTC on 30 June is half past midnight on 1 July in London."""
    clock = start_deadline(uow, "TEST-TOLD", record, from_=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))

    assert clock.due_on == date(2026, 7, 8)


def test_a_prompt_duty_has_no_legal_date(uow, record):
    clock = start_deadline(uow, "TEST-PROMPT", record, from_=uow.now)

    assert (clock.due_on, clock.due_at) == (None, None)
    assert clock.acts_by == uow.now + timedelta(hours=24)


def test_a_clock_takes_the_records_compartment(uow):
    record = opened(uow, "Restricted", compartment="safeguarding")
    uow.session.flush()

    assert start_deadline(uow, "TEST-TOLD", record, from_=THURSDAY).compartment == "safeguarding"


@pytest.mark.parametrize(
    ("met_at", "within"),
    [
        (datetime(2026, 4, 13, 22, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 4, 13, 23, 0, 0, tzinfo=UTC), False),
    ],
)
def test_whether_it_was_in_time_is_kept_to_the_second(uow, record, met_at, within):
    clock = meet_deadline(uow, start_deadline(uow, "TEST-TOLD", record, from_=THURSDAY), record, at=met_at)

    assert (clock.met_at, clock.within_time, clock.is_running) == (met_at, within, False)


def test_a_clock_that_was_met_is_not_met_again_or_waived(uow, record):
    clock = start_deadline(uow, "TEST-TOLD", record, from_=THURSDAY)
    first = meet_deadline(uow, clock, record).met_at
    meet_deadline(uow, clock, record, at=first + timedelta(days=1))
    waive_deadline(uow, clock, record, reason="Too late")

    assert (clock.met_at, clock.waived_at) == (first, None)


def test_waiving_names_who_when_and_why(uow, record):
    clock = start_deadline(uow, "TEST-TOLD", record, from_=THURSDAY)
    waive_deadline(uow, clock, record, reason="  Told by telephone.  ")

    assert (clock.waived_by, clock.waived_at, clock.waived_reason) == (uow.actor.user_id, uow.now, "Told by telephone.")
    assert clock.within_time is None


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_waiving_without_a_reason_is_refused(uow, record, reason):
    clock = start_deadline(uow, "TEST-TOLD", record, from_=THURSDAY)

    with pytest.raises(PortalError) as refused:
        waive_deadline(uow, clock, record, reason=reason)
    assert (refused.value.field, clock.is_running) == ("reason", True)


def test_the_trail_tells_each_step_and_no_reason_in_a_title(uow, record):
    clock = start_deadline(uow, "TEST-TOLD", record, from_=THURSDAY)
    meet_deadline(uow, clock, record)
    uow.session.flush()

    entries = {one.act: one.payload for one in timeline(uow, record.id) if one.act.startswith("deadline")}
    assert entries["deadline.started"]["rule"] == "TEST-TOLD"
    assert entries["deadline.met"]["within_time"] is True


def test_the_records_next_date_is_its_earliest_running_clock(uow, record):
    later = start_deadline(uow, "TEST-TOLD", record, from_=date(2026, 5, 1))
    sooner = start_deadline(uow, "TEST-TOLD", record, from_=THURSDAY)
    uow.finish()
    uow.session.refresh(record)
    assert record.next_due_at == sooner.due_at

    meet_deadline(uow, sooner, record)
    uow.finish()
    uow.session.refresh(record)
    assert record.next_due_at == later.due_at

    waive_deadline(uow, later, record, reason="Not needed")
    uow.finish()
    uow.session.refresh(record)
    assert record.next_due_at is None


def test_a_clock_makes_nobodys_open_form_stale(uow, record):
    version = record.row_version
    start_deadline(uow, "TEST-TOLD", record, from_=THURSDAY)
    uow.finish()
    uow.session.refresh(record)

    assert record.row_version == version


def test_running_clocks_come_first_and_then_by_date(uow, record):
    late = start_deadline(uow, "TEST-TOLD", record, from_=date(2026, 5, 1))
    done = meet_deadline(uow, start_deadline(uow, "TEST-TOLD", record, from_=date(2026, 1, 2)), record)
    soon = start_deadline(uow, "TEST-TOLD", record, from_=THURSDAY)
    waived = waive_deadline(
        uow, start_deadline(uow, "TEST-TOLD", record, from_=date(2026, 1, 5)), record, reason="Not needed"
    )
    uow.session.flush()

    assert [one.id for one in deadlines_of(uow, record.id)] == [soon.id, late.id, waived.id, done.id]


def test_a_clock_is_found_by_its_rule_and_the_part_it_is_about(uow, record):
    one, other = new_id(), new_id()
    first = start_deadline(uow, "TEST-TOLD", record, from_=THURSDAY, subject_id=one)
    uow.session.flush()

    assert deadline_for(uow, record.id, "TEST-TOLD", one) is first
    assert deadline_for(uow, record.id, "TEST-TOLD", other) is None
    assert deadline_for(uow, record.id, "TEST-PROMPT", one) is None
    meet_deadline(uow, first, record)
    uow.session.flush()
    assert deadline_for(uow, record.id, "TEST-TOLD", one) is None


def test_a_clock_of_a_kind_one_does_not_work_on_does_not_push_others_out(uow, record):
    for _number in range(5):
        start_deadline(uow, "TEST-TOLD", record, from_=THURSDAY)
    uow.session.flush()

    assert waiting(uow, kinds=["another_kind"], limit=3) == []
    assert len(waiting(uow, kinds=["incident"], limit=3)) == 3


def test_another_organisation_has_none_of_these_clocks(act_and_commit):
    with act_and_commit("ben") as uow:
        record = opened(uow, "Fall")
        uow.session.flush()
        start_deadline(uow, "INC-TRIAGE", record, from_=THURSDAY)
    with act_and_commit("gil") as uow:
        assert waiting(uow, kinds=["incident"]) == []
        assert list(deadlines_of(uow, record.id)) == []


def test_a_rule_is_asked_for_by_the_day(uow):
    assert running_rule(uow, "TEST-TOLD", date(2025, 12, 31)).n == 3
    assert running_rule(uow, "TEST-TOLD", date(2026, 1, 1)).n == 5
