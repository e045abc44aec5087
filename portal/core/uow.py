"""One request or job = one transaction = one `UnitOfWork`: the first argument of every service."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from portal.core.changes import has_changes, take_changes
from portal.core.clock import london_day
from portal.core.errors import NotPermittedError

MOST_ROUNDS = 5


@dataclass(frozen=True)
class TenantFacts:
    """The organisation this transaction acts for. `kind` is a `TenantKind`, `nation` a `Nation`."""

    id: UUID
    slug: str
    name: str
    kind: str
    nation: str
    authority_code: str | None


@dataclass(frozen=True)
class Actor:
    """Who acts, with the roles the database just looked up. `user_id` is None for the system itself."""

    user_id: UUID | None
    name: str
    email: str
    roles: frozenset[str]
    role_label: str
    permissions: frozenset[str]
    compartments: frozenset[str]


class PluginsOn(Protocol):
    """The plugins this tenant has switched on, and what they declared (`portal.registry.TenantPlugins`)."""

    @property
    def enabled(self) -> frozenset[str]: ...
    @property
    def rules(self) -> Sequence[Any]: ...
    @property
    def installed_rules(self) -> Sequence[Any]: ...
    def kind(self, key: str) -> Any: ...
    def installed_kind(self, key: str) -> Any: ...
    @property
    def installed_kinds(self) -> Sequence[Any]: ...
    def is_hidden(self, kind: Any) -> bool: ...
    def schedule(self, key: str) -> Any: ...
    def asked(self, hook: str) -> Callable[..., Any]: ...
    def asked_everywhere(self, hook: str) -> Callable[..., Any]: ...


@dataclass
class UnitOfWork:
    """The transaction's session, tenant, actor, moment and plugins. Services take it first; none commits."""

    session: Session
    tenant: TenantFacts
    actor: Actor
    now: datetime
    plugins: PluginsOn
    _later: dict[Hashable, Callable[[], None]] = field(default_factory=dict)
    _known: dict[Hashable, Any] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The London day of this transaction."""
        return london_day(self.now)

    def may(self, permission: str) -> bool:
        return permission in self.actor.permissions

    def require(self, permission: str) -> None:
        """Raise `NotPermittedError` unless the actor holds the permission."""
        if not self.may(permission):
            raise NotPermittedError("Your role does not include this.")

    def known(self, key: Hashable, read: Callable[[], Any]) -> Any:
        """What `read` answers, asked once in this transaction."""
        if key not in self._known:
            self._known[key] = read()
        return self._known[key]

    def forget(self, key: Hashable) -> None:
        """Ask again: what `known` answered is no longer so."""
        self._known.pop(key, None)

    def once(self, key: Hashable, action: Callable[[], None]) -> None:
        """Run `action` just before the commit; the same key again in this transaction changes nothing."""
        self._later.setdefault(key, action)

    def finish(self) -> None:
        """Flush, tell every changed record once, run what was put off until the end; then the edge commits."""
        for _round in range(MOST_ROUNDS):
            self.session.flush()
            for change in take_changes(self.session):
                self.plugins.asked("portal_record_changed")(uow=self, change=change)
            waiting, self._later = self._later, {}
            for action in waiting.values():
                action()
            if not self._later and not self.session.new and not self.session.dirty and not has_changes(self.session):
                return
        raise RuntimeError("Changes keep causing changes; a record_changed hook writes what it listens to.")
