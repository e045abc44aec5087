"""A schedule that leaves a line in the trail, and the database's clock in the test's hand."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from portal.declarations import Schedule
from portal.registry import Owned
from portal.trail.services import append_entry
from tests.databases import as_superuser

OWNER = "portal.notifications.hooks"


def leave_a_line(uow, slot):
    append_entry(uow, "slot.done", act_class="S", compartment="organisation", slot=slot.isoformat())


@pytest.fixture
def schedules(app, monkeypatch):
    """Declare these schedules, and no others; without any, an hourly one that leaves a line."""

    def declare(*found, plugin=OWNER):
        wanted = found or (Schedule("tests.tick", "hour", leave_a_line),)
        monkeypatch.setattr(
            app.extensions["portal.registry"], "schedules", tuple(Owned(plugin, schedule) for schedule in wanted)
        )

    declare()
    return declare


@pytest.fixture
def keep(location):
    """Do something as the superuser, and keep it; answers with the rows."""

    def execute(statement, **parameters):
        with as_superuser(location) as connection:
            connection.execute(text("SET LOCAL search_path = jobs, pg_catalog"))
            result = connection.execute(text(statement), parameters)
            rows = result.all() if result.returns_rows else []
            connection.commit()
            return rows

    return execute


@pytest.fixture
def clock_says(keep):
    """Set the database's clock."""

    def shift(moment):
        keep(
            "INSERT INTO ctx.shifted_clock VALUES (1, now() - CAST(:at AS timestamptz))"
            " ON CONFLICT (id) DO UPDATE SET behind = excluded.behind",
            at=moment,
        )

    return shift


@pytest.fixture
def lines(keep):
    """The lines left so far: (organisation, slot)."""

    def read():
        return sorted(
            tuple(row)
            for row in keep(
                "SELECT t.slug, e.payload->>'slot' FROM portal.trail_entry e JOIN portal.tenant t ON t.id = e.tenant_id"
                " WHERE e.act = 'slot.done'"
            )
        )

    return read
