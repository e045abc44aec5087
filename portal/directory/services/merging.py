"""How a row of a file meets the site in the register: one SELECT of what each column would become.

Three rules. A format speaks only of the columns it carries. A file older than the newest sighting of a site
fills its gaps and overwrites nothing. What the two formats describe each in its own way (`DESCRIBED`) is the
richer format's to say; the poorer one fills gaps there too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    FromClause,
    Select,
    Table,
    Text,
    and_,
    case,
    column,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

from portal.directory.formats.registry import FORMATS
from portal.directory.models import Provider, ProviderGroup, Site

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.sql.selectable import TableValuedAlias

    from portal.directory.formats.layouts import Format

SITE = cast("Table", Site.__table__)
PROVIDER = cast("Table", Provider.__table__)
GROUP = cast("Table", ProviderGroup.__table__)

DESCRIBED = frozenset({"address_lines", "phone", "website", "service_types", "specialisms"})
# No file means to say that a site stands nowhere: a blank here is a gap of the file.
KEPT_WHEN_BLANK = frozenset({"host_authority", "host_authority_code", "region", "postcode", "postcode_key"})
PROVIDER_FACTS = ("companies_house", "charity_number", "ownership", "postcode", "registered_on")
SPACES = r"\s+"


def said(facts: ColumnElement[Any], form: Format) -> TableValuedAlias:
    """The facts of one staged row as typed columns."""
    site = [column(one.name, one.type) for one in SITE.c if one.name in form.carries]
    provider = [column(f"provider_{name}", PROVIDER.c[name].type) for name in ("name", "name_key", *PROVIDER_FACTS)]
    return (
        func.jsonb_to_record(facts)
        .table_valued(
            column("regulator_id", Text),
            column("name", Text),
            column("name_key", SITE.c.name_key.type),
            *site,
            column("provider_regulator_id", Text),
            *provider,
            column("group_id", Text),
            column("group_name", Text),
            column("group_name_key", GROUP.c.name_key.type),
            column("ratings", JSONB),
        )
        .render_derived(name="said", with_types=True)
    )


def said_ratings(ratings: ColumnElement[Any]) -> TableValuedAlias:
    """The ratings of one staged row, a row each."""
    words = ("service_group", "domain", "rating", "words")
    return (
        func.jsonb_to_recordset(ratings)
        .table_valued(
            *(column(name, Text) for name in words),
            column("published_on", Date),
            column("is_inherited", SITE.c.listed.type),
        )
        .render_derived(name="rated", with_types=True)
    )


def merged(source: FromClause, form: Format, as_at: date) -> Select[Any]:
    """What each row of `source` (position, row_number, candidate_id, facts) makes of its site and provider.

    Columns: those of `source`; `site_id`; `is_new`, `is_fresh`; each carried column of `Site` under its name
    and, as `old_…`, what stands there now; the same for the provider as `provider_…` and `old_provider_…`.
    """
    row = said(source.c.facts, form)
    old_provider = PROVIDER.alias("old_provider")
    joined = (
        source.join(row, true())
        .outerjoin(SITE, and_(SITE.c.regulator == form.regulator, SITE.c.regulator_id == row.c.regulator_id))
        .outerjoin(old_provider, old_provider.c.id == SITE.c.provider_id)
        .outerjoin(
            PROVIDER,
            and_(PROVIDER.c.regulator == form.regulator, PROVIDER.c.regulator_id == row.c.provider_regulator_id),
        )
        .outerjoin(GROUP, GROUP.c.id == PROVIDER.c.group_id)
    )
    is_fresh = or_(SITE.c.id.is_(None), SITE.c.last_seen_on <= as_at)
    return select(
        source.c.position,
        source.c.row_number,
        source.c.facts,
        row.c.ratings,
        row.c.regulator_id,
        func.coalesce(SITE.c.id, source.c.candidate_id).label("site_id"),
        SITE.c.id.is_(None).label("is_new"),
        SITE.c.listed.label("old_listed"),
        SITE.c.seen_in.label("old_seen_in"),
        SITE.c.details_from.label("old_details_from"),
        SITE.c.provider_id.label("old_provider_id"),
        PROVIDER.c.id.label("provider_id"),
        old_provider.c.name.label("old_provider_shown"),
        is_fresh.label("is_fresh"),
        may_describe(form, is_fresh).label("may_describe"),
        case((is_fresh, row.c.provider_regulator_id), else_=old_provider.c.regulator_id).label("provider_regulator_id"),
        old_provider.c.regulator_id.label("old_provider_regulator_id"),
        *_site_columns(row, form, is_fresh),
        *_provider_columns(row, form, as_at),
    ).select_from(joined)


def may_describe(form: Format, is_fresh: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether this format may overwrite what another format described."""
    poorer = [one.key for one in FORMATS if one.richness <= form.richness]
    return and_(is_fresh, or_(SITE.c.id.is_(None), SITE.c.details_from.in_(poorer)))


