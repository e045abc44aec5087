"""Templates as they stand, and letters of a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, tuple_

from portal.core.errors import NotFoundError
from portal.core.uow import UnitOfWork
from portal.letters.catalogue import BY_KEY, SHIPPED
from portal.letters.models import Letter, LetterTemplate


@dataclass(frozen=True)
class Template:
    """A template as it counts now. Version 0 is the shipped one."""

    key: str
    version: int
    name: str
    body: str
    saved_at: datetime | None = None


def templates(uow: UnitOfWork) -> list[Template]:
    """The newest version of each, those that are shipped first and then by name."""
    key, version = LetterTemplate.key, LetterTemplate.version
    newest = select(key, func.max(version)).group_by(key)
    rows = uow.session.scalars(select(LetterTemplate).where(tuple_(key, version).in_(newest)))
    own = {one.key: _of_row(one) for one in rows}
    found = [own.pop(one.key, Template(one.key, 0, one.name, one.body)) for one in SHIPPED]
    return found + sorted(own.values(), key=lambda one: (one.name.casefold(), one.key))


def template_of(uow: UnitOfWork, key: str) -> Template:
    """The template as it counts now. Raises `NotFoundError`."""
    found = versions_of(uow, key)
    if not found:
        raise NotFoundError
    return found[0]


def versions_of(uow: UnitOfWork, key: str) -> list[Template]:
    """Every version, the newest first; the shipped one last."""
    rows = uow.session.scalars(
        select(LetterTemplate).where(LetterTemplate.key == key).order_by(LetterTemplate.version.desc())
    )
    shipped = BY_KEY.get(key)
    return [_of_row(one) for one in rows] + ([Template(key, 0, shipped.name, shipped.body)] if shipped else [])


def letters_of(uow: UnitOfWork, record_id: UUID) -> Sequence[Letter]:
    """A record's letters, the newest first."""
    return uow.session.scalars(
        select(Letter).where(Letter.record_id == record_id).order_by(Letter.finished_at.desc(), Letter.id)
    ).all()


def letter_of(uow: UnitOfWork, letter_id: UUID) -> Letter:
    """One letter. Another organisation's, an absent one and one about a hidden case are not found alike."""
    letter = uow.session.get(Letter, (uow.tenant.id, letter_id))
    if letter is None:
        raise NotFoundError
    return letter


def _of_row(row: LetterTemplate) -> Template:
    return Template(row.key, row.version, row.name, row.body, row.saved_at)
