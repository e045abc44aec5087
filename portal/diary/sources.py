"""Everything that waits for one person, from every place it can come from, as rows of one statement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

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
    false,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from portal.actions.models import Action
from portal.actions.queries import waits_for_me
from portal.actions.rules import TO_WORK
from portal.core.clock import LONDON
from portal.core.uow import UnitOfWork
from portal.deadlines.models import Deadline, ours_and_running
from portal.deadlines.queries import LEGAL_FIRST
from portal.declarations import Binding
from portal.diary.rules import Edges, Stage, edges
from portal.directory.models import Site
from portal.exchange.models import Receipt
from portal.exchange.permissions import OPEN
from portal.people.access import PROPOSED
from portal.people.models import AccessRequest, Person
from portal.people.permissions import RELEASE as MAY_RELEASE
from portal.people.permissions import WRITE as WRITE_DOWN
from portal.records.models import Record
from portal.replies.models import Notice, NoticeWithholding, SecondReading
from portal.replies.permissions import AUTHORISE, WRITE
from portal.tenants.models import Link
from portal.tenants.permissions import MANAGE_LINKS

CLOCK, ACTION, NOTICE, COPY, LINK = "clock", "action", "notice", "copy", "link"
RELEASE, PERSON = "release", "person"
AFTER_CLOCKS = {ACTION: 5, NOTICE: 6, RELEASE: 6, COPY: 7, LINK: 8, PERSON: 9}  # none of these is a clock of a rule
READ_AFRESH, DECIDE, DECIDE_AGAIN = "read", "decide", "decide_again"
AHEAD = timedelta(days=3)  # before a notice must be decided on again, or somebody asked again
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
    "state": Text,
    "page_id": Uuid,
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


def everything(uow: UnitOfWork) -> Subquery | None:
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
    yield _actions(uow, edges(uow.now))
    if uow.may(WRITE):
        yield _readings(uow)
        yield _withholdings(uow, edges(uow.now))
    if uow.may(MAY_RELEASE):
        yield _releases(uow)
    if uow.may(WRITE_DOWN):
        yield _needs(uow, edges(uow.now))


def _clocks(kinds: list[str], at: Edges) -> Select[Any]:
    acts_by = func.coalesce(Deadline.due_at, Deadline.prompt_at)
    stage = case((Deadline.binding == Binding.PROMPTNESS, int(Stage.TODAY)), else_=_stage(acts_by, at))
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
        .where(ours_and_running(), Record.kind.in_(kinds))
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


def _actions(uow: UnitOfWork, at: Edges) -> Select[Any]:
    """Actions given to this person, and those they may verify or are to answer."""
    to_do = Action.status.in_(TO_WORK)
    due_at = case((to_do, _end_of(Action.due_on)))
    return (
        _row(
            source=literal(ACTION),
            id=Action.id,
            stage=_stage(due_at, at),
            force=literal(AFTER_CLOCKS[ACTION]),
            at=func.coalesce(due_at, Action.done_at, _end_of(Action.due_on)),
            acts_by=due_at,
            due_on=case((to_do, Action.due_on)),
            since=Action.done_at,
            binding=case((to_do, Binding.LOCAL)),
            state=Action.status,
            page_id=Action.id,
            kind=literal(ACTION),
            reference=Action.reference,
            title=Action.title,
            peer_name=Action.peer_name,
            site_id=Action.site_id,
            site_name=Site.name,
        )
        .outerjoin(Site, Site.id == Action.site_id)
        .where(waits_for_me(uow))
    )


def _readings(uow: UnitOfWork) -> Select[Any]:
    """Notices this person was asked to read afresh."""
    return (
        _row(
            source=literal(NOTICE),
            id=SecondReading.id,
            stage=literal(int(Stage.NO_DATE)),
            force=literal(AFTER_CLOCKS[NOTICE]),
            at=SecondReading.asked_at,
            since=SecondReading.asked_at,
            state=literal(READ_AFRESH),
            page_id=SecondReading.notice_id,
            **_of_record(),
        )
        .join(Record, (Record.tenant_id == SecondReading.tenant_id) & (Record.id == SecondReading.record_id))
        .outerjoin(Site, Site.id == Record.site_id)
        .where(SecondReading.reader_id == uow.actor.user_id, SecondReading.read_at.is_(None))
    )


def _withholdings(uow: UnitOfWork, at: Edges) -> Select[Any]:
    """Notices kept back that somebody must decide on: for the first time, or again before the day they are kept to."""
    held, again = NoticeWithholding, NoticeWithholding.decided_at.isnot(None)
    may_decide = held.requested_by != uow.actor.user_id if uow.may(AUTHORISE) else false()
    ends_soon = (Notice.status == "withheld") & held.is_authorised & (held.until <= uow.today + AHEAD)
    due_at = case((again, _end_of(held.until)))
    return (
        _row(
            source=literal(NOTICE),
            id=held.id,
            stage=_stage(due_at, at),
            force=literal(AFTER_CLOCKS[NOTICE]),
            at=func.coalesce(due_at, held.requested_at),
            acts_by=due_at,
            due_on=case((again, held.until)),
            since=held.requested_at,
            binding=case((again, Binding.LOCAL)),
            state=case((again, DECIDE_AGAIN), else_=DECIDE),
            page_id=held.notice_id,
            **_of_record(),
        )
        .join(Notice, (Notice.tenant_id == held.tenant_id) & (Notice.id == held.notice_id))
        .join(Record, (Record.tenant_id == Notice.tenant_id) & (Record.id == Notice.record_id))
        .outerjoin(Site, Site.id == Record.site_id)
        .where((~again & may_decide) | (again & ends_soon))
    )


def _releases(uow: UnitOfWork) -> Select[Any]:
    """Answers to subject access requests that a colleague decided and a second person must release."""
    request = AccessRequest.__table__
    return (
        _row(
            source=literal(RELEASE),
            id=request.c.id,
            stage=literal(int(Stage.NO_DATE)),
            force=literal(AFTER_CLOCKS[RELEASE]),
            at=request.c.proposed_at,
            since=request.c.proposed_at,
            page_id=request.c.id,
            **_of_record(),
        )
        .select_from(request)
        .join(Record, (Record.tenant_id == request.c.tenant_id) & (Record.id == request.c.id))
        .outerjoin(Site, Site.id == Record.site_id)
        .where(Record.status == PROPOSED, request.c.proposed_by != uow.actor.user_id)
    )


def _needs(uow: UnitOfWork, at: Edges) -> Select[Any]:
    """People who were to be asked again what they need. A list says who by reference alone."""
    due_at = _end_of(Person.needs_review_on)
    return (
        _row(
            source=literal(PERSON),
            id=Person.id,
            stage=_stage(due_at, at),
            force=literal(AFTER_CLOCKS[PERSON]),
            at=due_at,
            acts_by=due_at,
            due_on=Person.needs_review_on,
            binding=literal(Binding.LOCAL),
            page_id=Person.id,
            reference=Person.our_reference,
        )
        .select_from(Person)
        .where(Person.needs_review_on <= uow.today + AHEAD, Person.merged_into.is_(None))
    )


def _of_record() -> dict[str, Any]:
    return {
        "kind": Record.kind,
        "record_id": Record.id,
        "reference": Record.reference,
        "title": hidden_until_opened(Record.title),
        "peer_name": Record.peer_name,
        "site_id": Record.site_id,
        "site_name": Site.name,
    }


def _stage(acts_by: ColumnElement[Any], at: Edges) -> ColumnElement[int]:
    return case(
        (acts_by < at.now, int(Stage.OVERDUE)),
        (acts_by < at.tomorrow, int(Stage.TODAY)),
        (acts_by < at.next_week, int(Stage.THIS_WEEK)),
        (acts_by.isnot(None), int(Stage.LATER)),
        else_=int(Stage.NO_DATE),
    )


def _end_of(day: InstrumentedAttribute[Any]) -> ColumnElement[datetime]:
    """The last second of a London day."""
    return func.timezone(str(LONDON), cast(day, DateTime) + timedelta(hours=23, minutes=59, seconds=59))


def _row(**given: Any) -> Select[Any]:
    """The columns in their order, those not given as NULL of their type, so that the parts fit together."""
    return select(*(cast(given.get(name, null()), kind).label(name) for name, kind in COLUMNS.items()))


def kinds_to_work_on(uow: UnitOfWork) -> list[str]:
    """The kinds of record this person may change."""
    plugins: Any = uow.plugins
    return [kind.key for kind in plugins.kinds if uow.may(kind.write)]


def hidden_until_opened(shown: InstrumentedAttribute[str]) -> ColumnElement[Any]:
    """A column of a record; NULL for a copy nobody has opened, of which a list says no more than who sent it."""
    return case((Record.origin != "received", shown), (Record.first_opened_at.isnot(None), shown))
