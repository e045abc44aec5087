"""Reminders: each step once, to those who may work on the case, by mails that count and name references alone."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime, time

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from plugins.incidents.kinds import INCIDENT
from plugins.safeguarding.services.pipot import open_case
from portal.core.clock import end_of_day, london_moment
from portal.core.db import db
from portal.core.principal import JobRun
from portal.deadlines.services import meet_deadline
from portal.diary.hooks import portal_schedules
from portal.diary.models import DeadlineReminder
from portal.diary.reminders import remind
from portal.notifications.models import OutboxMail
from portal.records.admissions import let_in
from portal.records.services import restrict_record
from portal.registry import unit_of_work
from tests.casework.incidents import opened
from tests.diary.clocks import clock, due_on
from tests.world import PERSONAS

MARCH = {"started_at": datetime(2026, 3, 1, tzinfo=UTC)}
QUEUED = (
    "INSERT INTO jobs.request (tenant_id, kind, arguments, compartments, due_at)"
    " SELECT id, 'diary.remind', '{}', '{organisation,general,safeguarding,pipot}', now() FROM portal.tenant"
    " WHERE slug = %s RETURNING id"
)


@pytest.fixture
def morning(app, location):
    """The portal itself, at seven in the morning of a day: every compartment, no person."""

    @contextmanager
    def begin(day, tenant="rosewood"):
        with psycopg.connect(location.admin_url()) as connection:
            request = connection.execute(QUEUED, (tenant,)).fetchone()[0]
        now = london_moment(day, time(7))
        with app.test_request_context(), Session(db.engines["job"], expire_on_commit=False) as session:
            yield unit_of_work(app.extensions["portal.registry"], session, JobRun(request), now), now
            session.commit()

    return begin


@pytest.fixture
def told(morning):
    """Run a morning's reminders; the subjects by address, and all bodies."""

    def run(day, tenant="rosewood"):
        with morning(day, tenant) as (uow, slot):
            before = set(uow.session.scalars(select(OutboxMail.id)))
            remind(uow, slot)
            uow.session.flush()
            return [one for one in uow.session.scalars(select(OutboxMail)) if one.id not in before]

    return run


def people(mails):
    return sorted(one.to_address.split("@")[0] for one in mails)


def test_every_morning_at_seven_in_london(app):
    schedule = portal_schedules()[0]

    assert (schedule.every, schedule.at, schedule.run) == ("day", time(7, 0), remind)


def test_the_due_day_is_told_to_those_who_may_work_on_it_and_to_nobody_else(act_and_commit, told):
    with act_and_commit("ben") as uow:
        fall = opened(uow, "Fall of J. S.")
        due_on(uow, fall, "Tell the regulator", date(2026, 3, 31), **MARCH)
    mails = told(date(2026, 3, 31))

    assert people(mails) == ["ben", "dual", "pia", "ruth"]
    assert {one.subject for one in mails} == {"1 date to keep in mind: Rosewood Care"}
    assert f"Due today (1):\n{fall.reference}\n" in mails[0].body
    assert mails[0].body.rstrip().endswith("/t/rosewood/to-do/")


def test_of_what_is_hidden_nobody_but_its_lead_gets_a_mail_nor_a_number(act_and_commit, told):
    with act_and_commit("pia") as uow:
        said = {"what_is_said": "He was arrested.", "source": "home", "allegation_type": "allegation"}
        case = open_case(uow, **said)
    mails = told(date(2026, 4, 30))  # long overdue: managers and administrators hear of anything else by then

    assert people(mails) == ["pia"]
    assert case.reference in mails[0].body


def test_whoever_was_let_into_a_restricted_record_hears_of_its_dates_too(act_and_commit, told):
    with act_and_commit("ben") as uow:
        fall = opened(uow, "Fall of J. S.")
        restrict_record(uow, fall, compartment="safeguarding", reason="An allegation")
        due_on(uow, fall, "Tell the regulator", date(2026, 3, 31), **MARCH)
        let_in(uow, INCIDENT, fall, user_id=PERSONAS["ruth"].id)
    mails = told(date(2026, 3, 31))

    assert people(mails) == ["ben", "pia", "ruth"]
    assert "Fall" not in "".join(one.body for one in mails)


