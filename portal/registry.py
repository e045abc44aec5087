"""Load the plugins, ask each declaration once, check it, freeze it; then answer what a tenant has.

Installed (an entry point) is not offered (the operator's word), and offered is not switched on (the tenant's):
`TenantPlugins` is the one place that answers which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, Generic, TypeVar
from uuid import UUID

import pluggy
from sqlalchemy.orm import Session

from portal import hookspecs
from portal.config import ConfigurationError
from portal.core.db import Json
from portal.core.principal import Principal, act_as
from portal.core.uow import Actor, TenantFacts, UnitOfWork
from portal.declarations import (
    DeadlineRule,
    Indicator,
    NavigationItem,
    Panel,
    Permission,
    PluginInfo,
    RecordKind,
    ReferenceList,
    ReportSection,
    Role,
    Schedule,
    StandardLetter,
)

ENTRY_POINTS = "portal.plugins"
T = TypeVar("T")


@dataclass(frozen=True)
class Owned(Generic[T]):
    """A declaration and the plugin it came from."""

    plugin: str
    item: T


Check = Callable[["Registry"], list[str]]


class Registry:
    """Everything declared, read-only. One per process."""

    def __init__(self, manager: pluggy.PluginManager, builtin: frozenset[str], checks: Sequence[Check] = ()) -> None:
        self.manager = manager
        self.builtin = builtin
        self.plugins: dict[str, PluginInfo] = {
            one.plugin: one.item for one in self._declared("portal_plugin", [PluginInfo])
        }
        self.blueprints: tuple[Owned[Any], ...] = self._declared("portal_blueprints")
        self.navigation: tuple[Owned[NavigationItem], ...] = self._declared("portal_navigation")
        self.panels: tuple[Owned[Panel], ...] = self._declared("portal_panels")
        self.indicators: tuple[Owned[Indicator], ...] = self._declared("portal_indicators")
        self.rules: tuple[Owned[DeadlineRule], ...] = self._declared("portal_deadline_rules")
        self.report_sections: tuple[Owned[ReportSection], ...] = self._declared("portal_report_sections")
        self.letters: tuple[Owned[StandardLetter], ...] = self._declared("portal_letters")
        self.schedules: tuple[Owned[Schedule], ...] = self._declared("portal_schedules")
        self._kinds: tuple[Owned[RecordKind], ...] = self._declared("portal_record_kinds")
        self._permissions: tuple[Owned[Permission], ...] = self._declared("portal_permissions")
        self._roles: tuple[Owned[Role], ...] = self._declared("portal_roles")
        self._lists: tuple[Owned[ReferenceList], ...] = self._declared("portal_reference_lists")
        faults = [*self._faults(), *(fault for check in checks for fault in check(self))]
        if faults:
            raise ConfigurationError(faults)
        self.kinds = MappingProxyType({one.item.key: one for one in self._kinds})
        self.permissions = MappingProxyType({one.item.key: one.item for one in self._permissions})
        self.roles = MappingProxyType({one.item.key: one.item for one in self._roles})
        self.lists = MappingProxyType({one.item.key: one.item for one in self._lists})

    @property
    def declared_kinds(self) -> tuple[Owned[RecordKind], ...]:
        """Every kind as it was declared, for checks that run before the registry is whole."""
        return self._kinds

    def permissions_of(self, roles: Iterable[str]) -> frozenset[str]:
        """What holders of these roles may do."""
        held = frozenset(roles)
        named = {key for key, permission in self.permissions.items() if permission.roles & held}
        return frozenset(named.union(*(self.roles[key].holds for key in held if key in self.roles)))

    def powers_of(self, role: str) -> frozenset[str]:
        """The acts of this role that the database checks by itself."""
        held = (self.permissions[key] for key in self.permissions_of([role]))
        return frozenset(one.power for one in held if one.power)

    def role_label(self, roles: Sequence[str]) -> str:
        return ", ".join(self.roles[key].label for key in roles if key in self.roles)

    @lru_cache(maxsize=512)  # noqa: B019 - one registry lives as long as the process
    def tenant_plugins(self, enabled: frozenset[str]) -> TenantPlugins:
        return TenantPlugins(self, enabled)

    def outside_histories(self) -> dict[str, Path]:
        """Where each plugin that brings its own migrations keeps them: `migrations/` beside its package."""
        found = {}
        for name, plugin in self.manager.list_name_plugin():
            folder = Path(getattr(plugin, "__file__", "") or "").parent / "migrations"
            if name not in self.builtin and (folder / "versions").is_dir():
                found[name] = folder
        return found

    def plugin_names(self) -> list[str]:
        return [name for name, _plugin in self.manager.list_name_plugin()]

    def hook_owners(self) -> dict[str, list[str]]:
        """Each hook, and who implements it."""
        names = sorted(name for name in vars(hookspecs) if name.startswith("portal_"))
        return {name: [impl.plugin_name for impl in getattr(self.manager.hook, name).get_hookimpls()] for name in names}

    def _declared(self, hook: str, kinds: Sequence[type] = ()) -> tuple[Any, ...]:
        found = []
        for impl in reversed(getattr(self.manager.hook, hook).get_hookimpls()):
            answer = impl.function()
            items = [answer] if kinds and isinstance(answer, tuple(kinds)) else list(answer)
            found += [Owned(impl.plugin_name, item) for item in items]
        return tuple(found)

    def _faults(self) -> list[str]:
        faults = []
        for what, keys in (
            ("record kind", [one.item.key for one in self._kinds]),
            ("permission", [one.item.key for one in self._permissions]),
            ("role", [one.item.key for one in self._roles]),
            ("reference list", [one.item.key for one in self._lists]),
            ("schedule", [one.item.key for one in self.schedules]),
            ("letter", [one.item.key for one in self.letters]),
            ("report section", [one.item.key for one in self.report_sections]),
            ("reference prefix", [one.item.prefix for one in self._kinds]),
        ):
            faults += [
                f"Two plugins declare the {what} {key}." for key in sorted({k for k in keys if keys.count(k) > 1})
            ]
        known_permissions = {one.item.key for one in self._permissions}
        known_roles = {one.item.key for one in self._roles}
        for permission in self._permissions:
            faults += [
                f"{permission.item.key} is given to the role {role}, which nobody declares."
                for role in sorted(permission.item.roles - known_roles)
            ]
        faults += [
            f"The role {role.item.key} holds {key}, which nobody declares."
            for role in self._roles
            for key in sorted(role.item.holds - known_permissions)
        ]
        faults += [
            f"The schedule {one.item.key} is for every {one.item.every}: it may be for every hour or day."
            for one in self.schedules
            if one.item.every not in ("hour", "day")
        ]
        faults += [
            f"The report section {one.item.key} needs {one.item.permission}, which nobody declares."
            for one in self.report_sections
            if one.item.permission not in known_permissions
        ]
        for kind in self._kinds:
            faults += _kind_faults(kind.item, known_permissions)
        faults += [
            f"The plugin {name} has no card: it must implement portal_plugin."
            for name in self.plugin_names()
            if name not in self.builtin and name not in self.plugins
        ]
        return faults


def _kind_faults(kind: RecordKind, known_permissions: set[str]) -> list[str]:
    needed = {kind.read, kind.write, *(one.permission for one in kind.lifecycle.transitions)}
    needed |= {kind.opened_from.permission} if kind.opened_from else set()
    groups = {group.key for group in kind.groups}
    states = {state.key for state in kind.lifecycle.states}
    faults = [f"The kind {kind.key} needs {key}, which nobody declares." for key in sorted(needed - known_permissions)]
    faults += [f"The kind {kind.key} searches {name}, which its model lacks." for name in _unknown(kind, kind.search)]
    faults += [f"The kind {kind.key} carries {name}, which its model lacks." for name in _unknown(kind, kind.carries)]
    for view in kind.views:
        faults += [
            f"The view {view.key} of {kind.key} names no group {key}." for key in view.groups if key not in groups
        ]
    for step in kind.lifecycle.transitions:
        unknown = {*step.from_states, step.to_state} - states
        faults += [f"The step {step.key} of {kind.key} names no state {key}." for key in sorted(unknown)]
    return faults


def _unknown(kind: RecordKind, names: Iterable[str]) -> list[str]:
    return [name for name in names if not hasattr(kind.model, name)]


class TenantPlugins:
    """The registry as one tenant sees it: what its plugins that are on, and the core, declared."""

    def __init__(self, registry: Registry, switched_on: frozenset[str]) -> None:
        self.registry = registry
        self.enabled = (switched_on & registry.plugins.keys()) | registry.builtin

    def has(self, plugin: str) -> bool:
        return plugin in self.enabled

    def kind(self, key: str) -> RecordKind | None:
        """The kind, when its plugin is on."""
        owned = self.registry.kinds.get(key)
        return owned.item if owned and owned.plugin in self.enabled else None

    def installed_kind(self, key: str) -> RecordKind | None:
        """The kind, whether its plugin is on or off: for work that must not wait for it."""
        owned = self.registry.kinds.get(key)
        return owned.item if owned else None

    @cached_property
    def kinds(self) -> tuple[RecordKind, ...]:
        return self._on(self.registry.kinds.values())

    def is_hidden(self, kind: RecordKind) -> bool:
        """Whether nobody who may not read the kind may learn that a record of it exists."""
        return self.registry.permissions[kind.read].hides

    @cached_property
    def panels(self) -> tuple[Panel, ...]:
        return tuple(sorted(self._on(self.registry.panels), key=lambda panel: panel.weight))

    @cached_property
    def navigation(self) -> tuple[NavigationItem, ...]:
        return tuple(sorted(self._on(self.registry.navigation), key=lambda item: item.weight))

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        return self._on(self.registry.indicators)

    @cached_property
    def report_sections(self) -> tuple[ReportSection, ...]:
        return tuple(sorted(self._on(self.registry.report_sections), key=lambda section: section.weight))

    @cached_property
    def letters(self) -> tuple[StandardLetter, ...]:
        return self._on(self.registry.letters)

    @cached_property
    def letters_off(self) -> frozenset[str]:
        """The keys of the letters whose plugin is off."""
        return frozenset(one.item.key for one in self.registry.letters if one.plugin not in self.enabled)

    @cached_property
    def rules(self) -> tuple[DeadlineRule, ...]:
        return self._on(self.registry.rules)

    def schedule(self, key: str) -> Schedule | None:
        """The schedule, when its plugin is on."""
        return next((one for one in self._on(self.registry.schedules) if one.key == key), None)

    @property
    def installed_kinds(self) -> tuple[RecordKind, ...]:
        """Every kind, whether its plugin is on or off: for pages that say what to do by hand."""
        return tuple(one.item for one in self.registry.kinds.values())

    @property
    def installed_rules(self) -> tuple[DeadlineRule, ...]:
        """Every rule, whether its plugin is on or off: clocks that run go on."""
        return tuple(one.item for one in self.registry.rules)

    def list(self, key: str) -> ReferenceList:
        return self.registry.lists[key]

    def asked(self, hook: str) -> Callable[..., Any]:
        """Call an asked hook for the plugins this tenant has on."""
        return self._callers(hook)

    def asked_everywhere(self, hook: str) -> Callable[..., Any]:
        """Call an asked hook for every installed plugin: what one that is off keeps must go all the same."""
        caller: Callable[..., Any] = getattr(self.registry.manager.hook, hook)
        return caller

    def _callers(self, hook: str) -> Callable[..., Any]:
        manager = self.registry.manager
        off = [plugin for name, plugin in manager.list_name_plugin() if name not in self.enabled]
        return manager.subset_hook_caller(hook, off)

    def _on(self, owned: Iterable[Owned[T]]) -> tuple[T, ...]:
        return tuple(one.item for one in owned if one.plugin in self.enabled)


def load_registry(
    builtin: Sequence[ModuleType], *, extra: Sequence[tuple[str, object]] = (), checks: Sequence[Check] = ()
) -> Registry:
    """Register the core's own features, then the installed plugins; refuse a misspelt hook and every other fault.

    `extra` names plugins that no entry point announces; tests bring theirs that way. `checks` are features' own
    questions to what was declared; what they find is named together with everything else.
    """
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    for module in builtin:
        manager.register(module, module.__name__)
    manager.load_setuptools_entrypoints(ENTRY_POINTS)
    for name, plugin in extra:
        manager.register(plugin, name)
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise ConfigurationError([str(error)]) from error
    return Registry(manager, frozenset(module.__name__ for module in builtin), checks)


def unit_of_work(registry: Registry, session: Session, principal: Principal, now: datetime) -> UnitOfWork:
    """Begin the transaction as `principal` and gather what services need to know about the actor.

    Raises `ContextRefusedError` when the database refuses the claim.
    """
    facts = act_as(session, principal)
    tenant = facts["tenant"]
    roles = list(facts["roles"])
    return UnitOfWork(
        session=session,
        tenant=TenantFacts(
            id=UUID(tenant["id"]),
            slug=tenant["slug"],
            name=tenant["name"],
            kind=tenant["kind"],
            nation=tenant["nation"],
            authority_code=tenant["authority_code"],
        ),
        actor=_actor(registry, facts, roles),
        now=now,
        plugins=registry.tenant_plugins(frozenset(facts["plugins"])),
    )


def _actor(registry: Registry, facts: Json, roles: list[str]) -> Actor:
    return Actor(
        user_id=UUID(facts["user_id"]) if facts["user_id"] else None,
        name=facts["name"],
        email=facts["email"],
        roles=frozenset(roles),
        role_label=registry.role_label(roles),
        permissions=registry.permissions_of(roles),
        compartments=frozenset(facts["compartments"]),
    )
