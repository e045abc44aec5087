"""Signing in and out."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from portal.accounts.credentials import credentials_at
from tests.accounts.steps import ASHA, BEN, as_gate, sign_in
from tests.client import PortalClient
from tests.world import PASSWORD

NO_MATCH = "That e-mail address and password do not match."


def bare(page) -> str:
    """The page without what is drawn anew each time."""
    text = page.text
    for name in ("csrf_token", "op"):
        text = text.replace(page.form()[name], "")
    return text


def test_the_right_password_leads_home(client):
    page = sign_in(client)

    assert page.location == "/t/rosewood/"
    assert client.get("/account/").summary["E-mail address"] == BEN


def test_capitals_and_spaces_in_the_address_do_not_matter(client):
    assert sign_in(client, " Ben@Rosewood.Example ").location == "/t/rosewood/"


def test_somebody_with_two_organisations_chooses(client):
    assert sign_in(client, "dual@both.example").location == "/account/organisations"
    assert client.get("/account/organisations").links().keys() >= {"Northshire Council", "Rosewood Care"}


def test_an_operator_starts_on_the_operators_pages(client):
    assert sign_in(client, "otto@platform.example").location == "/operator/"


def test_a_wrong_password_and_an_unknown_address_read_the_same(client):
    wrong = sign_in(client, BEN, "not the password")
    unknown = sign_in(PortalClient(client.app), "bea@rosewood.example", "not the password")

    assert wrong.errors == [NO_MATCH]
    assert bare(unknown) == bare(wrong).replace(BEN, "bea@rosewood.example")
    assert unknown.status_code == wrong.status_code
    assert list(unknown.response.headers.keys()) == list(wrong.response.headers.keys())


def test_a_disabled_account_reads_the_same_too(client, location):
    as_gate(location, "UPDATE auth.account SET disabled_at = now() WHERE email_key = :key", key=BEN)

    assert sign_in(client).errors == [NO_MATCH]


def test_what_was_typed_stays_but_the_password_does_not(client):
    page = sign_in(client, BEN, "not the password")

    assert page.form()["email"] == BEN
    assert "not the password" not in page.text


def test_every_sign_in_is_a_new_session_and_forgets_what_the_browser_carried(client):
    with client.browser.session_transaction() as cookie:
        cookie["_user_id"] = "a token somebody else put here"
        cookie["planted"] = "yes"
    sign_in(client)
    with client.browser.session_transaction() as cookie:
        first = cookie["_user_id"]
        assert "planted" not in cookie

    other = PortalClient(client.app)
    sign_in(other)
    with other.browser.session_transaction() as cookie:
        assert cookie["_user_id"] != first


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/t/rosewood/\\@evil.example",
        "/%0d%0aevil",
        "/t/rosewood/\nevil",
        "javascript:alert(1)",
        "/no-such-page",
        "/sign-out",
        "/sign-in",
        "evil.example",
    ],
)
def test_next_leads_nowhere_but_to_our_own_pages(client, wanted):
    page = client.post("/sign-in", {"email": BEN, "password": PASSWORD}, query_string={"next": wanted})

    assert page.location == "/t/rosewood/"


def test_next_leads_to_the_page_one_came_for(client):
    asked = client.get("/t/rosewood/links/?again=1")
    assert asked.location == "/sign-in?next=/t/rosewood/links/?again%3D1"

    page = client.post(
        "/sign-in", {"email": BEN, "password": PASSWORD}, query_string={"next": "/t/rosewood/links/?again=1"}
    )

    assert page.location == "/t/rosewood/links/?again=1"


def test_who_is_signed_in_is_not_asked_again(client):
    assert client.as_("asha").get("/sign-in").location == "/t/northshire/"


def test_an_ended_session_is_asked_to_sign_in_and_goes_round_in_no_circle(client, location):
    as_gate(location, "DELETE FROM auth.session")
    browser = client.as_("asha")

    assert browser.get("/account/").location == "/sign-in?next=/account/"
    assert browser.get("/sign-in?next=/account/").heading == "Sign in"


def test_a_form_without_its_token_is_refused_and_keeps_the_words(client):
    page = client.post_raw("/sign-in", {"email": ASHA, "password": PASSWORD})

    assert page.status_code == 400
    assert page.heading == "Send the form again"
    assert ASHA in page.text
    assert PASSWORD not in page.text


def test_a_form_from_another_site_is_refused(client):
    page = client.post("/sign-in", {"email": BEN, "password": PASSWORD}, headers={"Origin": "https://evil.example"})

    assert page.status_code == 400


def test_signing_out_ends_the_session_and_clears_what_the_browser_kept(client):
    browser = client.as_("ben")
    with browser.browser.session_transaction() as cookie:
        token = cookie["_user_id"]

    page = browser.post("/sign-out", form_at="/account/")

    assert page.location == "/sign-in"
    assert page.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.get("/sign-in").words.startswith("You are signed out.")
    with browser.browser.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert browser.get("/account/").status_code == 302


def test_signing_out_everywhere_ends_every_other_session(client):
    desk, phone = client.as_("ben"), PortalClient(client.app)
    sign_in(phone)
    assert desk.get("/account/").summary["Signed in"] == "On 2 phones, computers or browsers, this one counted."

    assert phone.post("/account/sign-out-everywhere", form_at="/account/").location == "/sign-in"

    assert desk.get("/t/rosewood/").location == "/sign-in?next=/t/rosewood/"


def test_the_front_door_leads_to_sign_in(client):
    assert client.get("/").location == "/account/organisations"
    assert client.get("/account/organisations").location == "/sign-in?next=/account/organisations"


def test_a_hash_of_older_strength_is_made_anew(client, location):

    weak = PasswordHasher(time_cost=1, memory_cost=16, parallelism=2).hash(PASSWORD)
    as_gate(location, "UPDATE auth.account SET password_hash = :hash WHERE email_key = :key", hash=weak, key=BEN)
    sign_in(client)

    with client.app.app_context():
        assert "m=8,t=1,p=1" in credentials_at(BEN).password_hash


@pytest.mark.parametrize("path", ["/speak-up", "/privacy", "/accessibility", "/sign-in"])
def test_anyone_may_read_the_public_pages(client, path):
    page = client.get(path)

    assert page.status_code == 200
    assert page.heading
    assert "style=" not in page.text


def test_speaking_up_says_first_what_to_do_in_danger_and_promises_nothing(client):
    page = client.get("/speak-up")

    assert page.words.index("999") < page.words.index("03000 616161")
    assert "no way to report wrongdoing in confidence" in page.words
    for number in ("020 3117 2520", "03000 616161", "0345 600 9527", "0300 7900 126", "028 9536 1990"):
        assert number in page.words
