"""What a staged row would do: add a site, change one (and how), or nothing."""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CTE,
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
    null,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, array
from sqlalchemy.orm import aliased

from portal.directory.models import ImportRow, Rating
from portal.directory.services.merging import PROVIDER_FACTS, merged, said_ratings

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.sql.selectable import TableValuedAlias

    from portal.directory.formats.layouts import Format

Conditions = Mapping[str, ColumnElement[bool]]
UNCHANGED = ("new", "update", "unchanged")
# The key follows the postcode beside it, and a person is told of the postcode.
NOT_TOLD = frozenset({"postcode_key"})
NOTHING: ColumnElement[Any] = cast(literal("{}"), JSONB)
NO_KINDS: ColumnElement[Any] = cast(literal("{}"), ImportRow.kinds.type)


def batch_source() -> TableValuedAlias:
    """Rows straight from a file: the bound `batch` is a JSON list of objects."""
    return (
        func.jsonb_to_recordset(cast(bindparam("batch", type_=Text), JSONB))
        .table_valued(
            column("position", Integer),
            column("row_number", Integer),
            column("candidate_id", Uuid),
            column("facts", JSONB),
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
    """Each row of `source`, with the `site_id`, `action`, `kinds` and `changes` of an `ImportRow`."""
    # Materialised, or PostgreSQL works every value out again wherever it is mentioned.
    row = merged(source, form, as_at).cte("merged").prefix_with("MATERIALIZED")
    news = _rating_news(row) if form.carries_ratings else null()
    known = select(row, case((not_(row.c.is_new), news)).label("news")).cte("known").prefix_with("MATERIALIZED")
    kinds = _kinds(known, form)
    action = case((known.c.is_new, "new"), (or_(*kinds.values()), "update"), else_="unchanged")
    names: ColumnElement[Any] = array([case((condition, kind)) for kind, condition in kinds.items()], type_=Text)
    return select(
        known.c.position,
        known.c.row_number,
        known.c.facts,
        known.c.regulator_id,
        known.c.name,
        known.c.site_id,
        action.label("action"),
        case((known.c.is_new, NO_KINDS), else_=func.array_remove(names, None)).label("kinds"),
        case((action == "update", _told(known, form)), else_=NOTHING).label("changes"),
    )


def use_indexes(connection: Connection) -> None:
    """For the rest of the transaction, look sites up one by one.

    The importer may not ANALYZE, and until somebody does the planner believes the register empty and reads it
    whole for every batch: 350 s for 60,000 sites instead of 9.
    """
    connection.execute(text("SET LOCAL enable_seqscan = off"))


def reclassify(connection: Connection, run_id: UUID, form: Format, as_at: date) -> None:
    """Look again at rows staged before another file changed the register."""
    use_indexes(connection)
    again = classified(staged_source(run_id, *UNCHANGED), form, as_at).subquery("again")
    names = ("site_id", "action", "kinds", "changes")
    connection.execute(
        update(ImportRow)
        .where(ImportRow.run_id == run_id, ImportRow.position == again.c.position)
        .values({name: again.c[name] for name in names})
    )


def _kinds(row: FromClause, form: Format) -> Conditions:
    """What happened to a site we knew, in the order a person would tell it."""
    is_known = not_(row.c.is_new)
    changed = or_(*_site_changes(row, form).values(), *_provider_changes(row).values())
    return {
        "renamed": and_(is_known, row.c.name != row.c.old_name),
        "re_rated": row.c.news.is_not(None),
        "moved": and_(is_known, row.c.provider_regulator_id != row.c.old_provider_regulator_id),
        "relisted": and_(is_known, row.c.is_fresh, not_(row.c.old_listed)),
        "changed": and_(is_known, changed),
    }


def _site_changes(row: FromClause, form: Format) -> Conditions:
    return {name: row.c[name].is_distinct_from(row.c[f"old_{name}"]) for name in sorted(form.carries)}


def _provider_changes(row: FromClause) -> Conditions:
    names = ("provider_name", *(f"provider_{name}" for name in PROVIDER_FACTS), "group_id")
    is_known = row.c.provider_id.is_not(None)
    return {name: and_(is_known, row.c[name].is_distinct_from(row.c[f"old_{name}"])) for name in names}


def _told(row: FromClause, form: Format) -> ColumnElement[Any]:
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
    pieces: list[ColumnElement[Any]] = [
        case((condition, func.jsonb_build_object(name, func.jsonb_build_array(old, new))), else_=NOTHING)
        for name, (condition, old, new) in pairs.items()
    ]
    pieces.append(func.jsonb_strip_nulls(func.jsonb_build_object("ratings", row.c.news)))
    return functools.reduce(operator.add, pieces)


def _rating_news(row: CTE) -> ColumnElement[Any]:
    """The row's ratings that the register lacks or does not hold as current: a JSON list, or NULL."""
    rated = said_ratings(row.c.ratings)
    current = aliased(Rating)
    same_kind = and_(
        current.site_id == row.c.site_id,
        current.service_group == rated.c.service_group,
        current.domain == rated.c.domain,
        current.is_current,
    )
    same = and_(current.rating == rated.c.rating, current.published_on.is_not_distinct_from(rated.c.published_on))
    not_current = and_(or_(row.c.is_fresh, current.id.is_(None)), not_(func.coalesce(same, false())))
    one = func.jsonb_build_object(
        *("service_group", rated.c.service_group, "domain", rated.c.domain),
        *("old", current.rating, "old_on", current.published_on),
        *("new", rated.c.rating, "new_on", rated.c.published_on),
    )
    return (
        select(func.jsonb_agg(one))
        .select_from(rated.outerjoin(current, same_kind))
        .where(or_(not_(_is_held(row, rated)), not_current))
        .correlate(row)
        .scalar_subquery()
    )


def _is_held(row: CTE, rated: TableValuedAlias) -> ColumnElement[bool]:
    held = aliased(Rating)
    return (
        exists()
        .where(
            held.site_id == row.c.site_id,
            held.service_group == rated.c.service_group,
            held.domain == rated.c.domain,
            held.rating == rated.c.rating,
            held.published_on.is_not_distinct_from(rated.c.published_on),
        )
        .correlate(row, rated)
    )
