"""What the shell itself remembers: forms already sent, and drafts not yet sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import JsonObject, Model
from portal.core.personal import Personal


class FormSubmission(Model):
    """A form that was sent: inserted first in the transaction it belongs to, so a double post makes one record."""

    __tablename__ = "form_submission"
    __tenancy__ = "own"
    __personal__ = Personal("Form sent", plain=("op", "body_hash", "location"))

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    op: Mapped[str] = mapped_column(primary_key=True)
    body_hash: Mapped[str]
    location: Mapped[str | None]
    sent_at: Mapped[datetime]


class Draft(Model):
    """What a person has typed into a form of several pages and not yet sent. Theirs alone, until the law asks."""

    __tablename__ = "draft"
    __tenancy__ = "draft"
    __personal__ = Personal("Draft", columns={"values": "What was typed and not sent"}, plain=("form",))

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    values: Mapped[JsonObject]
    saved_at: Mapped[datetime]
