"""What a view tells of a record: a closed list of fields, their values, one canonical text and its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from portal.core.db import Json
from portal.core.erasure import ERASED
from portal.declarations import RecordKind, View

# What stands in any list, and so goes with every view. Ids and times of the sender's own rows are not among it.
RECORD_COLUMNS = ("title", "status", "severity", "nation", "opened_on", "closed_on", "site_id", "provider_id")
THEIR_REFERENCE = "reference"


@dataclass(frozen=True)
class Snapshot:
    """One version of one view: `text` is what both sides keep, `sha256` its hash, `manifest` the fields it names."""

    manifest: tuple[str, ...]
    values: Json
    text: str
    sha256: str


def take_snapshot(kind: RecordKind, view: View, record: Any, documents: Sequence[Json] = ()) -> Snapshot:
    """What this view tells of the record now. A view without groups discloses nothing and is refused.

    `documents` are those that go along, as `documents_in` gives them back; each is named with its sha256.
    Raises `ValueError` for an empty view.
    """
    if not view.groups:
        raise ValueError(f"The view {view.key} of {kind.key} discloses nothing.")
    groups = {key: {one.key: _plain(getattr(record, one.key)) for one in kind.group(key).fields} for key in view.groups}
    values: Json = {
        "kind": kind.key,
        "view": view.key,
        "record": {
            THEIR_REFERENCE: record.reference,
            **{name: _plain(getattr(record, name)) for name in RECORD_COLUMNS},
        },
        "groups": groups,
    }
    if documents:
        values["documents"] = list(documents)
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    manifest = manifest_of(kind, view) + tuple(f"documents.{one['sha256']}" for one in documents)
    return Snapshot(manifest, values, text, hashlib.sha256(text.encode()).hexdigest())


def documents_in(snapshot: str) -> list[Json]:
    """What a snapshot says of the documents that go with it: `title`, `about_on`, `expires_on`, `file_name`,
    `media_type`, `size_bytes`, `sha256`, `contents`. An erased snapshot says nothing.
    """
    found: list[Json] = [] if snapshot == ERASED else json.loads(snapshot).get("documents", [])
    return found


def manifest_of(kind: RecordKind, view: View) -> tuple[str, ...]:
    """The fields a view names, `group.field`, in the order a page shows them."""
    of_record = tuple(f"record.{name}" for name in (THEIR_REFERENCE, *RECORD_COLUMNS))
    of_groups = tuple(f"{key}.{one.key}" for key in view.groups for one in kind.group(key).fields)
    return of_record + of_groups


def hash_matches(text: str, sha256: str) -> bool:
    """Whether these are the bytes that were sent."""
    return hashlib.sha256(text.encode()).hexdigest() == sha256


def changed_fields(earlier: Json | None, later: Json) -> list[str]:
    """The fields whose value differs between two snapshots' values, `group.field`."""
    before, after = _flat(earlier or {}), _flat(later)
    return sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))


def columns_from(kind: RecordKind, values: Json) -> dict[str, Any]:
    """A snapshot's values as columns of the receiver's own row, parsed back into the model's types.

    What an older release told by a name the kind no longer has is left out; the snapshot itself keeps it.
    """
    told = {name: value for group in values["groups"].values() for name, value in group.items()}
    told |= {name: values["record"][name] for name in RECORD_COLUMNS}
    return {name: _parsed(kind.model, name, value) for name, value in told.items() if hasattr(kind.model, name)}


def _plain(value: Any) -> Any:
    """A value as JSON holds it. A list or object is kept as it is: kinds store such columns as JSON already."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value


def _parsed(model: type[Any], name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    python_type = getattr(model, name).type.python_type
    if python_type in (date, datetime):
        return python_type.fromisoformat(value)
    if python_type in (UUID, Decimal):
        return python_type(value)
    return value


def _flat(values: Json) -> dict[str, Any]:
    flat = {f"record.{name}": value for name, value in values.get("record", {}).items()}
    for group, fields in values.get("groups", {}).items():
        flat |= {f"{group}.{name}": value for name, value in fields.items()}
    flat["record.documents"] = sorted(values.get("documents", []), key=lambda one: one["sha256"])
    return flat
