"""What a staged row would do: add a site, change one (and how), or nothing."""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    Subquery,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    column,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, array
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import TableValuedAlias

from portal.directory.formats.layouts import Format
from portal.directory.models import ImportRow, Rating
from portal.directory.services.merging import PROVIDER_FACTS, merged, said_ratings

Conditions = Mapping[str, ColumnElement[bool]]
UNCHANGED = ("new", "update", "unchanged")
# The key follows the postcode beside it, and a person is told of the postcode.
NOT_TOLD = frozenset({"postcode_key"})
NOTHING: ColumnElement[Any] = cast(literal("{}"), JSONB)


def batch_source() -> TableValuedAlias:
    """Rows straight from a file: the bound `batch` is a JSON list of objects."""
    return (
        func.jsonb_to_recordset(cast(bindparam("batch", type_=Text), JSONB))
        .table_valued(
            column("position", Integer), column("row_number", Integer), column("candidate_id", Uuid), column("facts", JSONB)
        )
        .render_derived(name="batch", with_types=True)
    )


def staged_source(run_id: UUID, *actions: str) -> Subquery:
    """Rows staged before, of these actions."""
    return (
        select(ImportRow.position, ImportRow.row_number, ImportRow.site_id.label("candidate_id"), ImportRow.facts)
        .where(ImportRow.run_id == run_id, ImportRow.action.in_(actions))
        .subquery("staged")
    )


def classified(source: FromClause, form: Format, as_at: date) -> Select[Any]:
    """Each row of `source` with the columns of `ImportRow`: `site_id`, `action`, `kinds`, `changes` and its own."""
    row = merged(source, form, as_at).subquery("merged")
    kinds = _kinds(row, form)
    action = case((row.c.is_new, "new"), (or_(*kinds.values()), "update"), else_="unchanged")
    names = array([case((condition, kind)) for kind, condition in kinds.items()], type_=Text)
    told = _told(row, form)
    return select(
        row.c.position,
        row.c.row_number,
        row.c.facts,
        row.c.regulator_id,
        row.c.name,
        row.c.site_id,
        action.label("action"),
        case((row.c.is_new, cast(literal("{}"), ImportRow.kinds.type)), else_=func.array_remove(names, None)).label("kinds"),
        case((action == "update", told), else_=NOTHING).label("changes"),
    )


def reclassify(connection: Connection, run_id: UUID, form: Format, as_at: date) -> None:
    """Look again at rows staged before another file changed the register."""
    again = classified(staged_source(run_id, *UNCHANGED), form, as_at).subquery("again")
    names = ("site_id", "action", "kinds", "changes")
    connection.execute(
        update(ImportRow)
        .where(ImportRow.run_id == run_id, ImportRow.position == again.c.position)
        .values({name: again.c[name] for name in names})
    )


def _kinds(row: Subquery, form: Format) -> Conditions:
    """What happened to the site, in the order a person would tell it."""
    is_known = not_(row.c.is_new)
    changed = or_(*_site_changes(row, form).values(), *_provider_changes(row).values())
    return {
        "renamed": and_(is_known, row.c.name != row.c.old_name),
        "re_rated": and_(is_known, exists(_rating_news(row))) if _carries_ratings(form) else false(),
        "moved": and_(is_known, row.c.provider_regulator_id != row.c.old_provider_regulator_id),
        "relisted": and_(is_known, row.c.is_fresh, not_(row.c.old_listed)),
        "changed": and_(is_known, changed),
    }


def _carries_ratings(form: Format) -> bool:
    return form.carries_ratings


def _site_changes(row: Subquery, form: Format) -> Conditions:
    return {name: row.c[name].is_distinct_from(row.c[f"old_{name}"]) for name in sorted(form.carries)}


def _provider_changes(row: Subquery) -> Conditions:
    names = ("provider_name", *(f"provider_{name}" for name in PROVIDER_FACTS), "group_id")
    is_known = row.c.provider_id.is_not(None)
    return {name: and_(is_known, row.c[name].is_distinct_from(row.c[f"old_{name}"])) for name in names}


def _told(row: Subquery, form: Format) -> ColumnElement[Any]:
    """`{"name": [old, new], …}` for what changes, `provider` for a move, `ratings` as a list of objects."""
    pairs: dict[str, tuple[ColumnElement[bool], ColumnElement[Any], ColumnElement[Any]]] = {
        "name": (row.c.name != row.c.old_name, row.c.old_name, row.c.name),
        "provider": (
            row.c.provider_regulator_id != row.c.old_provider_regulator_id,
            row.c.old_provider_shown,
            row.c.provider_name,
        ),
        "listed": (and_(row.c.is_fresh, not_(row.c.old_listed)), row.c.old_listed, true()),
    }
    for name, condition in {**_site_changes(row, form), **_provider_changes(row)}.items():
        if name not in NOT_TOLD:
            pairs[name] = (condition, row.c[f"old_{name}"], row.c[name])
    pieces = [
        case((condition, func.jsonb_build_object(name, func.jsonb_build_array(old, new))), else_=NOTHING)
        for name, (condition, old, new) in pairs.items()
    ]
    if _carries_ratings(form):
        news = _rating_news(row).subquery("news")
        listed = select(func.jsonb_agg(func.to_jsonb(news.table_valued()))).scalar_subquery()
        pieces.append(func.jsonb_strip_nulls(func.jsonb_build_object("ratings", listed)))
    return functools.reduce(operator.add, pieces)


def _rating_news(row: Subquery) -> Select[Any]:
    """The row's ratings that the register does not hold, or does not hold as the current ones."""
    rated = said_ratings(row.c.ratings)
    current = aliased(Rating)
    same_kind = and_(
        current.site_id == row.c.site_id,
        current.service_group == rated.c.service_group,
        current.domain == rated.c.domain,
        current.is_current,
    )
    is_held = exists().where(
        Rating.site_id == row.c.site_id,
        Rating.service_group == rated.c.service_group,
        Rating.domain == rated.c.domain,
        Rating.rating == rated.c.rating,
        Rating.published_on.is_not_distinct_from(rated.c.published_on),
    )
    is_current = and_(
        current.rating == rated.c.rating, current.published_on.is_not_distinct_from(rated.c.published_on)
    )
    return (
        select(
            rated.c.service_group,
            rated.c.domain,
            current.rating.label("old"),
            current.published_on.label("old_on"),
            rated.c.rating.label("new"),
            rated.c.published_on.label("new_on"),
        )
        .select_from(rated.outerjoin(current, same_kind))
        .where(or_(not_(is_held), and_(or_(row.c.is_fresh, current.id.is_(None)), not_(func.coalesce(is_current, false())))))
        .correlate(row)
    )
