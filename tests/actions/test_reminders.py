"""Each morning whoever has an action hears that its day comes near; the later it is, the more people hear, weekly."""

from __future__ import annotations

from datetime import date, time

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.actions.hooks import portal_schedules
from portal.actions.reminders import remind
from portal.core.clock import london_moment
from portal.core.db import db
from portal.core.principal import JobRun
from portal.notifications.models import OutboxMail
from portal.registry import unit_of_work
from tests.actions.plan import finish, set_action
from tests.casework.incidents import completed
from tests.databases import as_superuser
from tests.world import PERSONAS, TENANTS

APRIL_1 = date(2026, 4, 1)
QUEUED = (
    "INSERT INTO jobs.request (tenant_id, kind, arguments, compartments, due_at)"
    " SELECT id, 'actions.remind', '{}', '{organisation,general,safeguarding}', now() FROM portal.tenant"
    " WHERE slug = 'rosewood' RETURNING id"
)


@pytest.fixture
def told(app, location):
    """Run the first of April's reminders; each mail's address and the line that says how many."""
    with psycopg.connect(location.admin_url()) as connection:
        request = connection.execute(QUEUED).fetchone()[0]
    now = london_moment(APRIL_1, time(7))

    def run():
        with app.test_request_context(), Session(db.engines["job"], expire_on_commit=False) as session:
            uow = unit_of_work(app.extensions["portal.registry"], session, JobRun(request), now)
            remind(uow, now)
            uow.session.flush()
            mails = uow.session.scalars(select(OutboxMail).where(OutboxMail.template == "action_reminder")).all()
            return {one.to_address.split("@")[0]: one.body.splitlines()[0] for one in mails}

    return run


def test_every_morning_at_seven_in_london():
    (schedule,) = portal_schedules()
    assert (schedule.every, schedule.at, schedule.run) == ("day", time(7, 0), remind)


@pytest.mark.parametrize(
    ("due_on", "heard"),
    [
        (date(2026, 4, 16), {}),
        (date(2026, 4, 15), {"ruth": "1 action given to you is due within two weeks."}),
        (date(2026, 4, 10), {}),
        (date(2026, 4, 4), {"ruth": "1 action given to you is due within two weeks."}),
        (date(2026, 4, 1), {"ruth": "1 action given to you is due within two weeks."}),
        (date(2026, 3, 31), {"ruth": "1 action that concerns you is overdue."}),
        (date(2026, 3, 30), {}),
        (
            date(2026, 3, 25),
            {"ruth": "1 action that concerns you is overdue.", "ben": "1 action that concerns you is overdue."},
        ),
    ],
)
def test_who_hears_on_the_first_of_april(act_and_commit, told, due_on, heard):
    with act_and_commit("ben") as uow:
        set_action(uow, owner="ruth", due_on=due_on)
        finish(uow, set_action(uow, owner="ruth", due_on=due_on))

    assert told() == heard


def test_who_is_kept_out_of_the_record_hears_nothing(act_and_commit, told, location):
    with act_and_commit("ben") as uow:
        incident = completed(uow)
        set_action(uow, owner="ruth", due_on=date(2026, 3, 25), record=incident)
    keep_out = (
        "INSERT INTO portal.record_exclusion (tenant_id, user_id, record_id, reason, added_by, added_at)"
        " VALUES (%s, %s, %s, 'Named in it', %s, now())"
    )
    ben, rosewood = PERSONAS["ben"].id, TENANTS[2].id
    with as_superuser(location) as connection:
        connection.exec_driver_sql(keep_out, (rosewood, ben, incident.id, PERSONAS["ade"].id))
        connection.commit()

    assert told() == {"ruth": "1 action that concerns you is overdue."}
