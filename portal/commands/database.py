"""Bring a database to what this version's code declares: migrations, outside plugins' own, roles."""

from __future__ import annotations

from sqlalchemy import Connection, text

from portal.core import migrate
from portal.core.installation import Location
from portal.registry import Registry


def prepare_database(location: Location, registry: Registry) -> None:
    """Migrate to the head, then tell the database which compartments and powers each declared role has."""
    migrate.upgrade(location)
    migrate.upgrade_outside_plugins(location, registry.outside_histories())
    with migrate.migrator_engine(location).begin() as connection:
        sync_roles(connection, registry)


def sync_roles(connection: Connection, registry: Registry) -> None:
    """Write the declared roles for `ctx.begin` to read."""
    connection.execute(text("DELETE FROM auth.role"))
    for role in registry.roles.values():
        connection.execute(
            text("INSERT INTO auth.role (key, compartments, powers) VALUES (:key, :compartments, :powers)"),
            {
                "key": role.key,
                "compartments": sorted(role.compartments),
                "powers": ["manages_members"] if role.manages_members else [],
            },
        )
