"""What a person typed and has not sent: kept in the database, theirs alone, through sign-out and crash."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from portal.core.db import Json
from portal.core.uow import UnitOfWork
from portal.web.models import Draft


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
