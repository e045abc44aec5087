"""Work by the clock: once for each slot and organisation, whatever happens in between."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.config import ConfigurationError
from portal.core.slots import newest_slot
from portal.declarations import Schedule
from portal.registry import load_registry
from portal.trail.services import append_entry
from portal.worker import queue_due_slots, run_waiting_jobs
from tests.worker.conftest import leave_a_line

EVERYBODY = ["clearvoice", "glenview", "northshire", "rosewood", "westmere"]
TEN = "2026-03-04T10:00:00+00:00"


@pytest.mark.parametrize(
    ("every", "at", "now", "slot"),
    [
        ("hour", None, "2026-03-04T10:00:00", "2026-03-04T10:00:00"),
        ("hour", None, "2026-03-04T10:59:59", "2026-03-04T10:00:00"),
        ("hour", time(0, 15), "2026-03-04T10:14:59", "2026-03-04T09:15:00"),
        ("day", time(7), "2026-03-04T06:59:59", "2026-03-03T07:00:00"),
        ("day", time(7), "2026-03-04T07:00:00", "2026-03-04T07:00:00"),
        ("day", None, "2026-07-01T22:59:59", "2026-06-30T23:00:00"),  # midnight in London is 23:00 in summer
        ("day", None, "2026-07-01T23:00:00", "2026-07-01T23:00:00"),
        ("day", time(1, 30), "2026-03-29T12:00:00", "2026-03-29T01:30:00"),  # 01:30 is left out that night
        ("day", time(1, 30), "2026-10-25T12:00:00", "2026-10-25T00:30:00"),  # and comes twice this night
    ],
)
def test_the_newest_slot_is_counted_in_full_hours_and_london_days(every, at, now, slot):
    found = newest_slot(every, at, datetime.fromisoformat(now).replace(tzinfo=UTC))

    assert found == datetime.fromisoformat(slot).replace(tzinfo=UTC)


def test_each_organisation_has_the_slot_once(app, schedules, clock_says, lines):
    clock_says("2026-03-04 10:20Z")
    assert [queue_due_slots(app), queue_due_slots(app)] == [5, 0]
    run_waiting_jobs(app)
    run_waiting_jobs(app)

    assert lines() == [(slug, TEN) for slug in EVERYBODY]


def test_workers_who_ask_at_the_same_moment_make_it_no_more(app, schedules, clock_says, lines):
    clock_says("2026-03-04 10:20Z")
    with ThreadPoolExecutor(4) as workers:
        queued = list(workers.map(lambda _number: queue_due_slots(app), range(4)))
    run_waiting_jobs(app)

    assert sum(queued) == 5
    assert lines() == [(slug, TEN) for slug in EVERYBODY]


def test_what_breaks_off_leaves_nothing_and_is_done_the_next_time(app, schedules, clock_says, keep, lines):
    tries = []

    def break_off_once(uow, slot):
        leave_a_line(uow, slot)
        uow.session.flush()
        tries.append(slot)
        if len(tries) == 1:
            raise RuntimeError

    schedules(Schedule("tests.tick", "hour", break_off_once))
    clock_says("2026-03-04 10:20Z")
    queue_due_slots(app)
    with pytest.raises(RuntimeError):
        run_waiting_jobs(app)
    assert lines() == []

    keep("UPDATE jobs.procrastinate_jobs SET status = 'todo'")
    run_waiting_jobs(app)
    assert lines() == [(slug, TEN) for slug in EVERYBODY]


def test_of_missed_slots_the_newest_alone_is_made_up_for(app, schedules, clock_says, lines):
    clock_says("2026-03-04 10:20Z")
    queue_due_slots(app)
    clock_says("2026-03-04 15:20Z")
    queue_due_slots(app)
    run_waiting_jobs(app)

    assert {slot for _slug, slot in lines()} == {TEN, "2026-03-04T15:00:00+00:00"}


def test_a_clock_that_goes_back_takes_no_slot_again_and_none_that_was_passed_over(app, schedules, clock_says):
    clock_says("2026-03-04 15:20Z")
    assert queue_due_slots(app) == 5

    for moment in ("2026-03-04 14:20Z", "2026-03-04 10:20Z", "2026-03-04 15:40Z"):
        clock_says(moment)
        assert queue_due_slots(app) == 0


def test_a_clock_that_was_a_year_ahead_silences_nothing(app, schedules, clock_says):
    clock_says("2027-03-04 15:20Z")
    assert queue_due_slots(app) == 5
    clock_says("2026-03-04 15:20Z")
    assert [queue_due_slots(app), queue_due_slots(app)] == [5, 0]


def test_old_slots_are_dropped_by_number_so_that_none_is_forgotten_by_a_wrong_clock(app, schedules, clock_says, keep):
    clock_says("2026-03-04 15:20Z")
    keep(
        "INSERT INTO jobs.schedule_slot SELECT t.id, 'tests.tick', CAST('2026-03-04 14:00Z' AS timestamptz)"
        " - n * interval '1 hour' FROM portal.tenant t, generate_series(1, 200) n"
    )
    queue_due_slots(app)

    assert {number for (number,) in keep("SELECT count(*) FROM jobs.schedule_slot GROUP BY tenant_id")} == {101}


def test_a_slot_that_has_not_come_is_refused(keep, clock_says):
    clock_says("2026-03-04 10:20Z")

    with pytest.raises(DBAPIError, match="the slot has not come"):
        keep("SELECT jobs.queue_slot('tests.tick', CAST('2026-03-04 11:00Z' AS timestamptz))")


def test_a_suspended_organisation_has_no_slots(app, schedules, clock_says, keep):
    keep("UPDATE portal.tenant SET suspended_on = '2026-01-01' WHERE slug = 'westmere'")
    clock_says("2026-03-04 10:20Z")

    assert queue_due_slots(app) == 4


def test_it_acts_for_one_organisation_as_nobody(app, schedules, clock_says, keep):
    def look(uow, slot):
        seen = uow.session.execute(text("SELECT array_agg(DISTINCT tenant_id) FROM portal.membership")).scalar_one()
        append_entry(
            uow,
            "slot.done",
            compartment="organisation",
            ours_alone=seen == [uow.tenant.id],
            may=sorted(uow.actor.permissions),
            sees=sorted({"general", "safeguarding"} & uow.actor.compartments),
        )

    schedules(Schedule("tests.tick", "hour", look))
    clock_says("2026-03-04 10:20Z")
    queue_due_slots(app)
    run_waiting_jobs(app)

    payloads = [payload for (payload,) in keep("SELECT payload FROM portal.trail_entry WHERE act = 'slot.done'")]
    assert len(payloads) == 5
    for payload in payloads:
        assert (payload["actor"], payload["ours_alone"], payload["may"]) == ("system", True, [])
        assert payload["sees"] == ["general", "safeguarding"]


def test_a_plugin_that_is_off_does_nothing(app, schedules, clock_says, keep, lines):
    keep("UPDATE portal.tenant_plugin SET switched_on = false WHERE plugin = 'incidents'")
    schedules(Schedule("tests.tick", "hour", leave_a_line), plugin="incidents")
    clock_says("2026-03-04 10:20Z")
    queue_due_slots(app)
    run_waiting_jobs(app)

    assert lines() == []
    assert keep("SELECT DISTINCT outcome FROM jobs.request WHERE kind = 'schedules.run'") == [("done",)]


def test_the_web_may_queue_no_slot(act):
    with pytest.raises(DBAPIError, match="permission denied"):
        act("ben").session.execute(text("SELECT jobs.queue_slot('tests.tick', now())"))


class Weekly:
    """A plugin whose schedule is for every week."""

    __name__ = "weekly"


def test_a_schedule_for_every_week_stops_the_start():
    from portal.app import CORE_FEATURES  # noqa: PLC0415 - the features are many, and this test alone wants them
    from portal.plugin import hookimpl  # noqa: PLC0415 - as above

    weekly = Weekly()
    weekly.portal_schedules = hookimpl(lambda: (Schedule("weekly.tick", "week", leave_a_line),))

    with pytest.raises(ConfigurationError, match=r"weekly\.tick is for every week"):
        load_registry(CORE_FEATURES, extra=[("weekly", weekly)])
