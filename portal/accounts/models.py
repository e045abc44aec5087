"""Who belongs to an organisation, as that organisation knows them. Accounts are the database's secret."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model, TextList
from portal.core.personal import Personal


class Membership(Model):
    """One person in one organisation. The app reads; only the functions of schema `auth` write."""

    __tablename__ = "membership"
    __tenancy__ = "membership"
    __personal__ = Personal("Member", columns={"name": "Name", "email": "E-mail"}, plain=("roles",))
    __table_args__ = (CheckConstraint("cardinality(roles) > 0", name="has_a_role"),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("portal.tenant.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    roles: Mapped[TextList]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]


class RecordExclusion(Model):
    """A person kept out of a record, being named in it. They see neither the record nor this row."""

    __tablename__ = "record_exclusion"
    __tenancy__ = "exclusion"
    __personal__ = Personal("Kept out of a record", columns={"reason": "Why"})

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    reason: Mapped[str]
    added_by: Mapped[UUID]
    added_at: Mapped[datetime]
