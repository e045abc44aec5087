"""What the home pages and a site's line say of incidents: new reports, one's own, patterns, what waits to be told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from plugins.incidents import queries, services
from plugins.incidents.panels import incident_facts, late_notifications, open_incidents
from plugins.incidents.tests.steps import BROKEN_HIP, completed, reported, sent, settle_all, take_step
from tests.world import GLENVIEW_HOUSE, ROSEWOOD_HOUSE, ROSEWOOD_LODGE

THE_DAY_AFTER = datetime(2026, 3, 5, 10, 1, tzinfo=UTC)


def said(uow):
    return [(one.site_id, one.sentence) for one in incident_facts(uow)]


def test_new_reports_wait_oldest_first_until_somebody_looks(act):
    uow = act("ben")
    first, second, third = (reported(uow) for _ in range(3))
    uow.session.flush()
    first.created_at, second.created_at = uow.now + timedelta(minutes=1), uow.now
    services.complete_report(uow, third, category="fall")

    assert [row.id for row in queries.new_reports(uow)] == [second.id, first.id]


def test_open_incidents_are_counted_by_site(act):
    uow = act("ben")
    completed(uow)
    completed(uow, site_id=ROSEWOOD_LODGE)
    closed = completed(uow, facts=BROKEN_HIP)
    settle_all(uow, closed)
    take_step(uow, closed, "close")

    assert open_incidents(uow) == {ROSEWOOD_HOUSE: 1, ROSEWOOD_LODGE: 1}


def test_another_homes_incidents_are_not_counted(act_and_commit):
    with act_and_commit("ben") as uow:
        completed(uow)
    with act_and_commit("gil") as uow:
        completed(uow, site_id=GLENVIEW_HOUSE)
    with act_and_commit("gil") as uow:
        assert open_incidents(uow) == {GLENVIEW_HOUSE: 1}


@pytest.mark.parametrize(("days_apart", "is_told"), [(8, True), (9, False)])
def test_two_of_a_kind_with_injury_within_nine_days_are_a_pattern(act, days_apart, is_told):
    uow = act("ben")
    first = completed(uow)
    first.opened_on = date(2026, 3, 4) - timedelta(days=days_apart)
    completed(uow)

    told = [(ROSEWOOD_HOUSE, "Fall with injury, 2 times in 9 days")] if is_told else []
    assert said(uow) == told


def test_near_misses_and_other_kinds_make_no_pattern(act):
    uow = act("ben")
    completed(uow)
    completed(uow, event_type="near-miss", physical_harm=None)
    services.complete_report(uow, completed(uow), category="medication")

    assert said(uow) == []


def test_what_should_have_been_told_by_now_is_said(act):
    uow = act("ben")
    incident = completed(uow, facts=BROKEN_HIP)
    assert late_notifications(uow) == {}
    assert said(uow) == []

    uow.now = THE_DAY_AFTER
    assert said(uow) == [(ROSEWOOD_HOUSE, "1 incident has an overdue notification")]
    for code in ("NOT-E-18A", "NOT-E-18B", "FAMILY", "COMMISSIONER"):
        sent(uow, incident, code)
    assert said(uow) == []
