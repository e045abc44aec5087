"""One line of history, that can be walked in both directions and leaves what the models say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

import plugins
from portal.commands.doctor import import_models
from portal.core import migrate
from portal.core.installation import initialise_roles
from portal.core.row_security import catalogue
from tests.databases import EMPTY, made_database

NAME = re.compile(r"^(?P<number>\d{4})_(?P<owner>[a-z]+)_[a-z0-9_]+$")
OWNERS = {
    "core",
    *(folder.name for folder in Path(plugins.__path__[0]).iterdir() if (folder / "__init__.py").exists()),
}


def history():
    config = Config()
    config.set_main_option("script_location", str(migrate.HISTORY))
    return ScriptDirectory.from_config(config)


REVISIONS = list(history().walk_revisions())[::-1]


def test_there_is_one_line_and_one_head():
    assert history().get_heads() == [migrate.head()]
    assert [one.down_revision for one in REVISIONS] == [None, *(one.revision for one in REVISIONS[:-1])]


def test_the_line_is_numbered_without_a_gap():
    assert [int(one.revision[:4]) for one in REVISIONS] == list(range(1, len(REVISIONS) + 1))


@pytest.mark.parametrize("revision", REVISIONS, ids=lambda one: one.revision)
def test_a_revision_names_an_owner_that_exists(revision):
    name = NAME.match(revision.revision)

    assert name
    assert name["owner"] in OWNERS
    assert Path(revision.path).stem == revision.revision
    assert revision.doc.lower().startswith(f"{name['owner']}:")


IN_SCHEMA = "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {ours}"
EVERYTHING = (
    "SELECT 'schema ' || n.nspname FROM pg_namespace n WHERE {ours}",
    f"SELECT format('%s %s', c.relkind, c.oid::regclass) FROM pg_class c {IN_SCHEMA}",
    (
        "SELECT format('%s.%s %s', c.oid::regclass, a.attname, format_type(a.atttypid, a.atttypmod))"
        f" FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid {IN_SCHEMA}"
        " AND a.attnum > 0 AND NOT a.attisdropped"
    ),
    (
        "SELECT format('%s %s', c.oid::regclass, pg_get_constraintdef(k.oid))"
        f" FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid {IN_SCHEMA}"
    ),
    (
        "SELECT format('%s %s', c.oid::regclass, p.polname)"
        f" FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid {IN_SCHEMA}"
    ),
    (
        "SELECT format('%s %s %s', c.oid::regclass, x.grantee::regrole, x.privilege_type)"
        f" FROM pg_class c CROSS JOIN aclexplode(c.relacl) x {IN_SCHEMA} AND x.grantee <> c.relowner"
    ),
    ("SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {ours}"),
    "SELECT 'new functions of ' || defaclrole::regrole FROM pg_default_acl",
)


@pytest.fixture(scope="module")
def empty(cluster, worker_id, roles_lock):
    """An empty database with the roles in it."""
    with made_database(cluster, f"stairs_{worker_id}", EMPTY) as location:
        with roles_lock:
            initialise_roles(location)
        yield location


def ours(location):
    """Everything of ours in the database: what is there, of what parts, and who may do what with it."""
    with migrate.migrator_engine(location).connect() as connection:
        statements = [one.replace("{ours}", catalogue.OURS) for one in EVERYTHING]
        return {found for one in statements for found in connection.execute(text(one)).scalars()}


@pytest.mark.slow  # every migration three times up and twice down
def test_each_step_taken_back_leaves_what_was_there_before_it(empty):
    import_models()
    migrate.upgrade(empty, revision=REVISIONS[0].revision)
    states = [ours(empty)]
    for one in REVISIONS[1:]:
        migrate.upgrade(empty, revision=one.revision)
        states.append(ours(empty))

    for one, before in zip(REVISIONS[:0:-1], states[-2::-1], strict=True):
        migrate.downgrade(empty, revision="-1")
        assert ours(empty) == before, one.revision
        migrate.upgrade(empty, revision="+1")
        migrate.downgrade(empty, revision="-1")
    migrate.downgrade(empty, revision="base")
    assert {one for one in ours(empty) if "portal.alembic_version" not in one} == {"schema portal"}


def test_the_walk_ends_where_the_models_say(empty):
    migrate.upgrade(empty)
    with migrate.migrator_engine(empty).connect() as connection:
        assert migrate.drift(connection) == []
        assert migrate.current(connection) == migrate.head()
