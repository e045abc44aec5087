"""Put a staged run into the register's tables, a statement for each kind of thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Subquery,
    Table,
    and_,
    any_,
    case,
    exists,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import aliased

from portal.directory.models import ImportRow, Rating, Site
from portal.directory.services.classifying import staged_source
from portal.directory.services.merging import GROUP, PROVIDER, PROVIDER_FACTS, SITE, merged, said_ratings

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from portal.directory.formats.layouts import Format

RATING = cast("Table", Rating.__table__)
LISTS = ("service_types", "regulated_activities", "specialisms", "address_lines")
WRITTEN = ("new", "update")


def write_register(connection: Connection, run_id: UUID, form: Format, as_at: date) -> None:
    """Groups, providers, sites, ratings, then who is listed; new facts count from `as_at`."""
    _write_groups(connection, run_id, form, as_at)
    _write_providers(connection, run_id, form, as_at)
    _write_sites(connection, run_id, form, as_at)
    if form.carries_ratings:
        _write_ratings(connection, run_id, as_at)
    _mark_seen(connection, run_id, form, as_at)
    _mark_gone(connection, run_id, as_at)
    _mark_providers(connection, form, as_at)


def _rows(run_id: UUID, form: Format, as_at: date) -> Subquery:
    return merged(staged_source(run_id, *WRITTEN), form, as_at).subquery("merged")


def _write_groups(connection: Connection, run_id: UUID, form: Format, as_at: date) -> None:
    if not form.carries_groups:
        return
    keys = ("group_id", "group_name", "group_name_key")
    said = (
        select(*(ImportRow.facts[key].astext.label(key) for key in keys))
        .where(ImportRow.run_id == run_id, ImportRow.action.in_(WRITTEN))
        .subquery("said")
    )
    named = (
        select(
            func.gen_random_uuid(),
            literal(form.regulator),
            said.c.group_id,
            func.min(said.c.group_name),
            func.min(said.c.group_name_key),
            literal(as_at),
        )
        .where(said.c.group_id.is_not(None))
        .group_by(said.c.group_id)
    )
    columns = ("id", "source", "source_id", "name", "name_key", "first_seen_on")
    statement = insert(GROUP).from_select(columns, named)
    new = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["source", "source_id"],
            set_={"name": new.name, "name_key": new.name_key},
            where=GROUP.c.name.is_distinct_from(new.name),
        )
    )


def _write_providers(connection: Connection, run_id: UUID, form: Format, as_at: date) -> None:
    row = _rows(run_id, form, as_at)
    group = select(GROUP.c.id).where(GROUP.c.source == form.regulator, GROUP.c.source_id == row.c.group_id)
    values: dict[str, ColumnElement[Any]] = {
        "id": func.gen_random_uuid(),
        "regulator": literal(form.regulator),
        "regulator_id": row.c.provider_regulator_id,
        "name": row.c.provider_name,
        "name_key": row.c.provider_name_key,
        "group_id": group.scalar_subquery(),
        **{name: row.c[f"provider_{name}"] for name in PROVIDER_FACTS},
        "nation": literal(form.nation.value),
        "listed": true(),
        "first_seen_on": literal(as_at),
        "last_seen_on": literal(as_at),
    }
    # Every row of a provider says the same of it (`Register` sees to that), so any one of them will do.
    chosen = (
        select(*values.values()).ext(distinct_on(row.c.provider_regulator_id)).order_by(row.c.provider_regulator_id)
    )
    kept = ("name", "name_key", "group_id", *PROVIDER_FACTS)
    _upsert(connection, PROVIDER, chosen, tuple(values), kept)


def _write_sites(connection: Connection, run_id: UUID, form: Format, as_at: date) -> None:
    row = _rows(run_id, form, as_at)
    provider = and_(PROVIDER.c.regulator == form.regulator, PROVIDER.c.regulator_id == row.c.provider_regulator_id)
    carried = sorted(form.carries)
    values: dict[str, ColumnElement[Any]] = {
        "id": row.c.site_id,
        "regulator": literal(form.regulator),
        "regulator_id": row.c.regulator_id,
        "provider_id": PROVIDER.c.id,
        "name": row.c.name,
        "name_key": row.c.name_key,
        "nation": literal(form.nation.value),
        **{name: row.c[name] for name in carried},
        **{name: literal([], SITE.c[name].type) for name in LISTS if name not in form.carries},
        "details_from": case((row.c.may_describe, form.key), else_=row.c.old_details_from),
        "seen_in": literal([form.key], SITE.c.seen_in.type),
        "listed": true(),
        "first_seen_on": literal(as_at),
        "last_seen_on": literal(as_at),
    }
    chosen = select(*values.values()).select_from(row.join(PROVIDER, provider))
    kept = ("provider_id", "name", "name_key", "details_from", *carried)
    _upsert(connection, SITE, chosen, tuple(values), kept)


def _upsert(connection: Connection, table: Table, chosen: Any, columns: tuple[str, ...], kept: tuple[str, ...]) -> None:
    """Insert, and where the regulator's id is known already set the `kept` columns that differ."""
    statement = insert(table).from_select(columns, chosen)
    new = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["regulator", "regulator_id"],
            set_={name: new[name] for name in kept},
            where=or_(*(table.c[name].is_distinct_from(new[name]) for name in kept)),
        )
    )


