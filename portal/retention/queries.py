"""Read holds, records whose time is coming, certificates, and what stands in the way of erasing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from portal.accounts.models import Membership
from portal.actions.models import Action
from portal.actions.rules import OPEN_STATES
from portal.core.errors import NotFoundError
from portal.core.uow import UnitOfWork
from portal.deadlines.models import Deadline
from portal.directory.models import Provider
from portal.exchange.models import Message, Receipt
from portal.people.models import Person, RecordPerson
from portal.records.models import Record, Submission
from portal.replies.models import Notice
from portal.retention.models import RetentionDate, RetentionHold, RetentionItem, RetentionPeriod
from portal.web.paging import Page, after, page

APPROVED, ERASED, KEPT, PROPOSED, WITHDRAWN = "approved", "erased", "kept", "proposed", "withdrawn"
WAITING = (PROPOSED, APPROVED)


def waiting_items(uow: UnitOfWork) -> Sequence[RetentionItem]:
    """What waits for a decision or for the worker, the longest overdue first."""
    return uow.session.scalars(
        select(RetentionItem)
        .where(RetentionItem.status.in_(WAITING))
        .order_by(RetentionItem.keep_until, RetentionItem.id)
        .limit(500)
    ).all()


def certificates(uow: UnitOfWork, cursor: str | None) -> Page:
    """What was erased, newest first."""
    statement = select(
        RetentionItem.id, RetentionItem.reference, RetentionItem.kind, RetentionItem.erased_at, RetentionItem.keep_until
    ).where(RetentionItem.status == ERASED)
    rows = uow.session.execute(after(statement, RetentionItem.erased_at, RetentionItem.id, cursor)).all()
    return page(rows, day="erased_at", row_id="id")


def load_item(uow: UnitOfWork, item_id: UUID) -> RetentionItem:
    found = uow.session.get(RetentionItem, (uow.tenant.id, item_id))
    if found is None:
        raise NotFoundError
    return found


def items_of(uow: UnitOfWork, record_id: UUID) -> Sequence[RetentionItem]:
    """Every time this record was put forward, newest first."""
    return uow.session.scalars(
        select(RetentionItem).where(RetentionItem.record_id == record_id).order_by(RetentionItem.proposed_at.desc())
    ).all()


def certificate_of(uow: UnitOfWork, record_id: UUID) -> RetentionItem | None:
    return next((one for one in items_of(uow, record_id) if one.status == ERASED), None)


def approver_of(uow: UnitOfWork, item: RetentionItem) -> Membership | None:
    """Who agreed, a past member too."""
    return uow.session.get(Membership, (uow.tenant.id, item.approved_by)) if item.approved_by else None


def dates_of(uow: UnitOfWork, record_id: UUID) -> Sequence[RetentionDate]:
    """Each closing and opening again, oldest first, with the date it gave."""
    return uow.session.scalars(
        select(RetentionDate).where(RetentionDate.record_id == record_id).order_by(RetentionDate.at)
    ).all()


def holds_on(uow: UnitOfWork, record: Record) -> Sequence[RetentionHold]:
    """Holds on this record or its provider, released ones too, newest first."""
    return uow.session.scalars(_holds(record).order_by(RetentionHold.placed_at.desc())).all()


def live_holds(uow: UnitOfWork, record: Record) -> Sequence[RetentionHold]:
    """What holds this record now."""
    return [one for one in holds_on(uow, record) if one.is_live]


def _holds(record: Record) -> Select[RetentionHold]:
    on_provider = RetentionHold.provider_id == record.provider_id
    on_person = exists().where(names_held_person(RecordPerson.record_id == record.id))
    return select(RetentionHold).where(or_(RetentionHold.record_id == record.id, on_provider, on_person))


def names_held_person(of_record: ColumnElement[bool]) -> ColumnElement[bool]:
    """That a hold's person stands in a record, by their own entry or by one that was merged into it."""
    merged = exists().where(
        Person.tenant_id == RecordPerson.tenant_id,
        Person.id == RecordPerson.person_id,
        Person.merged_into == RetentionHold.person_id,
    )
    same_tenant = RecordPerson.tenant_id == RetentionHold.tenant_id
    return and_(same_tenant, of_record, or_(RecordPerson.person_id == RetentionHold.person_id, merged))


def held_ids(uow: UnitOfWork, record_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these records something holds."""
    rows = uow.session.scalars(
        select(Record.id)
        .join(
            RetentionHold,
            (RetentionHold.tenant_id == Record.tenant_id)
            & or_(
                RetentionHold.record_id == Record.id,
                RetentionHold.provider_id == Record.provider_id,
                exists().where(names_held_person(RecordPerson.record_id == Record.id)),
            ),
        )
        .where(Record.id.in_(record_ids), RetentionHold.released_at.is_(None))
    )
    return set(rows.all())


def all_live_holds(uow: UnitOfWork) -> Sequence[Any]:
    """Every live hold, the next to be looked at again first: with the record's reference or the provider's name."""
    return uow.session.execute(
        select(RetentionHold, Record.reference, Provider.name.label("provider_name"))
        .outerjoin(Record, (Record.tenant_id == RetentionHold.tenant_id) & (Record.id == RetentionHold.record_id))
        .outerjoin(Provider, Provider.id == RetentionHold.provider_id)
        .where(RetentionHold.released_at.is_(None))
        .order_by(RetentionHold.review_on, RetentionHold.id)
        .limit(500)
    ).all()


def load_hold(uow: UnitOfWork, hold_id: UUID) -> RetentionHold:
    found = uow.session.get(RetentionHold, (uow.tenant.id, hold_id))
    if found is None:
        raise NotFoundError
    return found


def pending_periods(uow: UnitOfWork) -> Sequence[RetentionPeriod]:
    """Periods put forward that nobody has agreed to or turned down, oldest first."""
    return uow.session.scalars(
        select(RetentionPeriod)
        .where(RetentionPeriod.confirmed_at.is_(None), RetentionPeriod.ended_at.is_(None))
        .order_by(RetentionPeriod.proposed_at)
    ).all()


def load_period(uow: UnitOfWork, period_id: UUID) -> RetentionPeriod:
    found = uow.session.get(RetentionPeriod, (uow.tenant.id, period_id))
    if found is None:
        raise NotFoundError
    return found


def left_open(uow: UnitOfWork, record_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """By record, what is not finished or not read about it, as sentences. Nothing goes while there is any."""
    found: dict[UUID, list[str]] = defaultdict(list)
    for words, column, condition in UNFINISHED:
        for record_id in uow.session.scalars(select(column).where(column.in_(record_ids), condition).distinct()):
            found[record_id].append(words)
    return found


UNFINISHED: tuple[tuple[str, Any, ColumnElement[bool]], ...] = (
    ("A clock of it still runs.", Deadline.record_id, and_(Deadline.met_at.is_(None), Deadline.waived_at.is_(None))),
    ("An action about it is still open.", Action.record_id, Action.status.in_(OPEN_STATES)),
    (
        "A question about it was not answered.",
        Message.record_id,
        and_(Message.type == "ask", Message.answered_at.is_(None)),
    ),
    (
        "Nobody has opened what another organisation sent last.",
        Receipt.record_id,
        and_(Receipt.state == "current", Receipt.opened_at.is_(None)),
    ),
    ("What somebody sent in was not answered.", Submission.record_id, Submission.answered_at.is_(None)),
    ("A notice about it is not closed.", Notice.record_id, Notice.status != "closed"),
)
