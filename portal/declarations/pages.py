"""What a feature adds to everybody's pages: navigation, home page blocks, facts about sites."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from portal.core.uow import UnitOfWork
from portal.declarations.people import ALL_TENANTS, TenantKind


@dataclass(frozen=True)
class NavigationItem:
    """An entry of the navigation. Shown to holders of `permission` (None: everyone) in tenants of these kinds.

    It marks where one is on every page of its endpoint's blueprint; `pages` names endpoints elsewhere that belong to
    it, and to no other entry.
    """

    key: str
    label: str
    endpoint: str
    permission: str | None
    weight: int
    tenant_kinds: frozenset[TenantKind] = ALL_TENANTS
    is_quick_action: bool = False
    arguments: Mapping[str, str] = field(default_factory=dict)
    pages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Panel:
    """A block of a home page: `rows(uow)` feeds the template; a panel that fails leaves only its own corner empty."""

    key: str
    label: str
    template: str
    rows: Callable[[UnitOfWork], Any]
    permission: str
    weight: int
    tenant_kinds: frozenset[TenantKind] = ALL_TENANTS


@dataclass(frozen=True)
class SiteFact:
    """One sentence about one site, and how pressing it is (higher comes first)."""

    site_id: UUID
    sentence: str
    weight: int


@dataclass(frozen=True)
class Indicator:
    """Something counted or said per site. `counts(uow)` gives numbers by site, `facts(uow)` reasons to ring."""

    key: str
    label: str
    permission: str
    counts: Callable[[UnitOfWork], Mapping[UUID, int]]
    facts: Callable[[UnitOfWork], Sequence[SiteFact]]
