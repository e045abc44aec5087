"""Incidents: find those with a notification still to be sent without looking through the others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015_incidents_index_untold"
down_revision = "0014_incidents_create"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_incident_untold",
        "incident",
        ["tenant_id", "id", "compartment", "duties_by"],
        schema="portal",
        postgresql_where=sa.text("duties_open > 0"),
    )


def downgrade() -> None:
    op.drop_index("ix_incident_untold", "incident", schema="portal")
