"""Sites (locations), what they were rated, and which registration followed which."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Double, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model, TextList
from portal.core.ids import new_id
from portal.directory.models.providers import KEY, NATION_IS_KNOWN, REGULATOR_IS_KNOWN, SCHEMA


def _degrees(column: str) -> str:
    return f"CASE WHEN {column} ~ '^-?[0-9]{{1,3}}([.][0-9]{{1,20}})?$' THEN CAST({column} AS double precision) END"


class Site(Model):
    """One registered place or service, as published; the `_key` columns are folded for matching alone.

    `phone` may have lost its leading 0 in the publisher's spreadsheet: `portal.directory.formats.phones`
    restores it for display. Coordinates are decimal degrees as text; `…_degrees` are the same as numbers, where
    they read as such. `details_from` is the format whose
    address, phone, website and service lists stand here; `seen_in` the formats that ever listed the site. A
    site that leaves the register keeps its row: `listed` turns false and `no_longer_listed_on` is the date of
    the file that lacked it, or the day `ended_on` on which the regulator itself says the registration ended.
    `is_adult_social_care` is None while no file says or implies it.
    """

    __tablename__ = "site"
    __tenancy__ = "reference"
    __table_args__ = (
        UniqueConstraint("regulator", "regulator_id"),
        CheckConstraint(REGULATOR_IS_KNOWN, name="regulator_is_known"),
        CheckConstraint(NATION_IS_KNOWN, name="nation_is_known"),
        CheckConstraint("beds >= 0", name="beds_are_counted"),
        CheckConstraint("listed = (no_longer_listed_on IS NULL)", name="gone_is_dated"),
        Index("ix_site_name", "name_key", "id"),
        Index("ix_site_words", text("directory.site_words(name_key, also_known_as)"), postgresql_using="gin"),
        Index("ix_site_latitude", "latitude_degrees", "longitude_degrees"),
        Index("ix_site_authority", "host_authority", "name_key", "id"),
        Index("ix_site_postcode", "postcode_key"),
        Index("ix_site_provider", "provider_id", "name_key"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    regulator: Mapped[str]
    regulator_id: Mapped[str]
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("directory.provider.id"))
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(KEY)
    also_known_as: Mapped[str | None]
    nation: Mapped[str]
    host_authority: Mapped[str | None]
    host_authority_code: Mapped[str | None]
    region: Mapped[str | None]
    address_lines: Mapped[TextList]
    postcode: Mapped[str | None]
    postcode_key: Mapped[str | None] = mapped_column(KEY)
    phone: Mapped[str | None]
    website: Mapped[str | None]
    beds: Mapped[int | None]
    is_care_home: Mapped[bool | None]
    is_dormant: Mapped[bool | None]
    service_types: Mapped[TextList]
    regulated_activities: Mapped[TextList]
    specialisms: Mapped[TextList]
    sector: Mapped[str | None]
    directorate: Mapped[str | None]
    inspection_category: Mapped[str | None]
    registered_on: Mapped[date | None]
    last_checked_on: Mapped[date | None]
    uprn: Mapped[str | None]
    ods_code: Mapped[str | None]
    latitude: Mapped[str | None]
    longitude: Mapped[str | None]
    latitude_degrees: Mapped[float | None] = mapped_column(Double, Computed(_degrees("latitude"), persisted=True))
    longitude_degrees: Mapped[float | None] = mapped_column(Double, Computed(_degrees("longitude"), persisted=True))
    page_url: Mapped[str | None]
    details_from: Mapped[str]
    seen_in: Mapped[TextList]
    listed: Mapped[bool]
    first_seen_on: Mapped[date]
    last_seen_on: Mapped[date]
    no_longer_listed_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    is_adult_social_care: Mapped[bool | None]


class Rating(Model):
    """One rating as published. Rows are added, never overwritten; `is_current` moves to the newest.

    `rating` is a code of `portal.directory.formats.ratings`, `words` what the file said. `service_group` and
    `domain` are `overall` for the rating of the whole location. `inherited_from` is the registration that
    earned it, where the file says.
    """

    __tablename__ = "rating"
    __tenancy__ = "reference"
    __table_args__ = (
        Index(
            "uq_rating_published",
            "site_id",
            "service_group",
            "domain",
            "published_on",
            "rating",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index(
            "uq_rating_current",
            "site_id",
            "service_group",
            "domain",
            unique=True,
            postgresql_where="is_current",
        ),
        Index("ix_rating_newest", "site_id", "published_on"),
        Index("ix_rating_standing", "rating", "site_id", postgresql_where="is_current AND domain = 'overall'"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    site_id: Mapped[UUID] = mapped_column(ForeignKey("directory.site.id"))
    service_group: Mapped[str]
    domain: Mapped[str]
    rating: Mapped[str]
    words: Mapped[str]
    published_on: Mapped[date | None]
    is_inherited: Mapped[bool]
    is_current: Mapped[bool]
    inherited_from: Mapped[str | None]
    import_run_id: Mapped[UUID] = mapped_column(ForeignKey("directory.import_run.id"))
    first_seen_on: Mapped[date]


class SiteLineage(Model):
    """A registration that followed another at the same service, which we may never have seen listed.

    `source` is the layout that says so, or `confirmed` where a person did.
    """

    __tablename__ = "site_lineage"
    __tenancy__ = "reference"
    __table_args__ = (
        UniqueConstraint("site_id", "predecessor_regulator_id"),
        Index("ix_site_lineage_predecessor", "predecessor_id"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    site_id: Mapped[UUID] = mapped_column(ForeignKey("directory.site.id"))
    predecessor_id: Mapped[UUID | None] = mapped_column(ForeignKey("directory.site.id"))
    predecessor_regulator_id: Mapped[str]
    reason: Mapped[str | None]
    source: Mapped[str]
    linked_on: Mapped[date | None]
