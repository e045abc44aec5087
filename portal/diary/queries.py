"""Everything that waits for one person: the first of it, a page of it, how much there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Integer, Select, Subquery, Uuid, func, literal, select, tuple_

from portal.core.uow import UnitOfWork
from portal.diary.rules import Stage
from portal.diary.sources import everything
from portal.web.paging import PAGE_AND_ONE, PAGE_SIZE, Page

MOMENT = DateTime(timezone=True)


@dataclass(frozen=True)
class Wanted:
    """What a to-do list is narrowed to; None leaves it as it is."""

    kind: str | None = None
    site_id: UUID | None = None


def most_binding(uow: UnitOfWork, *, limit: int) -> tuple[Sequence[Any], int]:
    """What waits, the most binding first, and how much there is in all."""
    waiting = everything(uow)
    if waiting is None:
        return [], 0
    rows = uow.session.execute(
        select(waiting, func.count().over().label("in_all"))
        .order_by(waiting.c.force, waiting.c.at, waiting.c.id)
        .limit(limit)
    ).all()
    return rows, rows[0].in_all if rows else 0


def waiting_page(uow: UnitOfWork, wanted: Wanted, cursor: str | None) -> Page:
    """One keyset page of what waits: by stage, then the most binding first, then by date."""
    waiting = everything(uow)
    if waiting is None:
        return Page([], None)
    order = (waiting.c.stage, waiting.c.force, waiting.c.at, waiting.c.id)
    statement = _narrowed(select(waiting), waiting, wanted).order_by(*order).limit(PAGE_AND_ONE)
    position = _read_cursor(cursor)
    if position:
        statement = statement.where(tuple_(*order) > tuple_(*position))
    rows = uow.session.execute(statement).all()
    if len(rows) <= PAGE_SIZE:
        return Page(rows, None)
    last = rows[PAGE_SIZE - 1]
    return Page(rows[:PAGE_SIZE], f"{last.stage}_{last.force}_{last.at.isoformat()}_{last.id}")


def counts_by_stage(uow: UnitOfWork, wanted: Wanted) -> dict[Stage, int]:
    """How much stands in each stage, over all pages."""
    waiting = everything(uow)
    if waiting is None:
        return {}
    counted = _narrowed(select(waiting.c.stage, func.count()), waiting, wanted).group_by(waiting.c.stage)
    return {Stage(stage): count for stage, count in uow.session.execute(counted)}


def sites_waiting(uow: UnitOfWork) -> Sequence[Any]:
    """The sites something waits at, by name: `id` and `name`."""
    waiting = everything(uow)
    if waiting is None:
        return []
    return uow.session.execute(
        select(waiting.c.site_id.label("id"), waiting.c.site_name.label("name"))
        .where(waiting.c.site_id.isnot(None))
        .distinct()
        .order_by(waiting.c.site_name, waiting.c.site_id)
    ).all()


def _narrowed(statement: Select[Any], waiting: Subquery, wanted: Wanted) -> Select[Any]:
    if wanted.kind:
        statement = statement.where(waiting.c.kind == wanted.kind)
    if wanted.site_id:
        statement = statement.where(waiting.c.site_id == wanted.site_id)
    return statement


def _read_cursor(cursor: str | None) -> tuple[Any, ...] | None:
    """The place a cursor names; a malformed one starts again at the top."""
    try:
        stage, force, at, row_id = (cursor or "").split("_")
        return (
            literal(int(stage), Integer),
            literal(int(force), Integer),
            literal(datetime.fromisoformat(at), MOMENT),
            literal(UUID(row_id), Uuid),
        )
    except ValueError:
        return None
