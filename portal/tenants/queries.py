"""Links as their two ends read them, what each carries, and the plugins the organisation has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, select

from portal.core.errors import NotFoundError
from portal.declarations import PluginInfo, RecordKind, View
from portal.tenants.models import Link, Tenant, TenantPlugin
from portal.tenants.rules import end_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from portal.core.uow import UnitOfWork

IN_ORDER = case({"proposed": 0, "agreed": 1, "declined": 2, "ended": 3}, value=Link.status)


@dataclass(frozen=True)
class Carried:
    """What one standing disclosure of a link means, in words: every group of fields by name."""

    kind: str
    view: str
    audience: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    may_hold_back: bool


@dataclass(frozen=True)
class ReadableLink:
    """A link and what its page says."""

    link: Link
    sentence: str
    carries: tuple[Carried, ...]
    we_tell: bool


@dataclass(frozen=True)
class PluginRow:
    """An installed plugin, and where it stands at this organisation."""

    info: PluginInfo
    offered: bool
    switched_on: bool


def keeps_register(uow: UnitOfWork) -> bool:
    """Whether the operator lets this organisation load the public register, which all organisations share."""
    return bool(uow.session.scalar(select(Tenant.keeps_register).where(Tenant.id == uow.tenant.id)))


def links(uow: UnitOfWork) -> Sequence[Link]:
    """Every link there is or was: those to answer first, then live ones, then the past."""
    return uow.session.scalars(select(Link).order_by(IN_ORDER, Link.proposed_on.desc(), Link.id)).all()


def links_as(uow: UnitOfWork, *, kind: str, part: str) -> Sequence[Link]:
    """Agreed links of one kind (`commissions`, `hosts`, `advocates_for`) at whose end `from` or `to` we stand."""
    live = (Link.kind == kind, Link.our_part == part, Link.status == "agreed")
    return uow.session.scalars(select(Link).where(*live).order_by(Link.peer_name, Link.id)).all()


def link_with(uow: UnitOfWork, link_id: UUID) -> Link:
    found = uow.session.get(Link, (uow.tenant.id, link_id))
    if found is None:
        raise NotFoundError
    return found


def readable(link: Link, kinds: Mapping[str, RecordKind]) -> ReadableLink:
    """The link in plain words. `kinds` are all installed ones: a plugin off today may be on tomorrow."""
    end = end_of(link.kind, link.our_part)
    # An organisation that has not answered has not said its name either.
    sentence = end.sentence % (link.peer_name or link.peer_slug)
    return ReadableLink(link, sentence, tuple(_carried(link.standing, kinds)), end.tells)


def standing_views(kinds: Iterable[RecordKind]) -> list[tuple[RecordKind, View]]:
    """What a link may carry: the views that may be sent without a person pressing a button each time."""
    return [(kind, view) for kind in kinds for view in kind.views if view.standing]


def plugin_rows(uow: UnitOfWork, installed: Mapping[str, PluginInfo]) -> list[PluginRow]:
    """Every installed plugin by its label; a plugin without a row is not offered."""
    rows = {row.plugin: row for row in uow.session.scalars(select(TenantPlugin))}
    return [
        PluginRow(info, offered=bool(row and row.offered), switched_on=bool(row and row.offered and row.switched_on))
        for info in sorted(installed.values(), key=lambda one: one.label)
        for row in [rows.get(info.name)]
    ]


def _carried(standing: Iterable[Any], kinds: Mapping[str, RecordKind]) -> Iterable[Carried]:
    for one in standing:
        kind = kinds.get(one["kind"])
        view = kind.view(one["view"]) if kind else None
        if kind is not None and view is not None and view.standing:
            groups = tuple(
                (group.label, tuple(field.label for field in group.fields)) for group in map(kind.group, view.groups)
            )
            yield Carried(kind.plural, view.label, view.audience, groups, bool(one.get("may_hold_back")))