def _write_ratings(connection: Connection, run_id: UUID, as_at: date) -> None:
    """Add what is new to the history; `is_current` follows, away first: only one of a kind may have it."""
    row = (
        select(ImportRow.site_id, ImportRow.facts["ratings"].label("ratings"))
        .where(ImportRow.run_id == run_id, ImportRow.action.in_(WRITTEN))
        .subquery("row")
    )
    rated = said_ratings(row.c.ratings)
    words = ("service_group", "domain", "rating", "words", "published_on", "is_inherited")
    said = (
        select(row.c.site_id, *(rated.c[name] for name in words)).select_from(row.join(rated, true())).subquery("said")
    )
    same_kind = and_(*(RATING.c[name] == said.c[name] for name in ("site_id", "service_group", "domain")))
    same = and_(RATING.c.rating == said.c.rating, RATING.c.published_on.is_not_distinct_from(said.c.published_on))
    is_fresh = exists().where(Site.id == RATING.c.site_id, Site.last_seen_on <= as_at)
    away = update(RATING).where(same_kind, RATING.c.is_current, not_(same), is_fresh)
    connection.execute(away.values(is_current=false()))
    news = select(
        func.gen_random_uuid(),
        said.c.site_id,
        *(said.c[name] for name in words),
        not_(_has_current(said)),
        literal(run_id),
        literal(as_at),
    )
    columns = ("id", "site_id", *words, "is_current", "import_run_id", "first_seen_on")
    key = ["site_id", "service_group", "domain", "published_on", "rating"]
    connection.execute(insert(RATING).from_select(columns, news).on_conflict_do_nothing(index_elements=key))
    # A rating that came back: its row was in the history already.
    back = update(RATING).where(same_kind, same, not_(_has_current(RATING)))
    connection.execute(back.values(is_current=true()))


def _has_current(kind: FromClause) -> ColumnElement[bool]:
    """Whether there is a current rating of this site, service group and domain."""
    current = aliased(Rating)
    return (
        exists()
        .where(
            current.site_id == kind.c.site_id,
            current.service_group == kind.c.service_group,
            current.domain == kind.c.domain,
            current.is_current,
        )
        .correlate(kind)
    )


def _mark_seen(connection: Connection, run_id: UUID, form: Format, as_at: date) -> None:
    """Every row that names a site says that the site is listed on that day, the reported rows included."""
    is_fresh = SITE.c.last_seen_on <= as_at
    has_seen = literal(form.key) == any_(SITE.c.seen_in)
    in_file = select(ImportRow.regulator_id).where(ImportRow.run_id == run_id, ImportRow.action != "gone")
    connection.execute(
        update(SITE)
        .where(SITE.c.regulator == form.regulator, SITE.c.regulator_id.in_(in_file))
        .where(
            or_(
                SITE.c.last_seen_on < as_at,
                SITE.c.first_seen_on > as_at,
                not_(has_seen),
                and_(is_fresh, not_(SITE.c.listed)),
            )
        )
        .values(
            last_seen_on=func.greatest(SITE.c.last_seen_on, as_at),
            first_seen_on=func.least(SITE.c.first_seen_on, as_at),
            seen_in=case((has_seen, SITE.c.seen_in), else_=func.array_append(SITE.c.seen_in, form.key)),
            listed=or_(SITE.c.listed, is_fresh),
            no_longer_listed_on=case((is_fresh, null()), else_=SITE.c.no_longer_listed_on),
        )
    )


def _mark_gone(connection: Connection, run_id: UUID, as_at: date) -> None:
    gone = select(ImportRow.site_id).where(ImportRow.run_id == run_id, ImportRow.action == "gone")
    connection.execute(update(SITE).where(SITE.c.id.in_(gone)).values(listed=false(), no_longer_listed_on=as_at))


def _mark_providers(connection: Connection, form: Format, as_at: date) -> None:
    """A provider is listed while one of its sites is, and was last seen when the last of them was."""
    sites = (
        select(
            PROVIDER.c.id,
            func.coalesce(func.bool_or(SITE.c.listed), false()).label("listed"),
            func.greatest(PROVIDER.c.last_seen_on, func.max(SITE.c.last_seen_on)).label("last_seen_on"),
            func.least(PROVIDER.c.first_seen_on, func.min(SITE.c.first_seen_on)).label("first_seen_on"),
        )
        .select_from(PROVIDER.outerjoin(SITE, SITE.c.provider_id == PROVIDER.c.id))
        .where(PROVIDER.c.regulator == form.regulator)
        .group_by(PROVIDER.c.id)
        .subquery("sites")
    )
    names = ("listed", "last_seen_on", "first_seen_on")
    connection.execute(
        update(PROVIDER)
        .where(PROVIDER.c.id == sites.c.id, or_(*(PROVIDER.c[name] != sites.c[name] for name in names)))
        .values(
            **{name: sites.c[name] for name in names},
            no_longer_listed_on=case(
                (sites.c.listed, null()), else_=func.coalesce(PROVIDER.c.no_longer_listed_on, as_at)
            ),
        )
    )