def test_a_mail_names_references_and_nothing_of_a_case(act_and_commit, told):
    with act_and_commit("ben") as uow:
        due_on(uow, opened(uow, "Fall of J. S."), "Tell the regulator", date(2026, 3, 31), **MARCH)
    text = "".join(f"{one.subject} {one.body}" for one in told(date(2026, 3, 31)))

    for word in ("J. S.", "Fall", "Tell the regulator", "Rosewood House", "Ben", "Incident"):
        assert word not in text


def test_one_mail_a_person_a_day_however_much_there_is(act_and_commit, told):
    with act_and_commit("ben") as uow:
        for number in range(25):
            due_on(uow, opened(uow, f"Fall {number}"), "Tell", date(2026, 3, 31), **MARCH)
        clock(uow, opened(uow, "Hurt"), "Without delay", "promptness", prompt_at=datetime(2026, 3, 31, 5, tzinfo=UTC))
    mails = told(date(2026, 3, 31))

    assert people(mails) == ["ben", "dual", "pia", "ruth"]
    assert mails[0].subject == "26 dates to keep in mind: Rosewood Care"
    assert "Due today (25):" in mails[0].body
    assert " and 5 more\n" in mails[0].body
    assert "your organisation's own prompt is reached (1):" in mails[0].body


def test_a_step_is_told_once_and_the_next_one_when_its_day_comes(act_and_commit, told):
    with act_and_commit("ben") as uow:
        due_on(uow, opened(uow, "Fall"), "Tell", date(2026, 3, 31), **MARCH)
    days = (date(2026, 3, 15), date(2026, 3, 16), date(2026, 3, 17), date(2026, 3, 17), date(2026, 3, 18))

    assert [len(told(day)) for day in days] == [0, 4, 4, 0, 0]


def test_when_the_due_moment_moves_its_steps_are_told_anew(act_and_commit, told):
    with act_and_commit("ben") as uow:
        made = due_on(uow, opened(uow, "Fall"), "Tell", date(2026, 3, 31), **MARCH)
    before = len(told(date(2026, 3, 31)))
    with act_and_commit("ben") as uow:
        moved = uow.session.merge(made)
        moved.due_on, moved.due_at = date(2026, 4, 20), end_of_day(date(2026, 4, 20))
    after = [len(told(date(2026, 4, day))) for day in (1, 6, 20, 20)]

    assert (before, after) == (4, [0, 4, 4, 0])


def test_the_database_keeps_one_row_for_each_step(act_and_commit, morning, told):
    with act_and_commit("ben") as uow:
        made = due_on(uow, opened(uow, "Fall"), "Tell", date(2026, 3, 31), **MARCH)
    for day in (date(2026, 3, 31), date(2026, 3, 31), date(2026, 4, 1)):
        told(day)

    with morning(date(2026, 4, 1)) as (uow, _slot):
        rows = uow.session.execute(select(DeadlineReminder.deadline_id, DeadlineReminder.step)).all()
    assert sorted(rows) == [(made.id, "due"), (made.id, "overdue")]


def test_what_is_done_is_not_reminded_of(act_and_commit, told):
    with act_and_commit("ben") as uow:
        fall = opened(uow, "Fall")
        meet_deadline(uow, due_on(uow, fall, "Tell", date(2026, 3, 31), **MARCH), fall)

    assert told(date(2026, 3, 31)) == []


def test_a_prompt_duty_is_reminded_of_once_at_its_local_prompt(act_and_commit, told):
    with act_and_commit("ben") as uow:
        clock(uow, opened(uow, "Fall"), "Tell", "promptness", prompt_at=datetime(2026, 3, 5, 9, tzinfo=UTC))
    days = (date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 6), date(2026, 3, 20))

    assert [len(told(day)) for day in days] == [0, 4, 0, 0]


