"""`portal doctor`: says that all is well, or everything that is not, and keeps the portal from serving."""

from __future__ import annotations

import json

import psycopg
import pytest

from portal.commands.doctor import doctor, examine, refuse_if_unsafe
from portal.config import ConfigurationError
from tests.databases import made_database

DAMAGE = {
    "login shut out": (
        ("DO $$ BEGIN EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM portal_job', current_database()); END $$"),
        "portal_job cannot log in: ",
    ),
    "behind": (
        "UPDATE portal.alembic_version SET version_num = '0001_core_context'",
        "The database is at 0001_core_context, this version needs ",
    ),
    "empty": ("DROP TABLE portal.alembic_version", "The database is at no migration, this version needs "),
    "role sees more": (
        "UPDATE auth.role SET compartments = '{general,safeguarding}' WHERE key = 'reader'",
        "The role reader of the database is not the one the code declares: run portal db upgrade.",
    ),
    "role left over": (
        "INSERT INTO auth.role VALUES ('gone', '{general}', '{manage_members}')",
        "The role gone of the database is not the one the code declares: run portal db upgrade.",
    ),
    "policy opened": (
        "ALTER POLICY draft_own ON portal.draft USING (true)",
        "portal.draft: the policy draft_own has USING true, ",
    ),
}


@pytest.fixture
def ill(cluster, worker_id, request):
    """A world of the test's own with one thing wrong, and what must be said of it."""
    damage, sentence = request.param
    with made_database(cluster, f"ill_{worker_id}") as location:
        with psycopg.connect(location.admin_url()) as connection:
            connection.execute(damage)
        yield location, sentence


def ask(app, monkeypatch, location, *arguments):
    monkeypatch.setitem(app.extensions, "portal.location", location)
    return app.test_cli_runner().invoke(doctor, list(arguments))


def test_a_sound_world_is_well(app, monkeypatch, location):
    said = ask(app, monkeypatch, location)

    assert (said.exit_code, said.output) == (0, "All well.\n")
    assert json.loads(ask(app, monkeypatch, location, "--json").output) == {"faults": [], "warnings": []}


@pytest.mark.parametrize("ill", DAMAGE.values(), ids=DAMAGE.keys(), indirect=True)
def test_what_is_wrong_is_said_and_nothing_else(app, monkeypatch, ill):
    location, sentence = ill
    said = ask(app, monkeypatch, location)

    assert said.exit_code == 1
    assert [line.startswith(sentence) for line in said.output.splitlines()] == [True]
    with pytest.raises(ConfigurationError) as refused:
        refuse_if_unsafe(location, app.extensions["portal.registry"])
    assert refused.value.faults == examine(location, app.extensions["portal.registry"])
