"""The account's own pages."""

from __future__ import annotations

import pytest

from tests.accounts.steps import LONG_ENOUGH, sign_in
from tests.client import PortalClient
from tests.world import PASSWORD


def change(browser: PortalClient, password: str, new_password: str):
    return browser.post("/account/password", {"password": password, "new_password": new_password})


def test_a_new_password_signs_one_out_everywhere_else(client):
    desk, phone = client.as_("ben"), PortalClient(client.app)
    sign_in(phone)

    assert change(phone, PASSWORD, LONG_ENOUGH).location == "/account/"

    assert phone.get("/account/").status_code == 200
    assert desk.get("/account/").location == "/sign-in?next=/account/"
    assert sign_in(PortalClient(client.app), password=LONG_ENOUGH).location == "/t/rosewood/"
    assert sign_in(PortalClient(client.app)).errors


def test_the_present_password_is_needed(client):
    page = change(client.as_("ben"), "not the password", LONG_ENOUGH)

    assert page.errors == ["That is not your present password"]
    assert sign_in(client).location == "/t/rosewood/"


@pytest.mark.parametrize(
    ("new_password", "why"),
    [
        ("short", "Use 12 characters or more."),
        ("x" * 129, "Use 128 characters or fewer."),
        ("aaaaaaaaaaaaaa", "That password is too easy to guess."),
        ("ben-is-my-own-name", "That password is too easy to guess."),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(client, new_password, why):
    page = change(client.as_("ben"), PASSWORD, new_password)

    assert page.errors[0].startswith(why)
    assert page.tree.xpath('//*[@id="new_password-error"]')


def test_letters_typed_on_another_keyboard_are_the_same_letters(client):
    change(client.as_("ben"), PASSWORD, "\u00e9l\u00e8ve au lait et pain")

    assert sign_in(client, password="e\u0301le\u0300ve au lait et pain").location == "/t/rosewood/"


def test_guessing_the_password_on_an_open_screen_is_slow(client):
    screen = client.as_("ben")
    for _ in range(10):
        change(screen, "not the password", LONG_ENOUGH)

    assert change(screen, PASSWORD, LONG_ENOUGH).status_code == 429


def test_one_organisation_is_opened_straight_away(client):
    assert client.as_("asha").get("/account/organisations").location == "/t/northshire/"


def test_an_operator_sees_the_way_to_the_operators_pages(client):
    page = client.as_("otto").get("/account/organisations")

    assert page.links()["Pages of the operator"] == "/operator/"


def test_the_account_page_tells_what_is_held(client):
    page = client.as_("asha").get("/account/")

    assert page.summary["Name"] == "Asha Verma"
    assert page.summary["Organisations"] == "Northshire Council"
    assert page.summary["Second step"].startswith("Off:")
    assert page.summary["Signed in"] == "Here, and nowhere else."
