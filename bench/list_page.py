"""Goal 1: the incident list as a person gets it, against the barest page with the same rows."""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask, render_template
from flask.sessions import SecureCookieSessionInterface
from psycopg.rows import namedtuple_row
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from bench.goals import Line, at_most
from bench.measuring import Meter, compare, web_cpu
from bench.rows import seeded
from bench.sizes import TenantSize
from bench.world import World, token_of

BARE_ROWS = """
    SELECT r.id, r.reference, r.title, r.status, r.severity, r.opened_on, r.closed_on, r.origin, s.name AS site_name
    FROM portal.record r LEFT JOIN directory.site s ON s.id = r.site_id
    WHERE r.tenant_id = %s AND r.kind = 'incident' ORDER BY r.opened_on DESC, r.id DESC LIMIT 50
"""
Visit = Callable[[], bytes]
MOST = 2.5
LIKE_LENGTH = 0.25


def list_page_lines(world: World) -> list[Line]:
    one = world.sizes.page
    with world.connect() as connection:
        floor = visit(bare_app(connection, one), "/", {})
        ours = portal_list(world, one)
        check_likeness(floor(), ours())
        found = compare(floor, ours, meter=Meter, seconds=world.sizes.seconds)
    how = f"CPU of the web process, a page of {len(ours()) / 1024:.0f} KB"
    return [at_most("1", "list page of 50, against bare psycopg + Jinja", found, web_cpu, limit=MOST, how=how)]


def portal_list(world: World, one: TenantSize) -> Visit:
    """Get the organisation's incident list."""
    return portal_page(world, one, "records/incident/")


def portal_page(world: World, one: TenantSize, path: str) -> Visit:
    """Get a page of the organisation through the whole WSGI application, signed in."""
    return visit(world.app, f"/t/{one.slug}/{path}", signed_in(world.app, one))


def signed_in(app: Flask, one: TenantSize) -> dict[str, str]:
    """The cookie a browser sends after its person signed in."""
    serialiser = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serialiser is not None
    cookie = SimpleCookie(
        {app.config["SESSION_COOKIE_NAME"]: serialiser.dumps({"_user_id": token_of(one), "_fresh": True})}
    )
    return {"Cookie": cookie.output(header="", sep=";").strip()}


def visit(app: Flask, path: str, headers: dict[str, str]) -> Visit:
    """A call that sends one GET through the application and returns the body it answers, refusing all but 200."""
    environ = EnvironBuilder(path=path, headers=Headers(headers), base_url="https://bench.example").get_environ()

    def get() -> bytes:
        status: list[str] = []

        def start(code: str, _headers: object, _error: object = None) -> Callable[[bytes], object]:
            status.append(code)
            return len

        answer = app.wsgi_app(dict(environ), start)
        try:
            body = b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()
        assert status == ["200 OK"], (status, path)
        return body

    return get


def bare_app(connection: psycopg.Connection[Any], one: TenantSize) -> Flask:
    """Flask, one prepared statement as a superuser with a literal tenant, and one flat template: nothing else."""
    app = Flask("bare", template_folder=str(Path(__file__).parent / "templates"))
    connection.row_factory = namedtuple_row

    @app.get("/")
    def rows() -> str:
        found = connection.execute(BARE_ROWS, (seeded(one).id,)).fetchall()
        return render_template("bare_list.html", rows=found)

    return app


def check_likeness(bare: bytes, portal: bytes) -> None:
    """Refuse to compare pages that differ much in length, or do not show the same rows."""
    assert abs(len(bare) / len(portal) - 1) < LIKE_LENGTH, (len(bare), len(portal))
    assert bare.count(b"<tr") == portal.count(b"<tr") == 51, (bare.count(b"<tr"), portal.count(b"<tr"))
