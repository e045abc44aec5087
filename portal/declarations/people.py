"""Who may do what: kinds of organisation, permissions, roles, and a plugin's own card."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TenantKind(StrEnum):
    """The three kinds of organisation that share the portal."""

    COMMISSIONER = "commissioner"
    PROVIDER = "provider"
    ADVOCACY = "advocacy"


ALL_TENANTS = frozenset(TenantKind)


@dataclass(frozen=True)
class Permission:
    """A right to do one thing, named `plugin:kind:verb`, and the roles that hold it from the start.

    `power` is the word by which the database itself checks the right, for the few acts that reach past one's own rows.
    With `hides`, pages that ask for it are not found, rather than refused, for whoever lacks it, and other records do
    not mention the ones it reads.
    """

    key: str
    label: str
    roles: frozenset[str] = frozenset()
    power: str | None = None
    hides: bool = False


DATES_ALONE = ":dates"


@dataclass(frozen=True)
class Role:
    """A readable set of permissions. `compartments` is what the database lets its holders see.

    A compartment with `DATES_ALONE` behind it shows that a record is there, its dates and what is kept about keeping
    it; no word of it. `holds` are permissions of others that a plugin's role has besides those that name it.
    """

    key: str
    label: str
    summary: str
    compartments: frozenset[str] = frozenset()
    tenant_kinds: frozenset[TenantKind] = ALL_TENANTS
    holds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PluginInfo:
    """A plugin's own card. `on_for` are the kinds of tenant it is switched on for when they join."""

    name: str
    label: str
    summary: str
    on_for: frozenset[TenantKind] = ALL_TENANTS
