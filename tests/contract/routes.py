"""Every route of the application as something a test can visit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from flask import session
from flask_wtf.csrf import generate_csrf
from werkzeug.routing import AnyConverter, Rule, UUIDConverter
from werkzeug.routing.converters import NumberConverter

from portal.web.access import Guard

if TYPE_CHECKING:
    from flask import Flask

    from tests.client import Page, PortalClient

TENANT = "tenant_slug"
KIND = "kind_key"


@dataclass(frozen=True)
class Route:
    """One rule of the address map, and what stands before its view."""

    rule: Rule
    guard: Guard

    def __str__(self) -> str:
        return self.rule.rule

    @property
    def is_read(self) -> bool:
        return "GET" in (self.rule.methods or ())

    @property
    def is_write(self) -> bool:
        return "POST" in (self.rule.methods or ())

    @property
    def asks(self) -> set[str]:
        """The parts of the address besides the organisation."""
        return set(self.rule.arguments) - {TENANT}

    @property
    def ids(self) -> list[str]:
        """The parts of the address that name an object."""
        return [name for name, one in self.rule._converters.items() if isinstance(one, UUIDConverter)]

    def path(self, app: Flask, tenant: str, **given: object) -> str:
        """An address the rule matches, with an object nobody has."""
        values = {name: _sample(converter) for name, converter in self.rule._converters.items()}
        values |= {KIND: "incident"} if KIND in values else {}
        values |= given | ({TENANT: tenant} if TENANT in values else {})
        return app.url_map.bind("localhost").build(self.rule.endpoint, values, method=None)


def routes(app: Flask) -> list[Route]:
    """Every route that has a guard, one per rule."""
    rules = sorted(app.url_map.iter_rules(), key=str)
    views = ((rule, getattr(app.view_functions[rule.endpoint], "guard", None)) for rule in rules)
    return [Route(rule, guard) for rule, guard in views if guard]


def send_form(client: PortalClient, path: str) -> Page:
    """Post an empty form with a valid token, as a page of ours would."""
    with client.app.test_request_context():
        token, raw = generate_csrf(), session["csrf_token"]
    with client.browser.session_transaction() as cookie:
        cookie["csrf_token"] = raw
    return client.post_raw(path, {"csrf_token": token})


def _sample(converter: object) -> object:
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    if isinstance(converter, UUIDConverter):
        return uuid4()
    return 1 if isinstance(converter, NumberConverter) else "x"