def test_who_may_not_see_the_compartment_is_told_nothing_of_it(act_and_commit, told):
    with act_and_commit("ben") as uow:
        due_on(uow, opened(uow, "Restricted", compartment="safeguarding"), "Tell", date(2026, 3, 31), **MARCH)

    assert people(told(date(2026, 3, 31))) == ["ben", "pia"]


def test_who_is_kept_out_of_a_case_is_told_nothing_of_it(act_and_commit, told, location):
    with act_and_commit("ben") as uow:
        fall = opened(uow, "Fall")
        due_on(uow, fall, "Tell", date(2026, 3, 31), **MARCH)
    with psycopg.connect(location.admin_url()) as connection:
        connection.execute(
            "INSERT INTO portal.record_exclusion VALUES (%s, %s, %s, 'Named', %s, now())",
            (fall.tenant_id, fall.id, PERSONAS["ruth"].id, PERSONAS["ben"].id),
        )

    assert people(told(date(2026, 3, 31))) == ["ben", "dual", "pia"]


def test_what_stays_overdue_goes_to_managers_and_then_to_administrators_as_a_number(act_and_commit, told):
    with act_and_commit("ben") as uow:
        fall = opened(uow, "Fall")
        due_on(uow, fall, "Tell", date(2026, 3, 31), **MARCH)
    overdue, managers, administrators = (told(date(2026, 4, day)) for day in (1, 3, 7))

    assert people(overdue) == ["ben", "dual", "pia", "ruth"]
    assert [people(one) for one in (managers, administrators)] == [["ben"], ["ade"]]
    assert f"told to you as a manager (1):\n{fall.reference}\n" in managers[0].body
    assert administrators[0].subject == "1 date is overdue by a week or more: Rosewood Care"
    assert fall.reference not in administrators[0].body


def test_after_a_week_without_a_worker_nobody_is_passed_over(act_and_commit, told):
    with act_and_commit("ben") as uow:
        due_on(uow, opened(uow, "Fall"), "Tell", date(2026, 3, 31), **MARCH)

    assert people(told(date(2026, 4, 20))) == ["ade", "ben", "dual", "pia", "ruth"]


def test_one_organisations_dates_are_told_to_its_own_people_alone(act_and_commit, told):
    with act_and_commit("asha") as uow:
        due_on(uow, opened(uow, "Ours"), "Tell", date(2026, 3, 31), **MARCH)

    assert told(date(2026, 3, 31), "rosewood") == []
    assert people(told(date(2026, 3, 31), "northshire")) == ["asha", "dual", "lena", "sam"]


def test_who_is_kept_out_is_the_systems_to_know_and_no_persons(act_and_commit, location):
    """A job that acts for Ruth must not learn that she is kept out of a case."""
    with psycopg.connect(location.admin_url()) as connection:
        connection.execute(
            "INSERT INTO portal.record_exclusion SELECT m.tenant_id, gen_random_uuid(), m.user_id, 'Named', m.user_id,"
            " now() FROM portal.membership m WHERE m.email = 'ruth@rosewood.example'"
        )
        request = connection.execute(QUEUED, ("rosewood",)).fetchone()[0]
        connection.execute("UPDATE jobs.request SET acting_user = %s WHERE id = %s", (PERSONAS["ruth"].id, request))
        counted = "SELECT count(*) FROM auth.kept_out()"
        connection.execute("SET LOCAL ROLE portal_job")
        connection.execute("SELECT ctx.begin_job(%s)", (request,))
        as_ruth = connection.execute(counted).fetchone()[0]
        connection.execute("RESET ROLE")
        connection.execute("UPDATE jobs.request SET acting_user = NULL WHERE id = %s", (request,))
        connection.execute("SET LOCAL ROLE portal_job")
        connection.execute("SELECT ctx.begin_job(%s)", (request,))
        as_system = connection.execute(counted).fetchone()[0]
        connection.rollback()

    assert (as_ruth, as_system) == (0, 1)
