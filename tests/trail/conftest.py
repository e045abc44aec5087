"""A log with something in it, and hands to seal it as the worker does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from portal.core.db import db
from portal.trail.sealing import seal
from portal.trail.services import append_entry
from tests.databases import as_superuser
from tests.world import TENANTS

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def tenant_id(slug):
    return next(one.id for one in TENANTS if one.slug == slug)


@pytest.fixture
def job(app):
    """A connection of the worker's own login, rolled back at the end."""
    with app.app_context(), db.engines["job"].connect() as connection:
        yield connection


@pytest.fixture
def seal_log(app, settings):
    """Seal an organisation's log, and keep it."""

    def run(slug="rosewood", at=NOON, **how):
        with app.app_context(), db.engines["job"].begin() as connection:
            return seal(connection, settings, tenant_id(slug), at=at, **how)

    return run


@pytest.fixture
def write(act_and_commit):
    """Append entries to the log of a persona's organisation, each with its number in the payload."""

    def run(count, name="ben", **given):
        with act_and_commit(name) as uow:
            for number in range(count):
                append_entry(uow, "tests.written", compartment="organisation", number=number, **given)

    return run


@pytest.fixture
def as_admin(location):
    """One statement of the superuser's, kept; answers with the rows."""

    def run(statement, **parameters):
        with as_superuser(location) as connection:
            result = connection.execute(text(statement), parameters)
            rows = result.all() if result.returns_rows else []
            connection.commit()
            return rows

    return run
