"""Provider groups (brands) and providers (legal entities)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model
from portal.core.ids import new_id

SCHEMA = "directory"
REGULATORS = ("cqc", "care-inspectorate", "ciw", "rqia")
REGULATOR_IS_KNOWN = "regulator IN ('cqc', 'care-inspectorate', 'ciw', 'rqia')"
NATION_IS_KNOWN = "nation IN ('england', 'wales', 'scotland', 'northern-ireland')"
# Keys are compared byte by byte, so that a prefix is a range of the index whatever the database's language.
KEY = Text(collation="C")
# Words of a folded name, for an index of them. No name is so long; a hostile one must not stop a load.
WORDS = "array_to_tsvector(string_to_array(rtrim(\"left\"(name_key, 400)), ' '))"


class ProviderGroup(Model):
    """What several providers may have in common: a brand, a company's number, a name.

    `source` is the regulator whose brand it is, or another of `portal.directory.grouping`; `source_id` its value.
    """

    __tablename__ = "provider_group"
    __tenancy__ = "reference"
    __table_args__ = (UniqueConstraint("source", "source_id"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    source: Mapped[str]
    source_id: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(KEY)
    first_seen_on: Mapped[date]
    last_seen_on: Mapped[date | None]


class GroupMember(Model):
    """What a person decided: this provider belongs to that group (`confirmed`), or does not (`left_out`).

    A group stands for one piece of evidence, its `source` and `source_id`, so a provider can belong to several.
    """

    __tablename__ = "group_member"
    __tenancy__ = "reference"
    __table_args__ = (
        CheckConstraint("status IN ('confirmed', 'left_out')", name="status_is_known"),
        Index("ix_group_member_provider", "provider_id"),
        {"schema": SCHEMA},
    )

    group_id: Mapped[UUID] = mapped_column(ForeignKey("directory.provider_group.id"), primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("directory.provider.id"), primary_key=True)
    status: Mapped[str]
    decided_at: Mapped[datetime]


class GroupDecision(Model):
    """Who decided about a group or one of its providers, for accountability. Rows are only ever added.

    Only the importer and the operator's pages may read it.
    """

    __tablename__ = "group_decision"
    __tenancy__ = "importer"
    __table_args__ = (
        CheckConstraint("decision IN ('confirmed', 'left_out', 'undone')", name="decision_is_known"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("directory.provider_group.id", ondelete="CASCADE"))
    provider_id: Mapped[UUID | None]
    decision: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_in: Mapped[UUID | None]


class Provider(Model):
    """A legal entity registered to provide care. `name` is its regulator id while no file has given a name.

    `name_key` is the folded name (`portal.directory.keys`). `listed` is whether any of its sites is.
    """

    __tablename__ = "provider"
    __tenancy__ = "reference"
    __table_args__ = (
        UniqueConstraint("regulator", "regulator_id"),
        CheckConstraint(REGULATOR_IS_KNOWN, name="regulator_is_known"),
        CheckConstraint(NATION_IS_KNOWN, name="nation_is_known"),
        Index("ix_provider_name", "name_key", "id"),
        Index("ix_provider_words", text(WORDS), postgresql_using="gin"),
        Index("ix_provider_group", "group_id"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    regulator: Mapped[str]
    regulator_id: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(KEY)
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("directory.provider_group.id"))
    companies_house: Mapped[str | None]
    charity_number: Mapped[str | None]
    ownership: Mapped[str | None]
    nation: Mapped[str]
    postcode: Mapped[str | None]
    registered_on: Mapped[date | None]
    listed: Mapped[bool]
    first_seen_on: Mapped[date]
    last_seen_on: Mapped[date]
    no_longer_listed_on: Mapped[date | None]
