"""The authenticator app and the recovery codes."""

from __future__ import annotations

import pyotp
import pytest

from portal.accounts.credentials import credentials_at
from portal.core.clock import now
from tests.accounts.steps import BEN, sign_in
from tests.client import PortalClient
from tests.world import PASSWORD


@pytest.fixture
def seed_and_codes(client):
    """Ben has set the app up, at his desk."""
    desk = client.as_("ben")
    page = desk.get("/account/second-factor")
    seed = page.tree.xpath('//*[@class="portal-code"]')[0].text.replace(" ", "")
    page = desk.post("/account/second-factor", {"code": code_of(seed), "password": PASSWORD})
    assert page.heading == "Keep these recovery codes"
    return seed, [one.text for one in page.tree.xpath('//*[contains(@class, "portal-recovery")]/li')]


def code_of(seed: str, steps: int = 0) -> str:
    return pyotp.TOTP(seed).at(now(), counter_offset=steps)


def enter_code(browser: PortalClient, code: str):
    return browser.post("/sign-in/code", {"code": code})


def test_the_picture_needs_neither_style_nor_script(client):
    page = client.as_("ben").get("/account/second-factor")

    picture = page.tree.xpath("//svg")[0]
    assert picture.xpath("./title")[0].text == "QR code for your authenticator app"
    assert not picture.xpath(".//@style | .//style | .//script")


def test_a_slip_keeps_the_same_key(client):
    desk = client.as_("ben")
    before = desk.get("/account/second-factor").tree.xpath('//*[@class="portal-code"]')[0].text
    page = desk.post("/account/second-factor", {"code": "000000", "password": PASSWORD})

    assert page.errors == [
        "That code is not of this moment. Check the clock of your phone, then enter the code it shows now"
    ]
    assert page.tree.xpath('//*[@class="portal-code"]')[0].text == before


def test_setting_up_needs_the_password(client):
    desk = client.as_("ben")
    page = desk.post("/account/second-factor", {"code": "000000", "password": "not the password"})

    assert page.errors == ["That is not your present password"]


def test_eight_codes_of_more_than_128_bits_are_shown_once(client, seed_and_codes):
    _seed, codes = seed_and_codes

    assert len(set(codes)) == 8
    assert {len(code.replace("-", "")) * 5 for code in codes} == {140}
    assert client.as_("ben").get("/account/second-factor").location == "/account/"


def test_signing_in_asks_for_the_code(client, seed_and_codes):
    seed, _codes = seed_and_codes
    page = sign_in(client, query="?next=/t/rosewood/links/")
    assert page.location == "/sign-in/code?next=/t/rosewood/links/"
    assert client.get("/t/rosewood/").location == "/sign-in/code"
    assert client.get("/account/").location == "/sign-in/code"

    page = client.post("/sign-in/code?next=/t/rosewood/links/", {"code": code_of(seed, 1)})

    assert page.location == "/t/rosewood/links/"
    assert client.get("/account/").summary["Second step"].startswith("On:")


def test_the_code_brings_a_new_session_token(client, seed_and_codes):
    seed, _codes = seed_and_codes
    sign_in(client)
    with client.browser.session_transaction() as cookie:
        half_way = cookie["_user_id"]
    enter_code(client, code_of(seed, 1))

    thief = PortalClient(client.app)
    with thief.browser.session_transaction() as cookie:
        cookie["_user_id"] = half_way
    assert thief.get("/account/").location == "/sign-in?next=/account/"


def test_a_code_works_once(client, seed_and_codes):
    seed, _codes = seed_and_codes
    sign_in(client)
    enter_code(client, code_of(seed, 1))
    watcher = PortalClient(client.app)
    sign_in(watcher)

    assert enter_code(watcher, code_of(seed, 1)).errors[0].startswith("That code does not work.")


def test_the_code_that_set_it_up_is_spent(client, seed_and_codes):
    seed, _codes = seed_and_codes
    sign_in(client)

    assert enter_code(client, code_of(seed)).errors[0].startswith("That code does not work.")


@pytest.mark.parametrize("steps", [-3, 3])
def test_codes_of_another_minute_do_not_work(client, seed_and_codes, steps):
    seed, _codes = seed_and_codes
    sign_in(client)

    assert enter_code(client, code_of(seed, steps)).errors[0].startswith("That code does not work.")


def test_a_recovery_code_works_once_however_it_is_typed(client, seed_and_codes):
    _seed, codes = seed_and_codes
    sign_in(client)
    assert enter_code(client, codes[3].lower().replace("-", " ").replace("0", "o")).location == "/t/rosewood/"

    again = PortalClient(client.app)
    sign_in(again)
    assert enter_code(again, codes[3]).errors[0].startswith("That code does not work.")
    assert enter_code(again, codes[4]).location == "/t/rosewood/"


def test_guessing_codes_is_slow(client, seed_and_codes):
    sign_in(client)
    for _ in range(5):
        assert enter_code(client, "000000").status_code == 200

    assert enter_code(client, "000000").status_code == 429


def test_turning_it_off_needs_the_password(client, seed_and_codes):
    desk = client.as_("ben")
    wrong = desk.post("/account/second-factor/off", {"password": "not the password"})
    right = desk.post("/account/second-factor/off", {"password": PASSWORD})

    assert wrong.errors == ["That is not your present password"]
    assert right.location == "/account/"
    assert sign_in(client).location == "/t/rosewood/"


def test_the_code_page_is_for_those_half_way_in(client):
    assert client.get("/sign-in/code").location == "/sign-in"
    assert client.as_("ben").get("/sign-in/code").location == "/t/rosewood/"


def test_the_seed_is_sealed_in_the_database(client, seed_and_codes, location):

    with client.app.app_context():
        sealed = credentials_at(BEN).second_factor
    assert sealed.startswith(b"gAAAA")
    assert seed_and_codes[0].encode() not in sealed
