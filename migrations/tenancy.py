"""The row-security shapes migrations apply. Versioned: a shape in use is never edited, a new one is added.

`portal.core.row_security` holds what PostgreSQL must then report for each shape; `portal doctor` compares the two.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, cast

import psycopg
import sqlalchemy as sa
from alembic import op

HERE = Path(__file__).parent / "versions"

# (SELECT …) makes PostgreSQL evaluate the context once per statement instead of once per row.
TENANT = "tenant_id = (SELECT ctx.tenant())"
COMPARTMENT = "compartment = ANY ((SELECT ctx.compartments())::text[])"
LET_IN = "{key} = ANY ((SELECT ctx.let_in())::uuid[])"
NOT_EXCLUDED = "{key} <> ALL ((SELECT ctx.excluded())::uuid[])"
OWN_USER = "user_id = (SELECT ctx.user_id())"

Grants = Literal[
    "SELECT", "SELECT, INSERT", "SELECT, INSERT, DELETE", "SELECT, INSERT, UPDATE", "SELECT, INSERT, UPDATE, DELETE"
]
EVERYTHING: Grants = "SELECT, INSERT, UPDATE, DELETE"


def run_sql(name: str) -> None:
    """Run a file of statements that stands beside the revisions, as it is."""
    raw = cast("psycopg.Connection", op.get_bind().connection.dbapi_connection)
    with raw.cursor() as cursor:
        cursor.execute((HERE / name).read_text(encoding="utf-8"))


def protect_tenant_v1(table: str, *, schema: str = "portal", grants: Grants = EVERYTHING) -> None:
    """The acting tenant's rows, for every role of that tenant."""
    name = _force(table, schema)
    op.execute(f"CREATE POLICY {table}_tenant ON {name} USING ({TENANT}) WITH CHECK ({TENANT})")
    _grant(name, grants)


def protect_own_v1(table: str, *, schema: str = "portal", grants: Grants = EVERYTHING) -> None:
    """The acting person's rows within the acting tenant (`user_id` names the person)."""
    name = _force(table, schema)
    mine = f"{TENANT} AND {OWN_USER}"
    op.execute(f"CREATE POLICY {table}_own ON {name} USING ({mine}) WITH CHECK ({mine})")
    _grant(name, grants)


def protect_choice_v1(table: str, *, schema: str = "portal") -> None:
    """What a person chose, which the organisation's own services read and nobody else changes."""
    name = _force(table, schema)
    mine = f"{TENANT} AND {OWN_USER}"
    op.execute(f"CREATE POLICY {table}_read ON {name} FOR SELECT USING ({TENANT})")
    op.execute(f"CREATE POLICY {table}_own ON {name} USING ({mine}) WITH CHECK ({mine})")
    _grant(name, "SELECT, INSERT, UPDATE")


def protect_record_v1(
    table: str, *, key: str = "record_id", schema: str = "portal", grants: Grants = EVERYTHING
) -> None:
    """Rows of a record: the tenant's, in a compartment the role holds, not about a case the person is kept out of.

    Anyone of the tenant may write into a compartment they cannot read: that is how a worker reports.
    Since revision 0039, which changed every such policy, a new table takes `protect_record_v2`.
    """
    _protect_record(table, f"{TENANT} AND {COMPARTMENT} AND {NOT_EXCLUDED.format(key=key)}", schema, grants)


def protect_record_v2(
    table: str, *, key: str = "record_id", schema: str = "portal", grants: Grants = EVERYTHING
) -> None:
    """As `protect_record_v1`, and besides: rows of a record the person was let into."""
    seen = f"({COMPARTMENT} OR {LET_IN.format(key=key)})"
    _protect_record(table, f"{TENANT} AND {seen} AND {NOT_EXCLUDED.format(key=key)}", schema, grants)


def _protect_record(table: str, mine: str, schema: str, grants: Grants) -> None:
    name = _force(table, schema)
    op.execute(f"CREATE POLICY {table}_read ON {name} FOR SELECT USING ({mine})")
    op.execute(f"CREATE POLICY {table}_add ON {name} FOR INSERT WITH CHECK ({TENANT})")
    op.execute(f"CREATE POLICY {table}_change ON {name} FOR UPDATE USING ({mine}) WITH CHECK ({TENANT})")
    op.execute(f"CREATE POLICY {table}_remove ON {name} FOR DELETE USING ({mine})")
    _grant(name, grants)


def protect_reference_v1(table: str, *, schema: str = "directory") -> None:
    """Shared facts: every run-time role reads them, the importer alone writes."""
    name = _force(table, schema)
    op.execute(f"CREATE POLICY {table}_read ON {name} FOR SELECT USING (true)")
    op.execute(f"CREATE POLICY {table}_keep ON {name} TO portal_importer USING (true) WITH CHECK (true)")
    op.execute(f"GRANT SELECT ON {name} TO portal_app, portal_job, portal_platform")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO portal_importer")


def protect_operator_v1(table: str, *, schema: str = "directory") -> None:
    """Shared facts that the operator keeps by hand: every run-time role that counts with them reads them."""
    name = _force(table, schema)
    power = "(SELECT ctx.holds_power('operator'))"
    op.execute(f"CREATE POLICY {table}_read ON {name} FOR SELECT USING (true)")
    op.execute(f"CREATE POLICY {table}_operator ON {name} TO portal_platform USING ({power}) WITH CHECK ({power})")
    op.execute(f"GRANT SELECT ON {name} TO portal_app, portal_job")
    op.execute(f"GRANT SELECT, INSERT, DELETE ON {name} TO portal_platform")


def record_detail_key() -> list[sa.Column[object] | sa.Constraint]:
    """Key of a kind's own table: the record's, with its compartment kept equal by the foreign key."""
    return [
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("compartment", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        _to_record("id"),
    ]


def record_child_key() -> list[sa.Column[object] | sa.Constraint]:
    """Key of a table with many rows to a record."""
    return [
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("record_id", sa.Uuid, nullable=False),
        sa.Column("compartment", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        _to_record("record_id"),
    ]


def _to_record(column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column, "compartment"],
        ["portal.record.tenant_id", "portal.record.id", "portal.record.compartment"],
        onupdate="CASCADE",
        ondelete="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    )


def _force(table: str, schema: str) -> str:
    name = f"{schema}.{table}"
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    return name


def _grant(name: str, grants: Grants) -> None:
    op.execute(f"GRANT {grants} ON {name} TO portal_app, portal_job")
