"""A form counts only when it comes from a page of ours, in the browser that was shown it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Membership
from tests.client import PortalClient

INVITE = "/t/rosewood/people/invite"
TYPED = {"name": "Nia Rowe", "email": "nia@rosewood.example", "roles": "reader"}


@pytest.fixture
def ade(client):
    return client.as_("ade")


@pytest.fixture
def form(ade):
    return {**ade.get(INVITE).form(), **TYPED}


def refused(page):
    return (page.status_code, page.heading) == (400, "Send the form again") and "Nia Rowe" in page.text


def test_with_its_token_it_counts(ade, form):
    assert ade.post_raw(INVITE, form).status_code == 200


@pytest.mark.parametrize(
    "token", [None, "", "x", "IjEi.aaaa.bbbb", "\0", "é" * 200, "ImFiYyI.ZwAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAA"]
)
def test_without_its_token_or_with_a_made_up_one_nothing_is_done(ade, form, token):
    sent = {name: value for name, value in form.items() if name != "csrf_token"}

    assert refused(ade.post_raw(INVITE, sent | ({} if token is None else {"csrf_token": token})))


def test_one_letter_of_the_token_changed_is_enough(ade, form):
    token = form["csrf_token"]
    flipped = ("a" if token[0] != "a" else "b") + token[1:]

    assert refused(ade.post_raw(INVITE, {**form, "csrf_token": flipped}))


def test_the_token_of_another_browser_is_worth_nothing(client, ade, form):
    other = client.as_("ade").get(INVITE).form()["csrf_token"]

    assert refused(ade.post_raw(INVITE, {**form, "csrf_token": other}))


def test_a_token_in_the_address_is_no_token(ade, form):
    token = form.pop("csrf_token")

    assert refused(ade.post_raw(f"{INVITE}?csrf_token={token}", form))


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:8443"},
        {"Origin": "localhost"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_form_that_comes_from_elsewhere_is_refused_whatever_its_token(ade, form, headers):
    page = ade.post_raw(INVITE, form, headers=headers)

    assert page.status_code == 400
    assert page.heading == "That came from another page"
    assert "Nia Rowe" in page.text


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}]
)
def test_a_form_from_here_is_taken(ade, form, headers):
    assert ade.post_raw(INVITE, form, headers=headers).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_other_way_of_sending_gets_round_it(ade, form, method):
    assert ade.browser.open(INVITE, method=method, data=form).status_code in {400, 405}


def test_nothing_that_was_refused_left_a_trace(client, ade, form, act):
    members = select(func.count()).select_from(Membership)
    before = act("ade").session.scalar(members)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        ade.post_raw(INVITE, form, headers=headers)
    ade.post_raw(INVITE, {**form, "csrf_token": "x"})

    assert act("ade").session.scalar(members) == before
    assert "Nia Rowe" not in client.as_("ade").get("/t/rosewood/people/").text


def test_every_form_on_the_first_pages_has_a_token_and_a_key(client):
    pages = [client.as_("ben").get(path) for path in ("/t/rosewood/", "/t/rosewood/providers/our-sites", "/account/")]
    pages.append(PortalClient(client.app).get("/sign-in"))

    forms = [one for page in pages for one in page.tree.xpath("//form[@method='post']")]
    assert forms
    assert [one.get("action") for one in forms if not dict(one.form_values()).get("csrf_token")] == []
