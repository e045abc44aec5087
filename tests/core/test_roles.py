"""The database roles: their addresses, and making them on a server that belongs to somebody else."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest

from portal.app import create_app
from portal.commands.database import prepare_database
from portal.commands.doctor import examine
from portal.core.embedded import embedded_postgres
from portal.core.installation import Location
from portal.core.keys import derive_password
from portal.core.roles import create_roles, role_url

SECRET = "a secret for tests, long enough"


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("postgresql://admin:pass@db.example.org:6432/portal", "db.example.org:6432/portal"),
        ("postgresql://db.example.org/portal?sslmode=verify-full", "db.example.org/portal?sslmode=verify-full"),
        ("postgres://admin@[::1]:5432/portal", "[::1]:5432/portal"),
        ("postgresql://admin@/portal?host=/run/postgresql", "/portal?host=/run/postgresql"),
    ],
)
def test_a_role_takes_the_place_of_whoever_stands_in_the_address(address, where):
    password = derive_password(SECRET, "portal_app")

    assert role_url(address, "portal_app", SECRET) == f"postgresql://portal_app:{password}@{where}"


@pytest.fixture
def rented(tmp_path, settings):
    """A server of its own with a database that belongs to an administrator who is no superuser."""
    with embedded_postgres(tmp_path, durable=False) as server:
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as superuser:
            superuser.execute("CREATE ROLE landlord LOGIN CREATEROLE CREATEDB")
            superuser.execute("CREATE DATABASE portal OWNER landlord")
        yield Location(replace(settings, data_dir=tmp_path), server, "portal")


@pytest.mark.slow  # starts a server of its own: roles belong to the whole server
def test_an_administrator_who_is_no_superuser_can_make_a_database_the_doctor_finds_well(rented):
    with psycopg.connect(rented.embedded.url("landlord", "portal"), autocommit=True) as landlord:
        for _twice in range(2):
            create_roles(landlord, "portal", rented.settings.secret)
    registry = create_app(rented.settings, rented).extensions["portal.registry"]
    prepare_database(rented, registry)

    assert examine(rented, registry) == []
