"""Provider groups (brands) and providers (legal entities)."""

from __future__ import annotations

from datetime import date
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
    """A brand, or a parent company, that several providers belong to. `source` names who says so."""

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
