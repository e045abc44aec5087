"""Keep what a record is found by beside it, in the transaction that writes the record."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import text

from portal.casework.listing import is_unread
from portal.core.uow import UnitOfWork
from portal.declarations import RecordKind
from portal.directory.models import Provider, Site
from portal.documents.services import DOCUMENTS
from portal.search.words import lexemes_of

HOW_WORDS_ARE_MADE = "2"  # another number makes every entry stale
WATCHED = frozenset(
    {
        "reference",
        "title",
        "status",
        "site_id",
        "provider_id",
        "compartment",
        "opened_on",
        "updated_at",
        "peer_name",
        "peer_reference",
        "first_opened_at",
        DOCUMENTS,
    }
)
PUT = text(
    "SELECT search.put(:record, :compartment, :kind, :status, :site, :opened_on, :places, :changed_at, :made_by,"
    " CAST(:lexemes AS text[]))"
)
DROP = text("SELECT search.drop(:record)")


def index_record(uow: UnitOfWork, record: Any, kind: RecordKind, titles: Sequence[str]) -> None:
    """Make the record's entry anew. `record` is of the kind's own model, so that its columns are there; `titles` are
    those of the documents put to it (`titles_on`).
    """
    places = places_of(uow, record)
    entry = {
        "record": record.id,
        "compartment": record.compartment,
        "kind": record.kind,
        "status": record.status,
        "site": record.site_id,
        "opened_on": record.opened_on,
        "places": places,
        "changed_at": record.updated_at,
        "made_by": recipe(kind),
        "lexemes": lexemes_of([*texts_of(record, kind), places, *(() if is_unread(record) else titles)]),
    }
    uow.session.execute(PUT, entry)


def forget_record(uow: UnitOfWork, record_id: UUID) -> int:
    """Take a record out of the index; how many entries went."""
    gone: int = uow.session.execute(DROP, {"record": record_id}).scalar_one()
    return gone


def texts_of(record: Any, kind: RecordKind) -> list[str]:
    """What of a record is searched. Of a copy nobody opened yet, no more than its line in the list shows."""
    if is_unread(record):
        return [record.reference, record.peer_name or ""]
    names = ("reference", "title", "peer_name", "peer_reference", *kind.search)
    values = (getattr(record, name) for name in dict.fromkeys(names))
    return [value for value in values if isinstance(value, str)]


def places_of(uow: UnitOfWork, record: Any) -> str:
    """The names of the record's site and provider; of an unopened copy its list shows neither."""
    if is_unread(record):
        return ""
    found = [_name(uow, Site, record.site_id), _name(uow, Provider, record.provider_id)]
    return " ".join(name for name in found if name)


def recipe(kind: RecordKind) -> str:
    """How the words of this kind are made; another one makes the entries of all its records stale."""
    return _digest(kind.search)


@lru_cache
def _digest(columns: tuple[str, ...]) -> str:
    return hashlib.sha256(repr((HOW_WORDS_ARE_MADE, columns)).encode()).hexdigest()[:16]


def _name(uow: UnitOfWork, model: type[Any], row_id: UUID | None) -> str | None:
    if row_id is None:
        return None
    with uow.session.no_autoflush:
        found = uow.session.get(model, row_id)
    return found.name if found else None
