"""Put organisations, people and directory entries straight into the database, as its owner.

For the demonstration world and the tests, which need many people at once. The application has no such path: there,
people come by invitation and organisations by the operator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from sqlalchemy import Connection, text

from portal.core.ids import token_hash
from portal.directory.keys import name_key

NAMESPACE = UUID("6f0e2c5a-6f8b-4d8e-9d0c-0b5351f2b544")


@dataclass(frozen=True)
class SeededTenant:
    """An organisation to put in, with the plugins it has on."""

    slug: str
    name: str
    kind: str
    nation: str
    authority_code: str | None = None
    plugins: tuple[str, ...] = ()
    keeps_register: bool = False
    created_on: date = date(2025, 9, 1)

    @property
    def id(self) -> UUID:
        return uuid5(NAMESPACE, f"tenant:{self.slug}")


@dataclass(frozen=True)
class SeededPerson:
    """A person to put in, with their roles by organisation."""

    email: str
    name: str
    roles: Mapping[str, tuple[str, ...]]
    is_operator: bool = False

    @property
    def id(self) -> UUID:
        return uuid5(NAMESPACE, f"person:{self.email}")


def put_tenants(connection: Connection, tenants: Iterable[SeededTenant]) -> None:
    """`connection` has become the owner."""
    connection.execute(text("SET LOCAL ROLE portal_gate"))
    for tenant in tenants:
        connection.execute(
            text(
                "INSERT INTO portal.tenant (id, slug, name, kind, nation, authority_code, created_on, keeps_register)"
                " VALUES (:id, :slug, :name, :kind, :nation, :code, :created_on, :keeps_register)"
            ),
            {
                "id": tenant.id,
                "slug": tenant.slug,
                "name": tenant.name,
                "kind": tenant.kind,
                "nation": tenant.nation,
                "code": tenant.authority_code,
                "created_on": tenant.created_on,
                "keeps_register": tenant.keeps_register,
            },
        )
        for plugin in tenant.plugins:
            connection.execute(
                text("INSERT INTO portal.tenant_plugin VALUES (:tenant, :plugin, true, true)"),
                {"tenant": tenant.id, "plugin": plugin},
            )
    connection.execute(text("SET LOCAL ROLE portal_owner"))


def put_people(connection: Connection, people: Iterable[SeededPerson], *, password_hash: str) -> None:
    """All with the same password: these are no accounts of real people."""
    connection.execute(text("SET LOCAL ROLE portal_gate"))
    for person in people:
        connection.execute(
            text(
                "INSERT INTO auth.account (id, email, email_key, name, password_hash, is_operator)"
                " VALUES (:id, :email, lower(:email), :name, :hash, :operator)"
            ),
            {
                "id": person.id,
                "email": person.email,
                "name": person.name,
                "hash": password_hash,
                "operator": person.is_operator,
            },
        )
        for slug, roles in person.roles.items():
            connection.execute(
                text(
                    "INSERT INTO portal.membership (tenant_id, user_id, name, email, roles, started_on)"
                    " SELECT id, :user, :name, :email, :roles, created_on FROM portal.tenant WHERE slug = :slug"
                ),
                {
                    "user": person.id,
                    "name": person.name,
                    "email": person.email,
                    "roles": list(roles),
                    "slug": slug,
                },
            )
    connection.execute(text("SET LOCAL ROLE portal_owner"))


def put_session(connection: Connection, person: SeededPerson, token: str) -> None:
    """A session that lasts a day, for a builder or a test to act with."""
    connection.execute(text("SET LOCAL ROLE portal_gate"))
    connection.execute(
        text("SELECT auth.open_session(:person, :hash, 'seeding', false, 1440, 1440)"),
        {"person": person.id, "hash": token_hash(token)},
    )
    connection.execute(text("SET LOCAL ROLE portal_owner"))


def shift_clock(connection: Connection, behind: timedelta | None) -> None:
    """Let the database's own clock run behind, so that a year of history carries its own dates; None puts it right."""
    connection.execute(text("DELETE FROM ctx.shifted_clock"))
    if behind is not None:
        connection.execute(text("INSERT INTO ctx.shifted_clock VALUES (1, :behind)"), {"behind": behind})


def provider_row(regulator: str, regulator_id: str, name: str, nation: str, *, seen_on: date) -> dict[str, object]:
    """A provider of the directory, as a row to insert."""
    return {
        "id": directory_id("provider", regulator_id),
        "regulator": regulator,
        "regulator_id": regulator_id,
        "name": name,
        "name_key": name_key(name),
        "nation": nation,
        "listed": True,
        "first_seen_on": seen_on,
        "last_seen_on": seen_on,
    }


def site_row(
    provider: dict[str, object], regulator_id: str, name: str, *, seen_on: date, **columns: object
) -> dict[str, object]:
    """A site of that provider, as a row to insert."""
    return {
        "id": directory_id("site", regulator_id),
        "regulator": provider["regulator"],
        "regulator_id": regulator_id,
        "provider_id": provider["id"],
        "name": name,
        "name_key": name_key(name),
        "nation": provider["nation"],
        "address_lines": [],
        "service_types": ["Residential homes"],
        "regulated_activities": ["Accommodation for persons who require nursing or personal care"],
        "specialisms": [],
        "details_from": "demonstration",
        "seen_in": ["demonstration"],
        "listed": True,
        "first_seen_on": seen_on,
        "last_seen_on": seen_on,
        **columns,
    }


def directory_id(kind: str, regulator_id: str) -> UUID:
    return uuid5(NAMESPACE, f"{kind}:{regulator_id}")
