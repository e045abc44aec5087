"""Core: organisations and the plugins they have on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations import tenancy

revision = "0002_core_tenants"
down_revision = "0001_core_context"
branch_labels = None
depends_on = None

OPERATOR = "(SELECT ctx.holds_power('operator'))"


def upgrade() -> None:
    op.create_table(
        "tenant",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("slug", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("nation", sa.Text, nullable=False),
        sa.Column("authority_code", sa.Text),
        sa.Column("created_on", sa.Date, nullable=False),
        sa.Column("suspended_on", sa.Date),
        sa.CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]{1,48}$'", name="slug_is_plain"),
        sa.CheckConstraint("kind IN ('commissioner', 'provider', 'advocacy')", name="kind_is_known"),
        sa.CheckConstraint("nation IN ('england', 'wales', 'scotland', 'northern-ireland')", name="nation_is_known"),
        schema="portal",
    )
    op.create_table(
        "tenant_plugin",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("plugin", sa.Text, nullable=False),
        sa.Column("offered", sa.Boolean, nullable=False),
        sa.Column("switched_on", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "plugin"),
        sa.ForeignKeyConstraint(["tenant_id"], ["portal.tenant.id"], ondelete="CASCADE"),
        schema="portal",
    )
    _protect()


def _protect() -> None:
    op.execute("ALTER TABLE portal.tenant ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE portal.tenant FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY tenant_itself ON portal.tenant FOR SELECT USING (id = (SELECT ctx.tenant()))")
    op.execute("CREATE POLICY tenant_exchange ON portal.tenant FOR SELECT TO portal_exchange USING (true)")
    op.execute("CREATE POLICY tenant_gate ON portal.tenant TO portal_gate USING (true) WITH CHECK (true)")
    op.execute(
        f"CREATE POLICY tenant_operator ON portal.tenant TO portal_platform USING ({OPERATOR}) WITH CHECK ({OPERATOR})"
    )
    op.execute("GRANT SELECT ON portal.tenant TO portal_app, portal_job, portal_exchange")
    op.execute("GRANT SELECT, INSERT ON portal.tenant TO portal_gate")
    op.execute("GRANT SELECT, INSERT, UPDATE ON portal.tenant TO portal_platform")
    tenancy.protect_tenant_v1("tenant_plugin", grants="SELECT")
    op.execute("GRANT UPDATE (switched_on) ON portal.tenant_plugin TO portal_app")
    op.execute("CREATE POLICY tenant_plugin_gate ON portal.tenant_plugin TO portal_gate USING (true) WITH CHECK (true)")
    op.execute("GRANT SELECT, INSERT ON portal.tenant_plugin TO portal_gate")
    op.execute(
        "CREATE POLICY tenant_plugin_operator ON portal.tenant_plugin TO portal_platform"
        f" USING ({OPERATOR}) WITH CHECK ({OPERATOR})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON portal.tenant_plugin TO portal_platform")
    # The operator's page of health says whether the database is where this version of the code expects it.
    op.execute("GRANT SELECT ON portal.alembic_version TO portal_platform")


def downgrade() -> None:
    op.execute("REVOKE SELECT ON portal.alembic_version FROM portal_platform")
    op.drop_table("tenant_plugin", schema="portal")
    op.drop_table("tenant", schema="portal")
