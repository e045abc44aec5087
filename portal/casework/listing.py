"""The lines of a list, with every word looked up: a template that asks for it fifty times over is slow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _

from portal.core.uow import UnitOfWork
from portal.declarations import RecordKind, State
from portal.web.filters import short_day


class Line(NamedTuple):
    """One record of a list. Of a copy nobody opened yet it says no more than who sent it."""

    href: str
    title: str
    sender: str | None
    status: str
    colour: str
    severity: str
    opened: str
    reference: str


def lines(uow: UnitOfWork, kind: RecordKind, rows: Iterable[Any], *, prefix: str) -> list[Line]:
    """`prefix` is the address of the list, which the record's id completes to that of its page."""
    plugins: Any = uow.plugins
    severities = plugins.list(kind.severity_list).codes if kind.severity_list else ()
    states = {state.key: state for state in kind.lifecycle.states}
    labels = {code.key: code.label for code in severities}
    return [_unread(row, prefix) if is_unread(row) else _line(row, prefix, states, labels) for row in rows]


def is_unread(row: Any) -> bool:
    """Whether nobody here has opened this copy: its sender may still take it back, so it is not shown, nor on paper."""
    return row.first_opened_at is None and row.origin == "received"


def _line(row: Any, prefix: str, states: Mapping[str, State], labels: Mapping[str, str]) -> Line:
    state, severity = states[row.status], row.severity
    return Line(
        href=f"{prefix}{row.id}",
        title=row.title,
        sender=row.peer_name if row.origin == "received" else None,
        status=state.label,
        colour=state.colour,
        severity=labels.get(severity, severity or ""),
        opened=short_day(row.opened_on),
        reference=row.reference,
    )


def _unread(row: Any, prefix: str) -> Line:
    return Line(
        href=f"{prefix}{row.id}",
        title=_("New from %(peer)s", peer=row.peer_name),
        sender=None,
        status=_("Not opened yet"),
        colour="yellow",
        severity="",
        opened=short_day(row.opened_on),
        reference=row.reference,
    )
