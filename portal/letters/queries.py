"""Templates as they stand, and letters of a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_

from portal.core.errors import NotFoundError
from portal.core.uow import UnitOfWork
from portal.declarations import LetterField, StandardLetter
from portal.letters.models import Letter, LetterTemplate


@dataclass(frozen=True)
class Template:
    """A template as it counts now. Version 0 is as a feature declares it; `kind` is the one kind it is about.

    `fields` and `keeps` are as the feature declares them (`StandardLetter`).
    """

    key: str
    version: int
    name: str
    body: str
    saved_at: datetime | None = None
    kind: str | None = None
    fields: tuple[LetterField, ...] = ()
    keeps: frozenset[str] = frozenset()


def templates(uow: UnitOfWork) -> list[Template]:
    """The newest version of each, those that features declare first and then by name."""
    key, version = LetterTemplate.key, LetterTemplate.version
    newest = select(key, func.max(version)).where(key.not_in(sorted(_plugins(uow).letters_off))).group_by(key)
    rows = uow.session.scalars(select(LetterTemplate).where(tuple_(key, version).in_(newest))).all()
    declared = _declared(uow)
    own = {one.key: _of_row(one, declared.get(one.key)) for one in rows}
    found = [own.pop(one.key, _as_declared(one)) for one in declared.values()]
    return found + sorted(own.values(), key=lambda one: (one.name.casefold(), one.key))


def templates_about(uow: UnitOfWork, kind: str) -> list[Template]:
    """Those a letter about a record of this kind may begin with here; a plugin's pages begin those with own fields."""
    return [one for one in templates(uow) if one.kind in (None, kind) and not one.fields]


def template_of(uow: UnitOfWork, key: str, *, about: str | None = None) -> Template:
    """The template as it counts now. Raises `NotFoundError`, also where it is not for the kind it is to be `about`."""
    found = versions_of(uow, key)
    if not found or (about is not None and (found[0].kind not in (None, about) or found[0].fields)):
        raise NotFoundError
    return found[0]


def versions_of(uow: UnitOfWork, key: str) -> list[Template]:
    """Every version, the newest first; the declared one last. None of a letter whose plugin is off."""
    if key in _plugins(uow).letters_off:
        return []
    declared = _declared(uow).get(key)
    rows = uow.session.scalars(
        select(LetterTemplate).where(LetterTemplate.key == key).order_by(LetterTemplate.version.desc())
    )
    return [_of_row(one, declared) for one in rows] + ([_as_declared(declared)] if declared else [])


def letters_of(uow: UnitOfWork, record_id: UUID) -> Sequence[Letter]:
    """A record's letters, the newest first."""
    return uow.session.scalars(
        select(Letter).where(Letter.record_id == record_id).order_by(Letter.finished_at.desc(), Letter.id)
    ).all()


def letters_about(uow: UnitOfWork, record_ids: Iterable[UUID]) -> Sequence[Letter]:
    """The letters of many records, each record's together, the oldest first."""
    return uow.session.scalars(
        select(Letter).where(Letter.record_id.in_(record_ids)).order_by(Letter.record_id, Letter.finished_at, Letter.id)
    ).all()


def letter_of(uow: UnitOfWork, letter_id: UUID) -> Letter:
    """One letter. Another organisation's, an absent one and one about a hidden case are not found alike."""
    letter = uow.session.get(Letter, (uow.tenant.id, letter_id))
    if letter is None:
        raise NotFoundError
    return letter


def _of_row(row: LetterTemplate, declared: StandardLetter | None) -> Template:
    newest = Template(row.key, row.version, row.name, row.body, row.saved_at)
    return (
        newest
        if declared is None
        else replace(newest, kind=declared.kind, fields=declared.fields, keeps=declared.keeps)
    )


def _as_declared(one: StandardLetter) -> Template:
    return Template(one.key, 0, one.name, one.body, kind=one.kind, fields=one.fields, keeps=one.keeps)


def _plugins(uow: UnitOfWork) -> Any:
    return uow.plugins


def _declared(uow: UnitOfWork) -> dict[str, StandardLetter]:
    """What this organisation's features declare, by key."""
    return {one.key: one for one in _plugins(uow).letters}
