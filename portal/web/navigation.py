"""The service navigation of the signed-in person's current organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for

from portal.core.uow import UnitOfWork
from portal.declarations import NavigationItem

MOST_ENTRIES = 7
MORE = "dashboard.more"


@dataclass(frozen=True)
class Entry:
    """One link, and whether it is where we are."""

    label: str
    url: str
    is_current: bool


def set_up_navigation(app: Flask) -> None:
    app.add_template_global(navigation)
    app.add_template_global(quick_actions)


def navigation() -> list[Entry]:
    """What fits on one line of a desk; the rest stands on a page of its own, behind the last entry."""
    entries = _entries(is_quick_action=False)
    if len(entries) <= MOST_ENTRIES:
        return entries
    is_there = request.endpoint == MORE or any(one.is_current for one in entries[MOST_ENTRIES - 1 :])
    return [*entries[: MOST_ENTRIES - 1], Entry("More", url_for(MORE), is_there)]


def rest_of_navigation() -> list[Entry]:
    """What stands behind “More”."""
    entries = _entries(is_quick_action=False)
    return entries[MOST_ENTRIES - 1 :] if len(entries) > MOST_ENTRIES else []


def quick_actions() -> list[Entry]:
    return _entries(is_quick_action=True)


def _entries(*, is_quick_action: bool) -> list[Entry]:
    unit: UnitOfWork | None = g.get("uow")
    if unit is None:
        return []
    plugins: Any = unit.plugins
    claimed = frozenset[str]().union(*(item.pages for item in plugins.navigation))
    return [
        Entry(item.label, url_for(item.endpoint, **item.arguments), _is_current(item, claimed))
        for item in plugins.navigation
        if item.is_quick_action is is_quick_action
        and unit.tenant.kind in item.tenant_kinds
        and (item.permission is None or unit.may(item.permission))
    ]


def _is_current(item: NavigationItem, claimed: frozenset[str]) -> bool:
    """Whether the page belongs to this entry: named by it, or of its blueprint and named by no other."""
    here = request.endpoint or ""
    if here == MORE:
        return False
    if here in claimed:
        return here in item.pages
    of_kind = all((request.view_args or {}).get(name, value) == value for name, value in item.arguments.items())
    return of_kind and here.split(".")[0] == item.endpoint.split(".", maxsplit=1)[0]
