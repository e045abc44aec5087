"""`portal check`: what this installation is made of: its routes, tables, kinds, hooks and rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal.commands.doctor import import_models
from portal.core.db import Model, db
from portal.core.row_security import tenancies
from portal.web.access import Anyone, OfKind, Public

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.routing import Rule

    from portal.registry import Registry
    from portal.web.access import Guard

Object = dict[str, Any]
FLASKS_OWN = frozenset({"static"})
ADDED_BY_FLASK = frozenset({"HEAD", "OPTIONS"})
PROTECTION = sa.text(
    "SELECT n.nspname || '.' || c.relname AS name, c.relrowsecurity AS rls, c.relforcerowsecurity AS forced"
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relkind IN ('r', 'p')"
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_appcontext
def check(*, as_json: bool) -> None:
    """Say what routes ask, how tables are protected and who declares what; exit 1 for a bare route."""
    found = inventory(current_app)
    bare = unguarded(current_app)
    click.echo(json.dumps(found, indent=2) if as_json else "\n".join(_summary(found)))
    for endpoint in bare:
        click.echo(f"{endpoint} is a route without a guard.", err=True)
    if bare:
        raise click.exceptions.Exit(1)


def inventory(app: Flask) -> Object:
    """Everything `portal check --json` prints."""
    registry: Registry = app.extensions["portal.registry"]
    return {
        "routes": [_route(app, rule) for rule in _rules(app)],
        "tables": list(_tables()),
        "kinds": [{"key": key, "plugin": owned.plugin} for key, owned in sorted(registry.kinds.items())],
        "hooks": [{"name": name, "implemented_by": owners} for name, owners in sorted(registry.hook_owners().items())],
        "rules": [
            {
                "code": owned.item.code,
                "nation": owned.item.nation_label,
                "class": owned.item.binding.value,
                "source": owned.item.source,
                "verified": owned.item.verified,
                "plugin": owned.plugin,
                "valid_from": owned.item.valid_from.isoformat(),
            }
            for owned in registry.rules
        ],
    }


def unguarded(app: Flask) -> list[str]:
    """Endpoints whose view stands behind no guard."""
    return sorted({rule.endpoint for rule in _rules(app) if _guard(app, rule) is None})


def _rules(app: Flask) -> list[Rule]:
    ours = (rule for rule in app.url_map.iter_rules() if rule.endpoint not in FLASKS_OWN)
    return sorted(ours, key=lambda rule: (rule.rule, rule.endpoint))


def _guard(app: Flask, rule: Rule) -> Guard | None:
    return getattr(app.view_functions[rule.endpoint], "guard", None)


def _route(app: Flask, rule: Rule) -> Object:
    guard = _guard(app, rule)
    return {
        "rule": rule.rule,
        "endpoint": rule.endpoint,
        "methods": sorted((rule.methods or set()) - ADDED_BY_FLASK),
        "scope": guard.scope.value if guard else None,
        "plugin": guard.plugin if guard else None,
        **(_access(guard) if guard else {}),
    }


def _access(guard: Guard) -> dict[str, str]:
    match guard.access:
        case Public(reason):
            return {"public": reason}
        case Anyone(reason):
            return {"permission": f"signed in: {reason}"}
        case OfKind(verb):
            return {"permission": f"of the kind: {verb}"}
        case str() as permission:
            return {"permission": permission}


def _tables() -> Iterator[Object]:
    import_models()
    with db.engine.connect() as connection:
        protection = {row.name: row for row in connection.execute(PROTECTION)}
    for name, tenancy in sorted(tenancies(Model.metadata).items()):
        row = protection.get(name)
        yield {
            "name": name,
            "tenancy": tenancy,
            "rls": bool(row and row.rls),
            "forced": bool(row and row.forced),
        }


def _summary(found: Object) -> Iterator[str]:
    public = [route for route in found["routes"] if "public" in route]
    open_tables = [table["name"] for table in found["tables"] if not (table["rls"] and table["forced"])]
    unverified = [rule for rule in found["rules"] if not rule["verified"]]
    yield f"{len(found['routes'])} routes, {len(public)} of them public."
    yield f"{len(found['tables'])} tables, {len(open_tables)} of them without forced row security."
    yield from (f"  {name}" for name in open_tables)
    yield f"{len(found['kinds'])} kinds of record: {', '.join(kind['key'] for kind in found['kinds'])}."
    yield f"{len(found['hooks'])} hooks, {sum(not hook['implemented_by'] for hook in found['hooks'])} unused."
    yield f"{len(found['rules'])} time limits, {len(unverified)} of them not yet read at their source."
