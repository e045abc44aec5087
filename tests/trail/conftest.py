"""A log with something in it, and hands to seal it as the worker does."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.core.principal import Operator
from portal.trail.commands import trail
from portal.trail.sealing import seal
from portal.trail.services import append_entry
from tests.databases import as_superuser
from tests.world import PERSONAS, TENANTS

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


@pytest.fixture
def operating(app):
    """The operator's session, kept at the end."""

    @contextmanager
    def begin():
        with app.app_context(), Session(db.engines["platform"]) as session:
            session.info["principal"] = Operator(PERSONAS["otto"].token)
            session.connection()
            yield session
            session.commit()

    return begin


@pytest.fixture
def exported(app, tmp_path):
    """The folder of a new export: of Rosewood's log, unless it is said otherwise."""

    def run(*arguments):
        folder = tmp_path / f"export{len(list(tmp_path.iterdir()))}"
        asked = ["export", *(arguments or ("--tenant", "rosewood")), "--out", str(folder)]
        done = app.test_cli_runner().invoke(trail, asked)
        assert done.exit_code == 0, done.output
        return folder

    return run


def files(folder):
    """What `verify.py` reads of an export."""
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
