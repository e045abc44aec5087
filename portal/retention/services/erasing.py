"""Erase one record: its words go everywhere at once, or nowhere; reference, dates and a certificate are left."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from sqlalchemy import String, inspect, update

from portal.core.erasure import blank_words, clear_columns
from portal.core.uow import UnitOfWork
from portal.declarations import RecordKind
from portal.exchange.erasing import tell_sender
from portal.records.models import Record
from portal.retention.models import RetentionHold, RetentionItem
from portal.retention.queries import APPROVED, ERASED
from portal.retention.services.proposing import why_not_any_more, withdraw
from portal.trail.services import append_entry, erase_payloads

FIELDS = "Fields of the record"


def carry_out(uow: UnitOfWork, item_id: UUID) -> None:
    """The worker's part: erase the record of this item, if a person agreed and everything still is as it was then.

    Done again, or too early, it changes nothing; what does not hold any more is withdrawn.
    """
    item = uow.session.get(RetentionItem, (uow.tenant.id, item_id), with_for_update=True)
    if item is None or item.status != APPROVED or item.keep_until >= uow.today:
        return
    why = why_not_any_more(uow, item)
    if why:
        withdraw(uow, item, why)
        return
    removed = _erase(uow, item)
    item.status, item.erased_at = ERASED, uow.now
    item.removed = {label: count for label, count in sorted(removed.items()) if count}
    append_entry(
        uow,
        "retention.erased",
        act_class="E",
        record_id=item.record_id,
        compartment=item.compartment,
        rule=item.rule_code,
        certificate=str(item.id),
    )


def _erase(uow: UnitOfWork, item: RetentionItem) -> Counter[str]:
    kind: RecordKind = uow.plugins.installed_kind(item.kind)
    record_id = item.record_id
    record = uow.session.get_one(kind.model, (uow.tenant.id, record_id))
    if record.is_received:
        tell_sender(uow, record_id, until=item.keep_until, gone=uow.today)
    removed: Counter[str] = Counter()
    for answer in uow.plugins.asked_everywhere("portal_record_erased")(uow=uow, record_id=record_id):
        removed.update(answer or {})
    removed[FIELDS] += _clear_fields(uow, kind, record_id)
    removed["Entries of the trail"] += erase_payloads(uow, record_id, basis=f"retention:{item.rule_code}")
    _leave_a_tombstone(uow, kind, record_id)
    uow.session.refresh(item)
    return removed


def _clear_fields(uow: UnitOfWork, kind: RecordKind, record_id: UUID) -> int:
    """Blank the words of the kind's personal columns and empty the others; how many held something.

    Tables insist on a reason where something was decided: that there was one stays.
    """
    table = inspect(kind.model).local_table
    names = sorted(kind.personal_data & set(table.c.keys()))
    record = uow.session.get_one(kind.model, (uow.tenant.id, record_id))
    filled = [name for name in names if getattr(record, name) not in (None, "", [], {})]
    words = [name for name in filled if isinstance(table.c[name].type, String)]
    others = [name for name in filled if name not in words]
    for erase, columns in ((blank_words, words), (clear_columns, others)):
        if columns:
            erase(uow.session, kind.model, kind.model.id == record_id, *columns)
    return len(filled)


def _leave_a_tombstone(uow: UnitOfWork, kind: RecordKind, record_id: UUID) -> None:
    """The title may have named somebody. Past the session, so that nothing hears of a change and sends it on."""
    table = Record.__table__
    left = {"title": f"Erased {kind.label.lower()}", "erased_on": uow.today, "handling": None}
    uow.session.execute(
        update(Record).where(table.c.id == record_id).values(left).execution_options(synchronize_session=False)
    )
    uow.session.expire_all()


def erase_own_words(uow: UnitOfWork, record_id: UUID) -> dict[str, int]:
    """Blank why the record was held, released and kept longer."""
    of_record = RetentionHold.record_id == record_id
    kept = RetentionItem.record_id == record_id
    return {
        "Reasons for keeping it": blank_words(uow.session, RetentionHold, of_record, "reason", "released_reason")
        + blank_words(uow.session, RetentionItem, kept, "reason"),
    }
