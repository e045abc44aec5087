"""What a snapshot tells, as the other organisation reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from portal.core.db import Json
from portal.core.erasure import ERASED
from portal.core.uow import UnitOfWork
from portal.declarations import Field, FieldFormat, RecordKind
from portal.exchange.rules import THEIR_REFERENCE, columns_from, documents_in
from portal.records.present import shown_value
from portal.web.filters import day, file_size

OF_RECORD = (
    Field("title", "Title"),
    Field("status", "Status"),
    Field("opened_on", "Opened", FieldFormat.DATE),
    Field("closed_on", "Closed", FieldFormat.DATE),
    Field("site_id", "Site", FieldFormat.SITE),
)


LEDGER = (
    "Sent", "To", "Reference", "View", "Version", "Fields", "Documents", "Why", "Lawful basis", "Consent", "Opened",
    "State", "SHA-256",
)  # fmt: skip


def ledger_line(row: Any) -> tuple[Any, ...]:
    """One disclosure under the headings of `LEDGER`."""
    return (
        row.sent_at, row.peer_name, row.reference, row.view, row.version, ", ".join(row.manifest),
        "; ".join(row.documents or ()), row.purpose, row.lawful_basis, row.consent, row.opened_at, row.state,
        row.sha256,
    )  # fmt: skip


RECEIVED = (
    "Received", "From", "Reference", "View", "Version", "Fields", "Documents", "Why", "Lawful basis", "Opened", "State",
    "SHA-256",
)  # fmt: skip


def received_line(row: Any) -> tuple[Any, ...]:
    """One receipt under the headings of `RECEIVED`; of what nobody opened yet, no more than the list shows."""
    return (
        row.received_at, row.peer_name, row.reference if row.opened_at else "", row.view, row.version,
        ", ".join(row.manifest) if row.opened_at else "",
        "; ".join(row.documents or ()) if row.opened_at else "", row.purpose, row.lawful_basis, row.opened_at,
        row.state,
        row.sha256 if row.opened_at else "",
    )  # fmt: skip


@dataclass(frozen=True)
class ToldGroup:
    """A group of a snapshot with its labelled values."""

    label: str
    rows: list[tuple[str, Markup]]


def told_groups(uow: UnitOfWork, snapshot: str) -> list[ToldGroup]:
    """A snapshot in the words of its kind; with the kind's plugin off, by the bare names of its fields."""
    if snapshot == ERASED:
        return [ToldGroup("Erased", [("What was told", escape("Erased with the record it came from"))])]
    values = json.loads(snapshot)
    kind: RecordKind | None = uow.plugins.kind(values["kind"])
    if kind is None:
        bare = {"record": values["record"], **values["groups"]}
        return [*(_bare(label, fields) for label, fields in bare.items()), *_documents(snapshot)]
    columns = columns_from(kind, values)
    columns["status"] = kind.lifecycle.state(columns["status"]).label
    first = ToldGroup(
        kind.label,
        [
            ("Their reference", escape(values["record"][THEIR_REFERENCE])),
            *((one.label, shown_value(uow, one, columns[one.key])) for one in OF_RECORD if columns[one.key]),
        ],
    )
    others = [
        ToldGroup(group.label, [(one.label, shown_value(uow, one, columns[one.key])) for one in group.fields])
        for group in kind.groups
        if group.key in values["groups"]
    ]
    known = {group.key for group in kind.groups}
    older = [_bare(key, fields) for key, fields in values["groups"].items() if key not in known]
    return [first, *others, *older, *_documents(snapshot)]


def _documents(snapshot: str) -> list[ToldGroup]:
    rows = [(one["title"], escape(_described(one))) for one in documents_in(snapshot)]
    return [ToldGroup("Documents", rows)] if rows else []


def _described(one: Json) -> str:
    about = day(date.fromisoformat(one["about_on"]))
    return f"{one['file_name']}, {file_size(one['size_bytes'])}, about {about}. SHA-256: {one['sha256']}"


def _bare(label: str, fields: dict[str, Any]) -> ToldGroup:
    rows = [(name.replace("_", " ").capitalize(), escape(value)) for name, value in fields.items() if value]
    return ToldGroup(label.capitalize(), rows)
