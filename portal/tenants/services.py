"""Propose, answer and end links; switch plugins on and off."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text, update

from portal.accounts.permissions import ORGANISATION
from portal.core.errors import PortalError
from portal.tenants.models import Link, TenantPlugin
from portal.tenants.permissions import MANAGE_LINKS, MANAGE_PLUGINS
from portal.tenants.queries import standing_views
from portal.tenants.rules import ends_for, read_slug
from portal.trail.services import append_entry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from portal.core.uow import UnitOfWork
    from portal.declarations import RecordKind


def propose_link(
    uow: UnitOfWork,
    *,
    end_key: str,
    slug: str,
    carries: Iterable[str],
    may_hold_back: bool,
    kinds: Iterable[RecordKind],
) -> UUID:
    """Propose a link to the organisation with this address. Whether there is one, nobody learns from here.

    `carries` names standing views as `kind/view`. Raises `PortalError` on `end_key`, `slug` or `carries`.
    """
    uow.require(MANAGE_LINKS)
    end = next((one for one in ends_for(uow.tenant.kind) if one.key == end_key), None)
    if end is None:
        raise PortalError("Choose one of the links shown", field="end_key")
    peer = read_slug(slug)
    _refuse_known(uow, end.kind, end.part, peer)
    standing = _standing(carries, may_hold_back=may_hold_back, kinds=kinds)
    made: UUID = _call(
        uow,
        "exchange.propose_link(:kind, :part, :slug, CAST(:standing AS jsonb))",
        kind=end.kind,
        part=end.part,
        slug=peer,
        standing=json.dumps(standing),
    )
    _note(uow, "link.proposed", made, kind=end.kind, part=end.part, carries=_named(standing))
    return made


def agree_to_link(uow: UnitOfWork, link: Link) -> None:
    """What the link carries is sent by itself from now on. Raises `PortalError` unless they proposed it."""
    _answer(uow, link, agree=True)


def decline_link(uow: UnitOfWork, link: Link) -> None:
    """Nothing is shared. Raises `PortalError` unless the others proposed it."""
    _answer(uow, link, agree=False)


def end_link(uow: UnitOfWork, link: Link, *, reason: str) -> None:
    """Stop new versions; copies stay where they are. Raises `PortalError` when it has ended already."""
    uow.require(MANAGE_LINKS)
    if not _call(uow, "exchange.end_link(:link, :reason)", link=link.id, reason=reason):
        raise PortalError("This link has ended already.")
    _note(uow, "link.ended", link.id)


def switch_plugin_on(uow: UnitOfWork, plugin: str) -> None:
    """Raises `PortalError` when the plugin is not offered to this organisation."""
    _switch(uow, plugin, on=True)


def switch_plugin_off(uow: UnitOfWork, plugin: str) -> None:
    """Its pages, lists and jobs vanish; its records stay, and come back with it."""
    _switch(uow, plugin, on=False)


def _answer(uow: UnitOfWork, link: Link, *, agree: bool) -> None:
    uow.require(MANAGE_LINKS)
    if not _call(uow, "exchange.answer_link(:link, :agree)", link=link.id, agree=agree):
        raise PortalError("This proposal is not open any more, or is your own: only the other side can answer it.")
    _note(uow, "link.agreed" if agree else "link.declined", link.id, carries=_named(link.standing))


def _refuse_known(uow: UnitOfWork, kind: str, part: str, peer: str) -> None:
    """Only our own rows are asked, so the refusal tells nothing about anybody else."""
    if peer == uow.tenant.slug:
        raise PortalError("That is your own portal address. Enter the other organisation’s", field="slug")
    same = select(Link.proposed_by_us).where(
        Link.kind == kind,
        Link.our_part == part,
        Link.peer_slug == peer,
        Link.status.in_(("proposed", "agreed")),
    )
    found = uow.session.scalars(same.limit(1)).one_or_none()
    if found is not None:
        raise PortalError(
            "There is such a link, or a proposal of one, already. Look at the list of links", field="slug"
        )


def _standing(carries: Iterable[str], *, may_hold_back: bool, kinds: Iterable[RecordKind]) -> list[dict[str, Any]]:
    known = {f"{kind.key}/{view.key}": (kind.key, view.key) for kind, view in standing_views(kinds)}
    chosen = sorted(set(carries))
    if not known.keys() >= set(chosen):
        raise PortalError("Choose from the list what the link carries", field="carries")
    return [
        {"kind": kind, "view": view, "may_hold_back": may_hold_back} for kind, view in (known[one] for one in chosen)
    ]


def _named(standing: Iterable[dict[str, Any]]) -> list[str]:
    return [f"{one['kind']}/{one['view']}" for one in standing]


def _switch(uow: UnitOfWork, plugin: str, *, on: bool) -> None:
    uow.require(MANAGE_PLUGINS)
    changed = uow.session.execute(
        update(TenantPlugin)
        .where(TenantPlugin.plugin == plugin, TenantPlugin.offered)
        .values(switched_on=on)
        .returning(TenantPlugin.plugin)
    ).scalar()
    if changed is None:
        raise PortalError("This plugin is not offered to your organisation. Ask whoever runs the portal.")
    append_entry(
        uow,
        "plugin.switched_on" if on else "plugin.switched_off",
        act_class="P",
        compartment=ORGANISATION,
        plugin=plugin,
    )


def _call(uow: UnitOfWork, function: str, **parameters: Any) -> Any:
    return uow.session.execute(text(f"SELECT {function}"), parameters).scalar()


def _note(uow: UnitOfWork, act: str, link_id: UUID, **details: Any) -> None:
    append_entry(uow, act, act_class="P", compartment=ORGANISATION, link=str(link_id), **details)
