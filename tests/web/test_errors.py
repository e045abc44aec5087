"""Error pages: plain words, what to do, the request's number, the words one typed; nothing of the machine."""

from __future__ import annotations

import re

import pytest
from psycopg import errors as postgres
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from portal.core.errors import NotPermittedError, PortalError, StaleRecordError
from tests.client import Page, PortalClient

INVITE = "/t/rosewood/people/invite"
TYPED = {"name": "Nia Rowe", "email": "nia@rosewood.example", "roles": "reader"}
MACHINE = re.compile(
    r"Traceback|sqlalchemy|psycopg|portal\.|werkzeug|\.py\b|SELECT |pg_|RuntimeError|Errno", re.IGNORECASE
)


@pytest.fixture
def failing(app):
    """Make the page that invites people fail: `failing(error)`."""
    view = app.view_functions["members.invite"]
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def break_with(error):
        def fail(**_arguments):
            raise error

        app.view_functions["members.invite"] = fail

    yield break_with
    app.view_functions["members.invite"] = view
    app.config["PROPAGATE_EXCEPTIONS"] = None


def from_database(kind, cause):
    return kind("SELECT name FROM portal.secret", {"name": "a person"}, cause)


FAULTS = {
    "a bug": (RuntimeError("portal.secret"), 500, "Something went wrong"),
    "a rule that says no": (PortalError("Choose a day that has come."), 400, "That cannot be done"),
    "an old version": (StaleRecordError(), 409, "Somebody was here before you"),
    "a right one lacks": (
        NotPermittedError("Your role does not include this."),
        403,
        "Your role does not include this",
    ),
    "two at once": (from_database(IntegrityError, postgres.UniqueViolation("x")), 409, "That did not save"),
    "a strange character": (from_database(DataError, postgres.DataError("x")), 400, "That cannot be kept"),
    "no database": (from_database(OperationalError, postgres.OperationalError("x")), 503, "Try again in a minute"),
    "too many at once": (PoolTimeoutError("x"), 503, "Try again in a minute"),
}


@pytest.mark.parametrize(("error", "status", "title"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_told_in_plain_words_with_its_number(client, failing, error, status, title):
    failing(error)
    page = client.as_("ade").get(INVITE)

    assert (page.status_code, page.heading) == (status, title)
    number = page.response.headers["X-Request-Id"]
    assert f"If you ask for help, give this number: {number}" in page.words
    assert MACHINE.search(page.words) is None


@pytest.mark.parametrize("fault", [key for key in FAULTS if key != "a right one lacks"])
def test_what_was_typed_is_on_the_page_to_be_copied(client, failing, fault):
    ade = client.as_("ade")
    form = ade.get(INVITE).form()
    failing(FAULTS[fault][0])
    page = ade.post_raw(INVITE, {**form, **TYPED})

    boxes = {one.get("id"): one.text for one in page.tree.xpath("//textarea[@readonly]")}
    assert list(boxes.values()) == ["Nia Rowe", "nia@rosewood.example", "reader"]


def test_the_number_in_the_log_is_the_number_on_the_page(client, failing, capsys):
    failing(RuntimeError("a secret of the machine"))
    page = client.as_("ade").get(INVITE)
    logged = capsys.readouterr().out

    assert page.response.headers["X-Request-Id"] in logged
    assert "RuntimeError" in logged
    assert "a secret of the machine" not in logged


def test_who_is_told_to_wait_is_told_how_long(client, failing):
    failing(FAULTS["no database"][0])

    assert client.as_("ade").get(INVITE).response.headers["Retry-After"] == "60"


def test_passwords_and_keys_are_never_shown_back(client):
    page = client.post_raw("/sign-in", {"email": "ben@rosewood.example", "password": "hunter2-hunter2", "op": "KEY"})

    assert page.status_code == 400
    assert "ben@rosewood.example" in page.text
    assert "hunter2-hunter2" not in page.text
    assert "KEY" not in page.words


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("DELETE", "/t/rosewood/", 405), ("PUT", "/sign-in", 405), ("POST", "/healthz", 405)],
)
def test_a_way_of_asking_nobody_made_says_which_ways_there_are(client, method, path, status):
    ben = client.as_("ben").browser
    page = Page(ben.open(path, method=method))

    assert page.status_code == status
    assert page.heading == "This page does not work that way"
    assert "GET" in page.response.headers["Allow"]


def test_an_error_page_needs_no_session_and_reads_the_same_for_everybody(client):
    pages = [browser.get("/nowhere") for browser in (client, client.as_("ben"), client.as_("otto"))]
    texts = {page.text.replace(page.response.headers["X-Request-Id"], "-") for page in pages}

    assert len(texts) == 1


def test_a_session_that_ended_costs_nobody_their_words(client):
    stranger = PortalClient(client.app)
    token = stranger.get("/sign-in").form()["csrf_token"]
    lost = stranger.post_raw(INVITE, {"csrf_token": token, **TYPED})
    assert (lost.status_code, lost.heading) == (401, "Sign in again")
    assert "Nia Rowe" in lost.text


def test_markup_somebody_typed_is_shown_as_words(client):
    page = client.post_raw("/sign-in", {"email": "<script>alert(1)</script>"})

    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
