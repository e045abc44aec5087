"""Every route stands behind a guard, and the guard keeps its word: generated from the address map."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from portal.commands.check import check, unguarded
from portal.core.db import db
from portal.core.ids import new_id
from portal.web.access import OfKind, Scope
from portal.web.blueprint import PortalBlueprint
from portal.web.transaction import registry
from tests.client import PortalClient
from tests.contract.routes import routes, send_form
from tests.contract.rows import Filled, fill
from tests.world import PERSONAS, TENANTS

READERS = ("asha", "sam", "ben", "mia", "noor", "rhona", "vera")
NOWHERE = "no-such-place"


def of_scope(app, *scopes):
    return [one for one in routes(app) if one.guard.scope in scopes]


def visit(client, route, path):
    return client.get(path) if route.is_read else send_form(client, path)


@contextmanager
def watched(app):
    """What the web's engine does meanwhile: commits, and whether its transactions may write."""
    commits, writing = [], []
    note_commit = commits.append

    def note_beginning(_session, _transaction, connection):
        writing.append(connection.connection.dbapi_connection.read_only is not True)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "commit", note_commit)
    event.listen(Session, "after_begin", note_beginning)
    yield commits, writing
    event.remove(engine, "commit", note_commit)
    event.remove(Session, "after_begin", note_beginning)


def test_every_route_has_a_guard(app):
    assert unguarded(app) == []


def test_a_route_cannot_be_written_without_a_permission():
    with pytest.raises(TypeError, match="names no permission"):
        PortalBlueprint("bare", __name__).route("/")


@pytest.mark.parametrize("name", READERS)
def test_reading_never_commits_and_never_could(app, client, name):
    reader, home = client.as_(name), PERSONAS[name].home
    pages = [one for one in of_scope(app, Scope.TENANT) if one.is_read and not one.asks]

    with watched(app) as (commits, writing):
        broken = {str(one): page for one in pages if (page := reader.get(one.path(app, home)).status_code) >= 500}
    assert (commits, any(writing), bool(writing), broken) == ([], False, True, {})


def test_signed_out_one_is_sent_to_sign_in(app, client):
    private = of_scope(app, Scope.TENANT, Scope.ACCOUNT, Scope.OPERATOR)

    answers = {str(one): client.get(one.path(app, "northshire")).location for one in private if one.is_read}
    assert {rule: where for rule, where in answers.items() if not (where or "").startswith("/sign-in?next=")} == {}


def test_signed_out_nothing_can_be_sent(app, client):
    private = of_scope(app, Scope.TENANT, Scope.ACCOUNT, Scope.OPERATOR)

    answers = {str(one): send_form(client, one.path(app, "northshire")) for one in private if one.is_write}
    assert {rule: page.status_code for rule, page in answers.items() if page.status_code != 401} == {}


def test_another_organisations_pages_are_like_pages_of_none(app, client):
    cora = client.as_("cora")

    for route in of_scope(app, Scope.TENANT):
        theirs, nobodys = (visit(cora, route, route.path(app, slug)) for slug in ("northshire", NOWHERE))
        assert theirs.status_code == 404, str(route)
        assert as_bytes(theirs) == as_bytes(nobodys), str(route)


def as_bytes(page):
    """The whole answer, but for the number of the request."""
    number = page.response.headers["X-Request-Id"]
    headers = {name: value for name, value in page.response.headers.items() if name != "X-Request-Id"}
    return page.text.replace(number, "-"), headers


def test_an_object_of_another_organisation_is_like_one_that_is_not_there(app, client, superuser):
    """The id of a row in every table of Northshire's against a random one, on Westmere's own pages."""
    real = new_id()
    fill(superuser, Filled(TENANTS[0].id, PERSONAS["asha"].id, real, "THEIRS"))
    superuser.commit()
    cora = client.as_("cora")

    for route in of_scope(app, Scope.TENANT):
        if route.ids:
            foreign = visit(cora, route, route.path(app, "westmere", **dict.fromkeys(route.ids, real)))
            absent = visit(cora, route, route.path(app, "westmere"))
            assert as_bytes(foreign) == as_bytes(absent), str(route)


def test_who_is_no_operator_finds_no_operators_page(app, client):
    asha = client.as_("asha")

    answers = {str(one): visit(asha, one, one.path(app, "")).status_code for one in of_scope(app, Scope.OPERATOR)}
    assert {rule: status for rule, status in answers.items() if status != 404} == {}


def test_a_plugin_that_is_off_has_no_pages(app, client, act_and_commit):
    with app.app_context():
        plugins, kinds = sorted(registry().plugins), dict(registry().kinds)
    with act_and_commit("noor") as uow:
        uow.session.execute(text("UPDATE portal.tenant_plugin SET switched_on = false"))
    sam = client.as_("sam")

    for plugin in plugins:
        found = [visit(sam, route, path).status_code for route, path in pages_of(app, plugin, kinds)]
        assert set(found) <= {404}, plugin


def pages_of(app, plugin, kinds):
    """A plugin's own pages, and the core's pages of its kinds."""
    for route in of_scope(app, Scope.TENANT, Scope.VISITOR):
        if route.guard.plugin == plugin:
            yield route, route.path(app, "northshire")
        elif isinstance(route.guard.access, OfKind):
            for key in (key for key, owned in kinds.items() if owned.plugin == plugin):
                yield route, route.path(app, "northshire", kind_key=key)


def test_portal_check_lists_what_is_there(app):
    done = app.test_cli_runner().invoke(check, ["--json"])
    found = json.loads(done.output)

    assert done.exit_code == 0
    assert {one["endpoint"] for one in found["routes"]} == {one.rule.endpoint for one in routes(app)}
    assert all(("permission" in one) is not ("public" in one) for one in found["routes"])
    bare = [one["name"] for one in found["tables"] if not (one["rls"] and one["forced"])]
    assert [name for name in bare if name.startswith(("portal.", "directory."))] == []
    assert {"code", "nation", "class", "source", "verified", "plugin", "valid_from"} == set(found["rules"][0])


def test_portal_check_fails_for_a_bare_route(app):
    app.view_functions["bare"] = lambda: ""
    bare = app.url_rule_class("/bare", endpoint="bare")
    app.url_map.add(bare)
    try:
        done = app.test_cli_runner().invoke(check, [])
    finally:
        app.url_map._rules.remove(bare)
        app.url_map._rules_by_endpoint.pop("bare")
        app.view_functions.pop("bare")

    assert (done.exit_code, done.stderr) == (1, "bare is a route without a guard.\n")


def test_a_stranger_meets_no_error_anywhere(app):
    stranger = PortalClient(app)
    public = [one for one in of_scope(app, Scope.PUBLIC, Scope.VISITOR) if one.is_read]

    answers = {str(one): stranger.get(one.path(app, "rosewood")).status_code for one in public}
    assert {rule: status for rule, status in answers.items() if status >= 500} == {}
