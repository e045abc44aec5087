"""Headers of every answer: pages, refusals, faults, files and what a program that asks wrongly gets."""

from __future__ import annotations

import pytest

from portal.core.ids import new_id
from tests.client import Page, PortalClient

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
PROMISED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
HOME = "/t/rosewood/"
KINDS_OF_ANSWER = {
    "a page": ("ben", "GET", HOME, 200),
    "a list as a file": ("ben", "GET", "/t/rosewood/records/incident.csv", 200),
    "the sign-in page": (None, "GET", "/sign-in", 200),
    "a way elsewhere": (None, "GET", HOME, 302),
    "the health of the process": (None, "GET", "/healthz", 200),
    "only the headers": ("ben", "HEAD", HOME, 200),
    "what may be asked": ("ben", "OPTIONS", HOME, 200),
    "a form without its token": ("ben", "POST", "/t/rosewood/people/invite", 400),
    "somebody signed out": (None, "POST", "/account/sign-out-everywhere", 400),
    "a role without the right": ("mia", "GET", "/t/rosewood/records/incident/", 403),
    "nothing there": ("ben", "GET", f"/t/rosewood/records/incident/{new_id()}", 404),
    "an address nobody made": (None, "GET", "/wp-admin/setup.php", 404),
    "another organisation": ("ben", "GET", "/t/northshire/", 404),
    "a way of asking nobody made": ("ben", "DELETE", HOME, 405),
}


def ask(client, name, method, path, **options):
    browser = client.as_(name) if name else PortalClient(client.app)
    return Page(browser.browser.open(path, method=method, **options))


@pytest.mark.parametrize(("name", "method", "path", "status"), KINDS_OF_ANSWER.values(), ids=KINDS_OF_ANSWER.keys())
def test_every_kind_of_answer_has_them(client, name, method, path, status):
    answer = ask(client, name, method, path)
    headers = answer.response.headers

    assert answer.status_code == status
    assert {name: headers.get(name) for name in PROMISED} == PROMISED
    assert headers["Cache-Control"] == "no-store"
    assert len(headers["X-Request-Id"]) == 16
    assert not {"Server", "X-Powered-By", "Access-Control-Allow-Origin"} & set(headers.keys())


@pytest.fixture
def broken(app):
    """The home page, with a fault of ours in it."""
    view = app.view_functions["dashboard.home"]

    def fail(**_arguments):
        raise RuntimeError("a secret of the machine")

    app.view_functions["dashboard.home"] = fail
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield
    app.view_functions["dashboard.home"] = view
    app.config["PROPAGATE_EXCEPTIONS"] = None


def test_a_fault_of_ours_has_them_too(client, broken):
    answer = client.as_("ben").get(HOME)

    assert answer.status_code == 500
    assert {name: answer.response.headers.get(name) for name in PROMISED} == PROMISED
    assert answer.response.headers["Cache-Control"] == "no-store"


def test_every_request_has_a_number_of_its_own(client):
    ben = client.as_("ben")

    assert len({ben.get(HOME).response.headers["X-Request-Id"] for _time in range(20)}) == 20


@pytest.mark.parametrize("path", ["/static/portal.css", "/static/portal.js", "/static/portal.svg"])
def test_a_file_of_ours_is_kept_and_never_guessed_at(client, path):
    with client.get(path, buffered=True).response as answer:
        headers = answer.headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"].startswith("max-age=")


@pytest.mark.parametrize("path", ["/static/nothing.css", "/static/../config.py", "/static/%2e%2e/config.py"])
def test_a_file_that_is_not_there_is_a_page_that_is_not_there(client, path):
    answer = client.get(path)

    assert (answer.status_code, answer.heading) == (404, "Page not found")


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client):
    cookie = client.get("/sign-in").response.headers["Set-Cookie"]

    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_no_page_writes_script_or_style_into_itself(client):
    for page in (client.as_("ben").get(HOME), client.get("/sign-in"), client.get("/nowhere")):
        inline = page.tree.xpath("//script[not(@src)] | //style | //*[@style] | //*[starts-with(name(@*), 'on')]")
        assert [one.tag for one in inline] == []
