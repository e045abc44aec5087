"""Every table names a tenancy, and the database keeps it: what it reports, what it shows, what it refuses."""

from __future__ import annotations

from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from portal.commands.doctor import import_models
from portal.core.db import Model
from portal.core.ids import new_id
from portal.core.row_security import conformance_faults, conformance_warnings, tenancies
from portal.core.row_security.exemptions import CALLABLE, EXEMPT_TABLES
from portal.core.row_security.shapes import SHAPES
from tests.contract.rows import Filled, fill, tenant_tables
from tests.world import PERSONAS, TENANTS

NORTHSHIRE, WESTMERE = (one.id for one in TENANTS[:2])
ASHA, CORA = (PERSONAS[name].id for name in ("asha", "cora"))
REFUSED = {"42501", "25006"}


@pytest.fixture
def filled(superuser):
    """A row of Northshire's and one of Westmere's in every table, seen through the web's role."""
    fill(
        superuser,
        Filled(NORTHSHIRE, ASHA, new_id(), "OURS"),
        Filled(WESTMERE, CORA, new_id(), "THEIRS"),
    )
    superuser.execute(sa.text("SET LOCAL ROLE portal_app"))
    return superuser


def begin(connection, name):
    connection.execute(
        sa.text("SELECT ctx.begin(:token, :slug)"),
        {"token": PERSONAS[name].token, "slug": PERSONAS[name].home},
    )


def may_read(connection, table):
    return connection.scalar(sa.text("SELECT has_table_privilege(:name, 'SELECT')"), {"name": table.fullname})


def tenants_seen(connection, table):
    return set(connection.execute(sa.select(table.c.tenant_id)).scalars())


def test_the_migrated_world_has_no_fault(superuser):
    import_models()
    assert conformance_faults(superuser, Model.metadata) == []
    assert conformance_warnings(superuser) == []


def test_every_model_names_a_tenancy_that_has_a_shape():
    import_models()
    assert {tenancy for tenancy in tenancies(Model.metadata).values() if tenancy not in SHAPES} == set()


def test_the_exempt_list_is_short_and_every_line_has_its_reason():
    assert len(EXEMPT_TABLES) <= 12
    assert all(EXEMPT_TABLES.values())
    assert all(one.reason for one in CALLABLE)


def test_without_a_context_no_table_shows_a_row(filled):
    readable = [one for one in tenant_tables(filled) if may_read(filled, one)]

    assert {one.fullname for one in readable if tenants_seen(filled, one)} == set()


def test_the_web_may_add_to_the_outbox_and_never_read_it(filled):
    assert [one.name for one in tenant_tables(filled) if not may_read(filled, one)] == ["outbox_mail", "search_entry"]


def test_with_a_context_every_table_shows_its_own_tenants_rows_alone(filled):
    begin(filled, "asha")

    seen = {one.fullname: tenants_seen(filled, one) for one in tenant_tables(filled) if may_read(filled, one)}
    assert {name: tenants for name, tenants in seen.items() if tenants != {NORTHSHIRE}} == {}


def test_no_table_takes_a_row_for_another_tenant(filled):
    begin(filled, "asha")

    assert {one.fullname: outcome for one in tenant_tables(filled) if (outcome := inserted(filled, one))} == {}


def inserted(connection, table):
    """What went wrong with refusing a foreign row; nothing when it was refused as it should be."""
    keys = {column.name: some_key(column) for column in table.primary_key}
    row = {**keys, "tenant_id": WESTMERE}
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(table).values(row))
    except DBAPIError as error:
        return "" if error.orig.sqlstate in REFUSED else str(error.orig)
    return "taken"


def some_key(column):
    if isinstance(column.type, sa.Uuid):
        return uuid4()
    return 1 if isinstance(column.type, sa.Integer) else "x"


def test_no_table_lets_a_row_be_given_to_another_tenant(filled):
    begin(filled, "asha")

    for table in tenant_tables(filled):
        with pytest.raises(DBAPIError) as refused, filled.begin_nested():
            filled.execute(sa.update(table).values(tenant_id=WESTMERE))
        assert refused.value.orig.sqlstate in REFUSED, table.fullname


def test_no_table_lets_another_tenants_row_be_deleted(filled):
    begin(filled, "asha")

    for table in tenant_tables(filled):
        assert deleted(filled, table) == 0, table.fullname


def deleted(connection, table):
    """How many rows of Westmere's went; a refusal is none."""
    try:
        with connection.begin_nested():
            return connection.execute(sa.delete(table).where(table.c.tenant_id == WESTMERE)).rowcount
    except DBAPIError as error:
        return 0 if error.orig.sqlstate in REFUSED else str(error.orig)
