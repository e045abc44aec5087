"""Safeguarding: what guidance asks a record to hold; advice about nobody takes no words and no people."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations import tenancy

revision = "0045_safeguarding_rules"
down_revision = "0044_candour_relevant_people"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CONCERN: dict[str, Any] = {
    "capacity": sa.Text(),
    "capacity_reason": sa.Text(),
    "others_at_risk": sa.Text(),
    "child_at_risk": sa.Boolean(),
    "police_told_at": MOMENT,
    "police_not_told_reason": sa.Text(),
    "advocate_kind": sa.Text(),
    "enquiry_lead": sa.Text(),
    "least_intrusive": sa.Text(),
    "risk_left": sa.Text(),
    "is_about_source": sa.Boolean(),
}
CASE: dict[str, Any] = {
    "lado_criteria": JSONB(),
    "strategy": sa.Text(),
    "strategy_on": sa.Date(),
    "linked": JSONB(),
    "worker_support": sa.Text(),
    "barring_decided_on": sa.Date(),
    "barring_referred_on": sa.Date(),
    "professional_referred_on": sa.Date(),
}
# As the plugin's lists of codes have them; a test compares.
ADVICE = {
    "asked_of": ("lado", "pipot-lead", "safeguarding-team"),
    "setting": ("care-home", "home-care", "supported-living", "advocacy", "other"),
    "theme": ("conduct", "private-life", "online", "boundaries", "medication", "other"),
    "advice": ("below-threshold", "refer", "police", "more-facts"),
}


def upgrade() -> None:
    for table, columns in (("safeguarding_concern", CONCERN), ("pipot_case", CASE)):
        for name, type_ in columns.items():
            op.add_column(table, sa.Column(name, type_), schema="portal")
    for column, codes in ADVICE.items():
        among = ", ".join(f"'{one}'" for one in codes)
        name = f"ck_pipot_consultation_{column}_is_a_code"
        op.execute(f"ALTER TABLE portal.pipot_consultation ADD CONSTRAINT {name} CHECK ({column} IN ({among}))")
    tenancy.run_sql("0045_safeguarding_rules.sql")


def downgrade() -> None:
    tenancy.run_sql("0045_safeguarding_rules_down.sql")
    for column in ADVICE:
        op.execute(f"ALTER TABLE portal.pipot_consultation DROP CONSTRAINT ck_pipot_consultation_{column}_is_a_code")
    for table, columns in (("pipot_case", CASE), ("safeguarding_concern", CONCERN)):
        for name in columns:
            op.drop_column(table, name, schema="portal")