def _site_columns(row: TableValuedAlias, form: Format, is_fresh: ColumnElement[bool]) -> list[ColumnElement[Any]]:
    name = _renamed(row.c.name, SITE.c.name, is_fresh)
    columns: list[ColumnElement[Any]] = [
        name.label("name"),
        SITE.c.name.label("old_name"),
        case((name == SITE.c.name, SITE.c.name_key), else_=row.c.name_key).label("name_key"),
    ]
    for key in sorted(form.carries):
        new = _new_value(key, row, form, is_fresh)
        columns += [new.label(key), SITE.c[key].label(f"old_{key}")]
    return columns


def _new_value(key: str, row: TableValuedAlias, form: Format, is_fresh: ColumnElement[bool]) -> ColumnElement[Any]:
    new, old = row.c[key], SITE.c[key]
    gap_filled = _first_filled(old, new)
    if key in DESCRIBED:
        return case((may_describe(form, is_fresh), _never_null(new)), else_=gap_filled)
    if key in {"postcode", "postcode_key"}:
        same = SITE.c.postcode_key == row.c.postcode_key
        return case((same, old), (is_fresh, func.coalesce(new, old)), else_=gap_filled)
    if key in KEPT_WHEN_BLANK:
        # An authority's name and code go together, so the name decides for both.
        has_new = row.c.host_authority.is_not(None) if key.startswith("host_authority") else new.is_not(None)
        return case((and_(is_fresh, has_new), new), else_=gap_filled)
    return case((is_fresh, _never_null(new)), else_=gap_filled)


def _first_filled(old: ColumnElement[Any], new: ColumnElement[Any]) -> ColumnElement[Any]:
    if _is_list(new):
        return func.coalesce(func.nullif(old, _empty_list(new)), new, _empty_list(new))
    return func.coalesce(old, new)


def _never_null(new: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(new, _empty_list(new)) if _is_list(new) else new


def _is_list(one: ColumnElement[Any]) -> bool:
    return isinstance(one.type, ARRAY)


def _empty_list(one: ColumnElement[Any]) -> ColumnElement[Any]:
    return literal([], one.type)


def _renamed(new: ColumnElement[Any], old: ColumnElement[Any], is_fresh: ColumnElement[bool]) -> ColumnElement[Any]:
    """The new name, unless only its spaces differ: the two formats do, and nobody was renamed."""
    same = or_(new == old, _squeezed(new) == _squeezed(old))
    return case((old.is_(None), new), (and_(is_fresh, new.is_not(None), ~same), new), else_=old)


def _squeezed(name: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.regexp_replace(func.btrim(name), SPACES, " ", "g")


def _provider_columns(row: TableValuedAlias, form: Format, as_at: date) -> list[ColumnElement[Any]]:
    """The provider's name is its regulator id until a file gives one; that stand-in yields to any name."""
    known_name = func.nullif(PROVIDER.c.name, PROVIDER.c.regulator_id)
    is_fresh = or_(PROVIDER.c.id.is_(None), PROVIDER.c.last_seen_on <= as_at)
    name = func.coalesce(_renamed(row.c.provider_name, known_name, is_fresh), row.c.provider_regulator_id)
    columns: list[ColumnElement[Any]] = [
        name.label("provider_name"),
        PROVIDER.c.name.label("old_provider_name"),
        case((name == PROVIDER.c.name, PROVIDER.c.name_key), else_=row.c.provider_name_key).label("provider_name_key"),
    ]
    for key in PROVIDER_FACTS:
        new, old = row.c[f"provider_{key}"], PROVIDER.c[key]
        value = case((is_fresh, func.coalesce(new, old)), else_=func.coalesce(old, new))
        columns += [value.label(f"provider_{key}"), old.label(f"old_provider_{key}")]
    old_group = GROUP.c.source_id
    gap_filled = func.coalesce(old_group, row.c.group_id)
    group = case((is_fresh, row.c.group_id), else_=gap_filled) if form.carries_groups else old_group
    return [*columns, group.label("group_id"), old_group.label("old_group_id")]
