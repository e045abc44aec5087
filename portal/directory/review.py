"""What the pages show of what imports left for a person to look at, and of registrations that followed each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Text, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from portal.directory.models import Provider, ReviewItem, Site, SiteLineage, SiteListing
from portal.web.paging import PAGE_AND_ONE, PAGE_SIZE, Page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

# The order a person works in: what changes the register comes first.
KINDS = ("same_place", "unreadable_row", "unknown_authority", "unknown_rating")


PLACE_IN_LIST = (
    ReviewItem.run_id,
    func.coalesce(ReviewItem.row_number, 0),
    func.coalesce(ReviewItem.name, "", type_=Text),
    ReviewItem.id,
)


def open_counts(session: Session) -> Mapping[str, int]:
    """How many items of each kind wait."""
    counted = select(ReviewItem.kind, func.count()).where(ReviewItem.status == "open").group_by(ReviewItem.kind)
    found = {row[0]: row[1] for row in session.execute(counted)}
    return {kind: found[kind] for kind in KINDS if kind in found}


def open_items(session: Session, kind: str, cursor: str | None = None) -> Page:
    """Items of one kind, file by file and in the order of its rows, each with both sites where it names two.

    Rows: `id, kind, name, regulator_id, row_number, reason, format`, and for each of `new` and `old` the columns
    `…_name, …_regulator_id, …_address, …_postcode, …_provider, …_first_seen_on, …_left_on`.
    """
    new, old = aliased(Site), aliased(Site)
    new_provider, old_provider = aliased(Provider), aliased(Provider)
    columns = (
        *(ReviewItem.id, ReviewItem.kind, ReviewItem.name, ReviewItem.regulator_id, ReviewItem.row_number),
        *(ReviewItem.reason, ReviewItem.format, ReviewItem.site_id, ReviewItem.other_site_id),
        *_of(new, new_provider, "new"),
        *_of(old, old_provider, "old"),
    )
    statement = (
        select(*columns)
        .outerjoin(new, new.id == ReviewItem.site_id)
        .outerjoin(new_provider, new_provider.id == new.provider_id)
        .outerjoin(old, old.id == ReviewItem.other_site_id)
        .outerjoin(old_provider, old_provider.id == old.provider_id)
        .where(ReviewItem.status == "open", ReviewItem.kind == kind)
        .order_by(*PLACE_IN_LIST)
        .limit(PAGE_AND_ONE)
    )
    after = session.execute(select(*PLACE_IN_LIST).where(ReviewItem.id == _uuid(cursor))).one_or_none()
    if after:
        statement = statement.where(tuple_(*PLACE_IN_LIST) > tuple_(*after))
    rows = session.execute(statement).all()
    return Page(rows, None) if len(rows) <= PAGE_SIZE else Page(rows[:PAGE_SIZE], str(rows[PAGE_SIZE - 1].id))


def open_item(session: Session, item_id: UUID, *, kind: str) -> Any:
    """One that waits: `id, kind, name, reason, format`; None when there is none of this kind."""
    columns = (ReviewItem.id, ReviewItem.kind, ReviewItem.name, ReviewItem.reason, ReviewItem.format)
    wanted = (ReviewItem.id == item_id, ReviewItem.kind == kind, ReviewItem.status == "open")
    return session.execute(select(*columns).where(*wanted)).one_or_none()


def lineage_of(session: Session, site_id: UUID) -> Sequence[Any]:
    """Registrations just before and just after this one: `site_id, name, regulator_id, is_before, reason, linked_on`.

    `site_id` is None for one the register never listed.
    """
    other = aliased(Site)
    before = select(
        other.id.label("site_id"),
        other.name,
        SiteLineage.predecessor_regulator_id.label("regulator_id"),
        SiteLineage.reason,
        SiteLineage.linked_on,
        (SiteLineage.site_id == site_id).label("is_before"),
    ).outerjoin(other, other.id == SiteLineage.predecessor_id)
    after = select(
        other.id,
        other.name,
        other.regulator_id,
        SiteLineage.reason,
        SiteLineage.linked_on,
        (SiteLineage.site_id == site_id).label("is_before"),
    ).join(other, other.id == SiteLineage.site_id)
    both = before.where(SiteLineage.site_id == site_id).union_all(after.where(SiteLineage.predecessor_id == site_id))
    return session.execute(both).all()


def listings_of(session: Session, site_id: UUID) -> Sequence[Any]:
    """Each name and legal entity the site was listed under, newest first.

    Rows: `name, provider_id, provider_name, first_seen_on, last_seen_on`.
    """
    columns = (
        SiteListing.name,
        SiteListing.provider_id,
        Provider.name.label("provider_name"),
        SiteListing.first_seen_on,
        SiteListing.last_seen_on,
    )
    listed = select(*columns).join(Provider, Provider.id == SiteListing.provider_id)
    newest = (SiteListing.last_seen_on.desc(), SiteListing.first_seen_on.desc(), SiteListing.name)
    return session.execute(listed.where(SiteListing.site_id == site_id).order_by(*newest)).all()


def forebears(session: Session, site_id: UUID) -> Sequence[UUID]:
    """This site and every registration before it that the register holds, the newest first."""
    first = select(SiteLineage.predecessor_id.label("id")).where(SiteLineage.site_id == site_id)
    line = first.cte("line", recursive=True)
    line = line.union(select(SiteLineage.predecessor_id).where(SiteLineage.site_id == line.c.id))
    known = select(Site.id).where(or_(Site.id == site_id, Site.id.in_(select(line.c.id))))
    return session.execute(known.order_by(Site.first_seen_on.desc(), Site.id)).scalars().all()


def _of(site: Any, provider: Any, label: str) -> tuple[Any, ...]:
    return (
        site.name.label(f"{label}_name"),
        site.regulator_id.label(f"{label}_regulator_id"),
        func.array_to_string(site.address_lines, ", ").label(f"{label}_address"),
        site.postcode.label(f"{label}_postcode"),
        provider.name.label(f"{label}_provider"),
        site.first_seen_on.label(f"{label}_first_seen_on"),
        site.no_longer_listed_on.label(f"{label}_left_on"),
    )


def _uuid(cursor: str | None) -> UUID | None:
    try:
        return UUID(cursor) if cursor else None
    except ValueError:
        return None
