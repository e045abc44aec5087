"""What a person typed and has not sent: kept in the database, theirs alone, through sign-out and crash."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from werkzeug.datastructures import MultiDict

from portal.core.db import Json
from portal.core.errors import PortalError
from portal.core.uow import UnitOfWork
from portal.web.models import Draft, FormSubmission

LONGEST_KEY = 300
MOST_CHARACTERS = 200_000
MOST_DRAFTS = 100
KEPT_FOR = timedelta(days=90)

TYPED = "typed:"
DRAFT_OF = "draft_of"
NOT_TYPED = frozenset({"csrf_token", "op", DRAFT_OF, "draft", "draft_op", "password", "new_password", "code"})
BEGAN_FROM = ("row_version", "made_from")


class DraftTooLargeError(PortalError):
    """More words than a draft may hold."""


def save_draft(uow: UnitOfWork, form: str, values: Json) -> None:
    """Keep `values` as the person's draft of `form`, in place of the earlier one."""
    row = {"tenant_id": uow.tenant.id, "user_id": uow.actor.user_id, "form": form}
    statement = insert(Draft).values(**row, values=values, saved_at=uow.now)
    kept = {"values": statement.excluded["values"], "saved_at": statement.excluded.saved_at}
    uow.session.execute(statement.on_conflict_do_update(index_elements=list(row), set_=kept))


def read_draft(uow: UnitOfWork, form: str) -> Draft | None:
    """The person's draft of this form, if there is one."""
    return uow.session.get(Draft, (uow.tenant.id, uow.actor.user_id, form), populate_existing=True)


def discard_draft(uow: UnitOfWork, form: str) -> None:
    uow.session.execute(delete(Draft).where(Draft.form == form))


def keep_typed(uow: UnitOfWork, key: str, typed: MultiDict[str, str], *, op: str | None = None) -> None:
    """Keep what stands in a form's inputs under the form's key; passwords and files never.

    A draft goes on from the version of the record it was begun from, whatever page it was last typed on: sending it
    then asks about everything somebody else saved since. With `op`, a form already sent keeps nothing any more.
    Raises `DraftTooLargeError`.
    """
    values = {name: typed.getlist(name) for name in typed if name not in NOT_TYPED}
    letters = sum(len(name) + sum(map(len, given)) for name, given in values.items())
    if len(key) > LONGEST_KEY or letters > MOST_CHARACTERS:
        raise DraftTooLargeError("That is more than a draft can hold. It is kept once you send it.")
    if op and not _is_unsent(uow, op):
        return
    earlier = typed_draft(uow, key)
    began_from = {name: earlier.values[name] for name in BEGAN_FROM if name in earlier.values} if earlier else {}
    save_draft(uow, TYPED + key, {**values, **began_from})
    _forget_old(uow)
    if op:
        uow.session.execute(delete(FormSubmission).where(FormSubmission.op == op))


def typed_draft(uow: UnitOfWork, key: str) -> Draft | None:
    """What the person typed into the form of this key and has not sent."""
    return read_draft(uow, TYPED + key)


def discard_typed(uow: UnitOfWork, key: str) -> None:
    discard_draft(uow, TYPED + key)


def forget_drafts_about(uow: UnitOfWork, record_id: UUID) -> int:
    """Delete everybody's drafts of forms on this record's pages, unread; how many there were. Only the worker may."""
    forgotten: int = uow.session.execute(text("SELECT jobs.forget_drafts(:about)"), {"about": record_id}).scalar_one()
    return forgotten


def as_sent(draft: Draft) -> MultiDict[str, str]:
    """The draft as its form would be sent."""
    return MultiDict((name, value) for name, given in draft.values.items() for value in given)


def _is_unsent(uow: UnitOfWork, op: str) -> bool:
    """Take the form's key for a moment. A sending of the same form going on just now is waited for."""
    row = {"tenant_id": uow.tenant.id, "user_id": uow.actor.user_id, "op": op}
    taking = insert(FormSubmission).values(**row, body_hash="", sent_at=uow.now).on_conflict_do_nothing()
    return uow.session.execute(taking.returning(FormSubmission.op)).scalar() is not None


def _forget_old(uow: UnitOfWork) -> None:
    """The person's drafts beyond the newest hundred, and those nobody came back to in ninety days."""
    newest = select(Draft.form).order_by(Draft.saved_at.desc()).limit(MOST_DRAFTS)
    is_old = Draft.saved_at < uow.now - KEPT_FOR
    uow.session.execute(
        delete(Draft)
        .where(Draft.form.startswith(TYPED), is_old | Draft.form.not_in(newest))
        .execution_options(synchronize_session=False)
    )
