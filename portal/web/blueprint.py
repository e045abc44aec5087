"""`PortalBlueprint`: a Flask blueprint whose every route names its access and runs in one guarded transaction."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.web.access import Access, Anyone, Guard, Public, Scope
from portal.web.transaction import answer

View = Callable[..., ResponseReturnValue]
PREFIX = {
    Scope.PUBLIC: "",
    Scope.VISITOR: "/o/<tenant_slug>",
    Scope.ACCOUNT: "/account",
    Scope.TENANT: "/t/<tenant_slug>",
    Scope.OPERATOR: "/operator",
}


class PortalBlueprint(Blueprint):
    """Pages of one feature. `path` follows the scope's prefix: `/t/<tenant_slug>/<path>` for tenants.

    `plugin` names the owner, so that a tenant with the plugin off finds nothing here; the core's own leave it out.
    """

    def __init__(
        self,
        name: str,
        import_name: str,
        *,
        scope: Scope = Scope.TENANT,
        path: str = "",
        plugin: str | None = None,
    ) -> None:
        prefix = PREFIX[scope] + (f"/{path}" if path else "")
        super().__init__(name, import_name, url_prefix=prefix or None, template_folder="templates")
        self.scope = scope
        self.plugin = plugin

    def route(self, rule: str, *, permission: Access | None = None, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """Like Flask's, with `permission` required: a permission key, `OfKind`, `Anyone` or `Public` with a reason."""
        if permission is None:
            raise TypeError(f"{self.name}: the route {rule} names no permission.")
        guard = Guard(self.scope, permission, self.plugin)
        _check(guard, f"{self.name}{rule}")

        def decorate(view: View) -> View:
            endpoint = options.pop("endpoint", view.__name__)
            self.add_url_rule(rule, endpoint, guarded(view, guard), **options)
            return view

        return decorate


def guarded(view: View, guard: Guard) -> View:
    """The view behind its guard; `portal check` reads `guard` from it."""

    @wraps(view)
    def run(**arguments: Any) -> ResponseReturnValue:
        return answer(view, guard, arguments)

    run.guard = guard  # type: ignore[attr-defined]
    return run


def _check(guard: Guard, where: str) -> None:
    is_public = isinstance(guard.access, Public)
    if is_public != (guard.scope in {Scope.PUBLIC, Scope.VISITOR}):
        raise TypeError(f"{where}: public pages stand in public blueprints, and only there.")
    if guard.scope is Scope.VISITOR and not guard.plugin:
        raise TypeError(f"{where}: pages for an organisation's visitors belong to a plugin it can switch off.")
    if isinstance(guard.access, Public | Anyone) and not guard.access.reason:
        raise TypeError(f"{where}: say why no permission is needed.")
