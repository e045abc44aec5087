"""A first report: what is kept, what it starts, and who sees it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from plugins.incidents.models import Incident
from plugins.incidents.tests.steps import FELL_AT, reported
from portal.plugin import PortalError
from portal.plugin.services import deadlines_of, submission_of, submissions_by_me
from portal.records.models import Record
from portal.trail.models import TrailEntry
from tests.world import GLENVIEW_HOUSE, PERSONAS


def test_a_first_report_is_an_incident_a_manager_can_read(act):
    uow = act("ben")
    incident = reported(uow)

    assert (incident.title, incident.status, incident.severity) == (
        "Somebody hurt at Rosewood House",
        "reported",
        "severe",
    )
    assert incident.reference.startswith("INC-")
    assert (incident.nation, incident.origin, incident.opened_on) == ("england", "own", date(2026, 3, 4))
    assert incident.created_by == PERSONAS["ben"].id


@pytest.mark.parametrize(
    ("event_type", "title"),
    [
        ("near-miss", "Near miss at Rosewood House"),
        ("good-care", "Good care at Rosewood House"),
        ("resource-concern", "Not enough to do the job well at Rosewood House"),
        ("service-event", "Something about the service at Rosewood House"),
    ],
)
def test_near_misses_good_care_and_worries_about_staffing_are_reports_too(act, event_type, title):
    incident = reported(act("ruth"), event_type=event_type, physical_harm=None, who_affected=None)

    assert (incident.title, incident.severity, incident.status) == (title, None, "reported")


def test_a_title_never_names_anybody(act):
    incident = reported(act("ben"), person_references="J.S., room 14", what_happened="Joan Smith fell.")

    assert incident.title == "Somebody hurt at Rosewood House"


@pytest.mark.parametrize(
    ("reported_at", "look_by", "answer_by"),
    [
        # Maundy Thursday: Good Friday, the weekend and Easter Monday do not count.
        (datetime(2026, 4, 2, 8, 0, tzinfo=UTC), date(2026, 4, 7), date(2026, 4, 13)),
        # Good Friday itself, 23:30 in London: day 0 is still that day.
        (datetime(2026, 4, 3, 22, 30, tzinfo=UTC), date(2026, 4, 7), date(2026, 4, 13)),
        # Wednesday evening, 23:40 UTC, is Thursday in London once the clocks have gone forward.
        (datetime(2026, 4, 8, 23, 40, tzinfo=UTC), date(2026, 4, 10), date(2026, 4, 16)),
    ],
)
def test_a_report_starts_two_local_clocks(act, reported_at, look_by, answer_by):
    uow = act("ben", now=reported_at)
    incident = reported(uow, occurred_at=reported_at - timedelta(hours=1))
    uow.finish()

    clocks = {one.rule_code: (one.binding, one.due_on) for one in deadlines_of(uow, incident.id)}
    assert clocks == {"INC-TRIAGE": ("local", look_by), "INC-ANSWER": ("local", answer_by)}
    assert submission_of(uow, incident.id).answer_by == answer_by


def test_the_list_sorts_by_the_earliest_of_them(act):
    uow = act("mia", now=datetime(2026, 4, 2, 8, 0, tzinfo=UTC))
    incident = reported(uow, occurred_at=FELL_AT)
    uow.finish()

    assert incident.next_due_at == datetime(2026, 4, 7, 22, 59, 59, tzinfo=UTC)


def test_a_care_worker_reports_without_reading_incidents(act):
    uow = act("mia")
    reported(uow)
    uow.finish()

    assert uow.session.scalar(select(func.count()).select_from(Incident)) == 0
    assert uow.session.scalar(select(func.count()).select_from(Record)) == 0
    assert uow.session.scalar(select(func.count()).select_from(TrailEntry)) == 0
    assert [one.title for one in submissions_by_me(uow)] == ["Somebody hurt at Rosewood House"]


def test_a_care_worker_sees_no_submission_of_a_colleague(act_and_commit):
    with act_and_commit("ruth") as uow:
        reported(uow)
    with act_and_commit("mia") as uow:
        mine = reported(uow)
    with act_and_commit("mia") as uow:
        assert [one.reference for one in submissions_by_me(uow)] == [mine.reference]


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"occurred_at": datetime(2026, 3, 4, 10, 1, tzinfo=UTC)}, "occurred_at"),
        ({"what_happened": " \n"}, "what_happened"),
    ],
)
def test_what_cannot_be_is_refused_on_its_question(act, answers, field):
    with pytest.raises(PortalError) as refused:
        reported(act("mia"), **answers)

    assert refused.value.field == field


def test_nobody_reports_about_another_organisations_site(act):
    with pytest.raises(PortalError, match="Page not found"):
        reported(act("mia"), site_id=GLENVIEW_HOUSE)


def test_the_trail_says_who_reported_and_nothing_of_what(act):
    uow = act("ben")
    incident = reported(uow)
    uow.session.flush()

    entries = uow.session.scalars(select(TrailEntry).where(TrailEntry.record_id == incident.id)).all()
    assert {one.act for one in entries} == {"incident.reported", "deadline.started"}
    assert {one.actor_id for one in entries} == {PERSONAS["ben"].id}
    assert "slipped" not in str([one.payload for one in entries])
