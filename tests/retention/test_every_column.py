"""Every column in which a record's rows may name somebody is filled, and not one of the words outlives the record."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from plugins.incidents.kinds import INCIDENT
from portal.core.db import Model
from portal.core.file_store import FolderStore
from portal.core.personal import declared_personal
from portal.people.models import Person
from tests.databases import as_superuser, made_database, served, tables_with
from tests.documents.evidence import kept, stored
from tests.exchange.story import CANARY, WEDNESDAY, incident_of
from tests.people.folk import known
from tests.people.planting import Planted, plant
from tests.retention.keeping import DAY_AFTER, Keeping
from tests.world import TENANTS

MARK = "Quillfeather"
NAME = CANARY.split()[1]
# The stories make these themselves; of a draft the owner's words are another record's.
MADE_BY_SERVICES = {"portal.record", "portal.person"}
# Rows as planted would stand in the way: nothing open, nothing unanswered, nothing held.
DONE = (
    "UPDATE portal.deadline SET met_at = now()",
    "UPDATE portal.submission SET answered_at = now()",
    "UPDATE portal.notice SET status = 'closed'",
    "UPDATE portal.retention_hold SET released_at = now(), released_by = placed_by",
)


def leads_to_a_record(name, told):
    if told.through:
        return leads_to_a_record(told.through, declared_personal()[told.through])
    if told.along in {"record_id", "person_id"}:
        return True
    if told.along is None or told.along == "id":
        return False
    (key,) = (one for one in Model.metadata.tables[name].foreign_key_constraints if told.along in one.column_keys)
    parent = key.referred_table.fullname
    return leads_to_a_record(parent, declared_personal()[parent])


def places():
    """Every table with a column that may name people and whose rows are a record's, or a person's of a record."""
    return {
        name: told
        for name, told in declared_personal().items()
        if told and told.columns and name not in MADE_BY_SERVICES and leads_to_a_record(name, told)
    }


def filled(table, names):
    """The mark in each of these columns, as its type has it."""
    kinds = {name: table.c[name].type for name in names}
    return {
        name: [MARK] if isinstance(kind, ARRAY) else {"word": MARK} if isinstance(kind, JSONB) else MARK
        for name, kind in kinds.items()
        if isinstance(kind, sa.Text | sa.String | ARRAY | JSONB)
    }


def drop_constraints(connection, table):
    """Checks, and foreign keys that do not cascade: what is planted is of no sense but for its words."""
    found = sa.text(
        "SELECT conname FROM pg_constraint WHERE conrelid = CAST(:t AS regclass)"
        " AND (contype = 'c' OR contype = 'f' AND confdeltype <> 'c')"
    )
    for name in connection.scalars(found, {"t": table}).all():
        connection.execute(sa.text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))


def plant_everywhere(connection, planted):
    where = places()
    plant(connection, planted, where)
    connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
    person, incident = Person.__table__, INCIDENT.model.__table__
    for name in {*where, person.fullname, incident.fullname}:
        drop_constraints(connection, name)
    words = filled(person, declared_personal()["portal.person"].columns)
    connection.execute(sa.update(person).where(person.c.id == planted.person_id).values(words))
    words = filled(incident, INCIDENT.personal_data & set(incident.c.keys()))
    connection.execute(sa.update(incident).where(incident.c.id == planted.record_id).values(words))
    for statement in DONE:
        connection.execute(sa.text(statement))
    connection.commit()
    return {*where, "portal.person", "portal.incident"}


@pytest.fixture
def story(cluster, worker_id, tmp_path):
    """Ten years in a database of the test's own, for its tables do not stay as they were."""
    with (
        made_database(cluster, f"planted_{worker_id}") as location,
        served(location) as app,
        time_machine.travel(WEDNESDAY) as traveller,
    ):
        app.extensions["portal.vault"] = replace(app.extensions["portal.vault"], store=FolderStore(tmp_path))
        yield Keeping(app, location, traveller)


@pytest.mark.slow  # ten years, every table
def test_no_word_of_any_personal_column_is_left_in_any_table_or_file(story):
    location, vault = story.location, story.app.extensions["portal.vault"]
    incident_id = story.closed_fall()
    with story.acting("ben") as uow:
        kept(uow, vault, incident_of(uow, incident_id), title=f"{CANARY}'s care plan")
        person = known(uow, CANARY, record=incident_of(uow, incident_id))
        person_id = person.id
    story.link_person(incident_id, person_id)
    story.night(DAY_AFTER)
    rosewood = next(one.id for one in TENANTS if one.slug == "rosewood")
    planted = Planted(rosewood, incident_id, person_id, MARK, MARK)
    with as_superuser(location) as connection:
        filled_tables = plant_everywhere(connection, planted)
    assert tables_with(location, MARK) == sorted(filled_tables)

    story.appoint("ruth")
    story.approve(name="ruth")

    assert (tables_with(location, MARK), tables_with(location, NAME)) == ([], [])
    with story.acting("ben") as uow:
        assert stored(vault, uow) == set()
