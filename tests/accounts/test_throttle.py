"""Guessing is slow, and shuts nobody out."""

from __future__ import annotations

from sqlalchemy import text

from portal.accounts.throttle import network_of
from portal.core.migrate import migrator_engine
from tests.accounts.steps import ASHA, BEN, as_gate, sign_in
from tests.client import PortalClient

HOME = {"REMOTE_ADDR": "198.51.100.7"}
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


def guess(client: PortalClient, times: int, email: str = BEN, where: dict[str, str] | None = None):
    for _ in range(times):
        page = sign_in(client, email, "not the password", environ_overrides=where or ELSEWHERE)
    return page


def test_the_eleventh_try_from_one_place_waits(client):
    assert guess(client, 10).status_code == 200
    page = sign_in(client, environ_overrides=ELSEWHERE)

    assert page.status_code == 429
    assert page.words.startswith("Wait a little, then try again There were too many tries from here. Wait 5 minutes")
    assert "Nothing is locked." in page.words
    assert page.response.headers["Retry-After"] == "300"


def test_an_unknown_address_waits_alike(client):
    guess(client, 10, "nobody@rosewood.example")
    unknown = guess(client, 1, "nobody@rosewood.example")
    guess(client, 10)
    known = guess(client, 1)

    assert unknown.text == known.text
    assert unknown.status_code == known.status_code == 429


def test_another_account_at_the_same_place_does_not_wait(client):
    guess(client, 11)

    assert sign_in(client, ASHA, environ_overrides=ELSEWHERE).location == "/t/northshire/"


def test_a_browser_that_signed_in_before_still_gets_in(client):
    owner = PortalClient(client.app)
    sign_in(owner, environ_overrides=ELSEWHERE)
    owner.post("/sign-out", form_at="/account/")
    guess(client, 11)

    assert sign_in(owner, environ_overrides=ELSEWHERE).location == "/t/rosewood/"


def test_a_browser_known_for_one_account_is_a_stranger_to_another(client):
    sign_in(client, ASHA, environ_overrides=ELSEWHERE)
    client.post("/sign-out", form_at="/account/")

    assert guess(client, 11).status_code == 429


def test_a_forged_note_is_no_note(client):
    client.browser.set_cookie("portal-device", "forged.by.hand")

    assert guess(client, 11).status_code == 429


def test_a_right_password_empties_the_counter(client):
    guess(client, 9)
    sign_in(client, environ_overrides=ELSEWHERE)
    other = PortalClient(client.app)

    assert guess(other, 10).status_code == 200


def test_one_address_may_fail_sixty_times_at_all_accounts_together(client):
    for number in range(6):
        guess(client, 10, f"person{number}@rosewood.example")

    assert guess(client, 1, "another@rosewood.example").status_code == 429


def test_an_office_behind_one_address_is_not_slowed_by_those_who_get_in(client):
    for _ in range(61):
        page = sign_in(PortalClient(client.app), environ_overrides=HOME)

    assert page.location == "/t/rosewood/"


def test_one_account_may_be_tried_fifty_times_an_hour_from_anywhere(client):
    for number in range(5):
        guess(client, 10, where={"REMOTE_ADDR": f"192.0.2.{number}"})

    page = guess(client, 1, where={"REMOTE_ADDR": "192.0.2.99"})

    assert page.status_code == 429
    assert "Wait 60 minutes" in page.words


def test_tries_refused_at_one_place_use_up_nobody_elses(client):
    guess(client, 40, where={"REMOTE_ADDR": "192.0.2.1"})

    assert sign_in(client, environ_overrides=ELSEWHERE).location == "/t/rosewood/"


def test_after_the_time_one_may_try_again(client, location):
    guess(client, 11)
    as_gate(location, "UPDATE auth.throttle SET expires_at = expires_at - interval '5 minutes'")

    assert sign_in(client, environ_overrides=ELSEWHERE).location == "/t/rosewood/"


def test_the_counters_name_nobody(client, location):
    guess(client, 1)

    with migrator_engine(location).begin() as connection:
        connection.execute(text("SET LOCAL ROLE portal_gate"))
        keys = " ".join(connection.execute(text("SELECT key FROM auth.throttle")).scalars())
    assert keys.count("LIMITER/") == 3
    assert "ben" not in keys
    assert "203.0.113" not in keys


def test_the_note_is_for_a_year_and_out_of_scripts_reach(client):
    cookie = next(
        one for one in sign_in(client).response.headers.getlist("Set-Cookie") if one.startswith("portal-device")
    )

    assert "Max-Age=31536000" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "ben" not in cookie


def test_neighbours_in_one_ipv6_network_share_their_tries():
    assert network_of("2001:db8:1:2:aaaa::1") == network_of("2001:db8:1:2:bbbb::2") == "2001:0db8:0001:0002"
    assert network_of("2001:db8:1:3::1") != network_of("2001:db8:1:2::1")
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert network_of("") == ""
