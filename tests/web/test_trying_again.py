"""A form that met a fault, or a session that had ended: what was typed waits on the page and is sent with one press."""

from __future__ import annotations

import pyotp
import pytest
from psycopg import errors as postgres
from sqlalchemy.exc import OperationalError

from plugins.incidents.models import Incident
from portal.core.clock import now
from portal.core.db import db
from portal.web.blueprint import guarded
from tests.casework.incidents import completed, path
from tests.world import PASSWORD

WORDS = "A graze on the left hip.\r\nSeen at breakfast."
BEN = {"email": "ben@rosewood.example", "password": PASSWORD}


@pytest.fixture
def incident(act_and_commit):
    with act_and_commit("ben") as uow:
        return completed(uow)


@pytest.fixture
def edit(incident):
    return f"{path(incident)}/edit"


@pytest.fixture
def injury(act, incident):
    """What the record says of the injury."""
    return lambda: act("ruth").session.get_one(Incident, (incident.tenant_id, incident.id)).injury


@pytest.fixture
def failing(app):
    """For as long as the block runs nobody can edit: `with failing(error): …`."""
    view = app.view_functions["casework.edit"]

    def fail_with(error):
        def fail(**_arguments):
            raise error

        app.config["PROPAGATE_EXCEPTIONS"] = False
        app.view_functions["casework.edit"] = guarded(fail, view.guard)

    def mend():
        app.view_functions["casework.edit"] = view
        app.config["PROPAGATE_EXCEPTIONS"] = None

    fail_with.mend = mend
    yield fail_with
    mend()


def form_at(page, action):
    """The form as a browser would send it: lines end in CR LF whatever the page says."""
    values = page.tree.xpath(f"//main//form[@action='{action}']")[0].form_values()
    return {name: "\r\n".join(value.splitlines()) for name, value in values}


def typed(browser, edit):
    form = browser.get(edit).tree.xpath("//input[@name='draft_of']/ancestor::form")[0]
    return dict(form.form_values()) | {"injury": WORDS}


@pytest.mark.parametrize(
    "fault", [RuntimeError("bug"), OperationalError("SELECT", {}, postgres.OperationalError("x"))], ids=["bug", "away"]
)
def test_after_a_fault_one_press_sends_what_was_typed(client, edit, injury, failing, fault):
    ben = client.as_("ben")
    form = typed(ben, edit)
    failing(fault)
    page = ben.post_raw(edit, form)
    failing.mend()

    assert ben.post_raw(edit, form_at(page, edit)).status_code == 302
    assert injury() == WORDS


def test_sent_again_after_it_had_been_saved_it_counts_once(client, edit, injury, failing):
    ben = client.as_("ben")
    form = typed(ben, edit)
    failing(RuntimeError("the answer was lost"))
    page = ben.post_raw(edit, form)
    failing.mend()
    first = ben.post_raw(edit, form)
    again = ben.post_raw(edit, form_at(page, edit))

    assert (first.status_code, again.status_code, again.location) == (302, 302, first.location)


def test_a_form_with_a_password_is_not_put_on_the_page_again(client):
    page = client.post_raw("/sign-in", BEN)

    assert page.status_code == 400
    assert page.tree.xpath("//main//form") == []
    assert PASSWORD not in page.text


def test_a_form_that_may_have_come_from_elsewhere_is_not_sent_with_one_press(client, edit):
    ben = client.as_("ben")
    form = typed(ben, edit) | {"csrf_token": "stale"}
    unknown = ben.post_raw(edit, form)
    ours = ben.post_raw(edit, form, headers={"Sec-Fetch-Site": "same-origin"})

    assert (unknown.status_code, unknown.tree.xpath("//main//form")) == (400, [])
    assert WORDS.split("\r", maxsplit=1)[0] in unknown.text
    assert ben.post_raw(edit, form_at(ours, edit)).status_code == 302


def end_session(app, browser):
    with browser.browser.session_transaction() as cookie:
        token = cookie["_user_id"]
    with app.app_context(), db.engines["auth"].begin() as connection:
        connection.exec_driver_sql("SELECT auth.close_session(%s)", (token,))


@pytest.fixture
def ended(app, client, edit):
    """Ben, whose session ends while he types; the page that answers when he presses Save."""
    ben = client.as_("ben")
    form = typed(ben, edit)
    end_session(app, ben)
    return ben, ben.post_raw(edit, form)


def test_signed_in_again_one_finds_what_one_was_sending(ended, edit, injury):
    ben, page = ended
    assert (page.status_code, page.heading) == (401, "Sign in again")
    asked = ben.post_raw("/sign-in", form_at(page, "/sign-in"))
    assert (asked.heading, asked.errors) == ("Sign in", [])
    waiting = ben.post_raw("/sign-in", asked.form() | BEN)
    assert (waiting.status_code, waiting.heading) == (200, "You are signed in again")
    assert "You are Ben Hargreaves." in waiting.words

    assert ben.post_raw(edit, form_at(waiting, edit)).status_code == 302
    assert injury() == WORDS


def test_a_wrong_password_on_the_way_loses_nothing(ended, edit):
    ben, page = ended
    asked = ben.post_raw("/sign-in", form_at(page, "/sign-in"))
    wrong = ben.post_raw("/sign-in", asked.form() | BEN | {"password": "wrong-wrong-wrong"})
    waiting = ben.post_raw("/sign-in", wrong.form() | BEN)

    assert len(wrong.errors) == 1
    assert form_at(waiting, edit)["injury"] == WORDS


@pytest.mark.parametrize("change", [lambda sealed: sealed[:-2] + "xx", lambda _sealed: "", lambda _sealed: "nonsense"])
def test_what_the_portal_did_not_seal_is_not_shown_after_signing_in(ended, edit, change):
    ben, page = ended
    form = form_at(page, "/sign-in")
    asked = ben.post_raw("/sign-in", form | {"carried": change(form["carried"])})

    assert ben.post_raw("/sign-in", asked.form() | BEN).status_code == 302


def test_the_second_factor_carries_it_too(app, client, edit):
    desk = client.as_("ben")
    key = desk.get("/account/second-factor").tree.xpath('//*[@class="portal-code"]')[0].text.replace(" ", "")
    desk.post("/account/second-factor", {"code": pyotp.TOTP(key).at(now()), "password": PASSWORD})
    form = typed(desk, edit)
    end_session(app, desk)
    page = desk.post_raw(edit, form)
    asked = desk.post_raw("/sign-in", form_at(page, "/sign-in"))
    code = desk.post_raw("/sign-in", asked.form() | BEN)
    next_code = pyotp.TOTP(key).at(now(), counter_offset=1)
    waiting = desk.post_raw("/sign-in/code", form_at(code, "/sign-in/code") | {"code": next_code})

    assert (code.heading, waiting.heading) == ("Enter your code", "You are signed in again")
    assert desk.post_raw(edit, form_at(waiting, edit)).status_code == 302
