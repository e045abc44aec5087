"""What the tests of accounts do again and again, as a person would."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from portal.core.migrate import migrator_engine
from tests.databases import as_superuser
from tests.world import PASSWORD

if TYPE_CHECKING:
    from portal.core.installation import Location
    from tests.client import Page, PortalClient

BEN = "ben@rosewood.example"
ASHA = "asha@northshire.example"
NEWCOMER = "nia@rosewood.example"
LONG_ENOUGH = "three odd words together"


def sign_in(client: PortalClient, email: str = BEN, password: str = PASSWORD, query: str = "", **options) -> Page:
    return client.post(f"/sign-in{query}", {"email": email, "password": password}, **options)


def invite(admin: PortalClient, email: str = NEWCOMER, role: str = "officer", tenant: str = "rosewood") -> str:
    """Invite as an administrator; the path of the link shown."""
    page = admin.post(f"/t/{tenant}/people/invite", {"name": "Nia Price", "email": email, "roles": role})
    return link_on(page)


def link_on(page: Page) -> str:
    """The path of the one link the page shows."""
    found = re.search(r"http://localhost(/join/[A-Za-z0-9_-]{43})", page.words)
    assert found, page.words
    return found[1]


def as_gate(location: Location, statement: str, **parameters) -> None:
    """Change what only the functions of schema `auth` may, for instance let time pass."""
    with migrator_engine(location).begin() as connection:
        connection.execute(text("SET LOCAL ROLE portal_gate"))
        connection.execute(text(statement), parameters)


def queued_mails(location: Location) -> list[Any]:
    """The outbox as the owner sees it, oldest first."""
    with as_superuser(location) as connection:
        return list(connection.execute(text("SELECT * FROM portal.outbox_mail ORDER BY created_at")))
