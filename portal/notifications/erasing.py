"""Mails about a record that is erased: what was sent when stays, where it led does not."""

from __future__ import annotations

from uuid import UUID

from portal.core.erasure import clear_columns
from portal.core.uow import UnitOfWork
from portal.notifications.models import OutboxMail


def erase_mails(uow: UnitOfWork, record_id: UUID) -> dict[str, int]:
    """Blank the mails that lead to this record; how many there were. Only the worker reads mails, so it must ask."""
    leads_there = OutboxMail.body.contains(str(record_id))
    return {"Mails": clear_columns(uow.session, OutboxMail, leads_there, "subject", "body")}
