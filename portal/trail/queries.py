"""What of the trail the acting organisation's people may see."""

from __future__ import annotations

from sqlalchemy import select, text

from portal.core.uow import UnitOfWork
from portal.trail.models import TrailCheckpoint
from portal.trail.rules import base64_text
from portal.web.paging import PAGE_SIZE, Page, page, read_cursor

# Names and references belong to features above this one, so the statement names their tables.
ENTRIES = """
    SELECT e.id, e.seq, e.at, e.act, e.act_class, e.payload IS NULL AS is_erased, m.name, r.reference
      FROM portal.trail_entry e
      LEFT JOIN portal.membership m ON m.tenant_id = e.tenant_id AND m.user_id = e.actor_id
      LEFT JOIN portal.record r ON r.tenant_id = e.tenant_id AND r.id = e.record_id
     WHERE {conditions} ORDER BY e.at DESC, e.id DESC LIMIT :most
"""


def entry_page(uow: UnitOfWork, act_class: str | None, cursor: str | None) -> Page:
    """One keyset page of the entries the acting person may see, of one class or all, newest first."""
    conditions = ["e.tenant_id = :tenant"]
    given = {"tenant": uow.tenant.id, "most": PAGE_SIZE + 1}
    if act_class:
        conditions.append("e.act_class = :act_class")
        given["act_class"] = act_class
    position = read_cursor(cursor)
    if position:
        conditions.append("(e.at, e.id) < (CAST(:at AS timestamptz), :id)")
        given |= {"at": position[0], "id": position[1]}
    statement = text(ENTRIES.format(conditions=" AND ".join(conditions)))
    return page(uow.session.execute(statement, given).all(), day="at", row_id="id")


def latest_checkpoint(uow: UnitOfWork) -> TrailCheckpoint | None:
    """The organisation's newest signed checkpoint; None before its first entry was sealed."""
    return uow.session.scalars(select(TrailCheckpoint).order_by(TrailCheckpoint.size.desc()).limit(1)).one_or_none()


def trail_foot(uow: UnitOfWork) -> str:
    """What stands in the foot of every exported PDF: size and root of the trail, so that proof spreads by itself."""
    latest = latest_checkpoint(uow)
    if latest is None:
        return "Trail: no entry sealed yet"
    return f"Trail: {latest.size} entries, root {base64_text(latest.root)}"
