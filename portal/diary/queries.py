"""Everything that waits for one person, from every place it can come from, as rows of one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Select,
    Subquery,
    Text,
    Uuid,
    case,
    cast,
    func,
    literal,
    null,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from portal.core.uow import UnitOfWork
from portal.deadlines.models import Deadline
from portal.deadlines.queries import LEGAL_FIRST
from portal.declarations import Binding
from portal.diary.rules import Edges, Stage, edges
from portal.directory.models import Site
from portal.exchange.models import Receipt
from portal.exchange.permissions import OPEN
from portal.records.models import Record
from portal.tenants.models import Link
from portal.tenants.permissions import MANAGE_LINKS
from portal.web.paging import PAGE_AND_ONE, PAGE_SIZE, Page

CLOCK, COPY, LINK = "clock", "copy", "link"
AFTER_CLOCKS = {COPY: 5, LINK: 6}  # copies and proposals bind nobody to a date
MOMENT = DateTime(timezone=True)
COLUMNS: dict[str, Any] = {
    "source": Text,
    "id": Uuid,
    "stage": Integer,
    "force": Integer,
    "at": MOMENT,
    "acts_by": MOMENT,
    "due_on": Date,
    "since": MOMENT,
    "binding": Text,
    "label": Text,
    "rule_code": Text,
    "rule_source": Text,
    "rule_url": Text,
    "provisional": Boolean,
    "is_stopped": Boolean,
    "kind": Text,
    "record_id": Uuid,
    "reference": Text,
    "title": Text,
    "peer_name": Text,
    "version": Integer,
    "site_id": Uuid,
    "site_name": Text,
}


@dataclass(frozen=True)
class Wanted:
    """What a to-do list is narrowed to; None leaves it as it is."""

    kind: str | None = None
    site_id: UUID | None = None


def most_binding(uow: UnitOfWork, *, limit: int) -> tuple[Sequence[Any], int]:
    """What waits, the most binding first, and how much there is in all."""
    waiting = _waiting(uow)
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
    waiting = _waiting(uow)
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
    waiting = _waiting(uow)
    if waiting is None:
        return {}
    counted = _narrowed(select(waiting.c.stage, func.count()), waiting, wanted).group_by(waiting.c.stage)
    return {Stage(stage): count for stage, count in uow.session.execute(counted)}


def sites_waiting(uow: UnitOfWork) -> Sequence[Any]:
    """The sites something waits at, by name: `id` and `name`."""
    waiting = _waiting(uow)
    if waiting is None:
        return []
    return uow.session.execute(
        select(waiting.c.site_id.label("id"), waiting.c.site_name.label("name"))
        .where(waiting.c.site_id.isnot(None))
        .distinct()
        .order_by(waiting.c.site_name, waiting.c.site_id)
    ).all()


def kinds_to_work_on(uow: UnitOfWork) -> list[str]:
    """The kinds of record this person may change."""
    plugins: Any = uow.plugins
    return [kind.key for kind in plugins.kinds if uow.may(kind.write)]


def hidden_until_opened(shown: InstrumentedAttribute[str]) -> ColumnElement[Any]:
    """A column of a record; NULL for a copy nobody has opened, of which a list says no more than who sent it."""
    return case((Record.origin != "received", shown), (Record.first_opened_at.isnot(None), shown))


def _narrowed(statement: Select[Any], waiting: Subquery, wanted: Wanted) -> Select[Any]:
    if wanted.kind:
        statement = statement.where(waiting.c.kind == wanted.kind)
    if wanted.site_id:
        statement = statement.where(waiting.c.site_id == wanted.site_id)
    return statement


def _waiting(uow: UnitOfWork) -> Subquery | None:
    """Everything that waits, of every source this person's rights open; None when they open none."""
    parts = list(_parts(uow))
    return union_all(*parts).subquery("waiting") if parts else None


def _parts(uow: UnitOfWork) -> Iterator[Select[Any]]:
    kinds = kinds_to_work_on(uow)
    if kinds:
        yield _clocks(kinds, edges(uow.now))
    if uow.may(OPEN):
        yield _copies()
    if uow.may(MANAGE_LINKS):
        yield _proposals()


def _clocks(kinds: list[str], at: Edges) -> Select[Any]:
    acts_by = func.coalesce(Deadline.due_at, Deadline.prompt_at)
    stage = case(
        (Deadline.binding == Binding.PROMPTNESS, int(Stage.TODAY)),
        (acts_by < at.now, int(Stage.OVERDUE)),
        (acts_by < at.tomorrow, int(Stage.TODAY)),
        (acts_by < at.next_week, int(Stage.THIS_WEEK)),
        (acts_by.isnot(None), int(Stage.LATER)),
        else_=int(Stage.NO_DATE),
    )
    return (
        _row(
            source=literal(CLOCK),
            id=Deadline.id,
            stage=stage,
            force=LEGAL_FIRST,
            at=func.coalesce(acts_by, Deadline.started_at),
            acts_by=acts_by,
            due_on=Deadline.due_on,
            since=Deadline.started_at,
            binding=Deadline.binding,
            label=Deadline.label,
            rule_code=Deadline.rule_code,
            rule_source=Deadline.source,
            rule_url=Deadline.source_url,
            provisional=func.coalesce(Deadline.working_out["provisional"].as_boolean(), False),
            is_stopped=Deadline.stopped_at.isnot(None),
            kind=Record.kind,
            record_id=Record.id,
            reference=Record.reference,
            title=hidden_until_opened(Record.title),
            peer_name=Record.peer_name,
            site_id=Record.site_id,
            site_name=Site.name,
        )
        .select_from(Deadline)
        .join(Record, (Record.tenant_id == Deadline.tenant_id) & (Record.id == Deadline.record_id))
        .outerjoin(Site, Site.id == Record.site_id)
        .where(Deadline.met_at.is_(None), Deadline.waived_at.is_(None), Record.kind.in_(kinds))
    )


def _copies() -> Select[Any]:
    """Copies nobody here has opened: who sent them, of what kind, where; no content before they are opened."""
    return (
        _row(
            source=literal(COPY),
            id=Receipt.id,
            stage=literal(int(Stage.NO_DATE)),
            force=literal(AFTER_CLOCKS[COPY]),
            at=Receipt.received_at,
            since=Receipt.received_at,
            kind=Receipt.kind,
            record_id=Receipt.record_id,
            reference=Record.reference,
            peer_name=Receipt.peer_name,
            version=Receipt.version,
            site_id=Record.site_id,
            site_name=Site.name,
        )
        .select_from(Receipt)
        .outerjoin(Record, (Record.tenant_id == Receipt.tenant_id) & (Record.id == Receipt.record_id))
        .outerjoin(Site, Site.id == Record.site_id)
        .where(Receipt.opened_at.is_(None), Receipt.state == "current")
    )


def _proposals() -> Select[Any]:
    proposed_at = cast(Link.proposed_on, MOMENT)
    return _row(
        source=literal(LINK),
        id=Link.id,
        stage=literal(int(Stage.NO_DATE)),
        force=literal(AFTER_CLOCKS[LINK]),
        at=proposed_at,
        since=proposed_at,
        kind=literal(LINK),
        peer_name=Link.peer_name,
    ).where(Link.status == "proposed", Link.proposed_by_us.is_(False))


def _row(**given: Any) -> Select[Any]:
    """The columns in their order, those not given as NULL of their type, so that the parts fit together."""
    return select(*(cast(given.get(name, null()), kind).label(name) for name, kind in COLUMNS.items()))


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
