"""What the machine that runs the portal is told."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from tests.client import PortalClient
from tests.databases import as_superuser, made_database, served


@pytest.fixture
def apart(cluster, worker_id, settings):
    """An application over a database of its own."""
    with made_database(cluster, f"ready_{worker_id}") as location, served(location, settings) as app:
        yield app, location


def ready(app):
    answer = PortalClient(app).get("/readyz")
    return answer.status_code, json.loads(answer.text)


def test_a_sound_installation_is_ready(client):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert json.loads(answer.text) == {
        "status": "ok",
        "checks": {
            "context": "ok",
            "migrations": "ok",
            "disk": "ok",
            "queue": "ok",
            "documents": "ok",
            "scanner": "not set up",
        },
    }


def test_a_database_behind_the_code_is_not_ready(apart):
    app, location = apart
    with as_superuser(location) as connection:
        connection.execute(text("UPDATE portal.alembic_version SET version_num = '0001_core_context'"))
        connection.commit()

    status, told = ready(app)
    assert (status, told["status"]) == (503, "not ready")
    assert told["checks"]["migrations"] == "run portal db upgrade"


def test_a_database_that_believes_any_context_is_not_ready(apart):
    app, location = apart
    with as_superuser(location) as connection:
        connection.execute(
            text(
                "CREATE OR REPLACE FUNCTION ctx.tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL RESTRICTED AS"
                " $$ SELECT '018f0000-0000-7000-8000-000000000001'::pg_catalog.uuid $$"
            )
        )
        connection.commit()

    status, told = ready(app)
    assert (status, told["checks"]["context"]) == (503, "failed")


def test_a_late_queue_is_told_and_people_are_still_answered(apart):
    app, location = apart
    with as_superuser(location) as connection:
        connection.execute(
            text(
                "INSERT INTO jobs.request (tenant_id, kind, arguments, due_at)"
                " SELECT id, 'notifications.send_mail', '{}', now() - interval '6 minutes' FROM portal.tenant LIMIT 1"
            )
        )
        connection.commit()

    status, told = ready(app)
    assert (status, told["checks"]["queue"]) == (200, "late")


def test_a_job_for_tomorrow_is_not_late(apart):
    app, location = apart
    with as_superuser(location) as connection:
        connection.execute(
            text(
                "INSERT INTO jobs.request (tenant_id, kind, arguments, created_at, due_at)"
                " SELECT id, 'notifications.send_mail', '{}', now() - interval '1 day', now() + interval '1 day'"
                " FROM portal.tenant LIMIT 1"
            )
        )
        connection.commit()

    assert ready(app)[1]["checks"]["queue"] == "ok"


def test_without_its_database_the_process_lives_and_is_not_ready(cluster, worker_id, settings):
    with made_database(cluster, f"gone_{worker_id}") as location:
        pass

    with served(location, settings) as app:
        status, told = ready(app)
        assert (status, set(told["checks"].values())) == (503, {"failed", "ok", "not set up"})
        assert PortalClient(app).get("/healthz").status_code == 200
