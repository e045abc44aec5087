"""The life of an invitation, seen by the person invited."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from portal.core.ids import new_token, token_hash
from portal.core.migrate import migrator_engine
from tests.accounts.steps import ASHA, BEN, LONG_ENOUGH, NEWCOMER, as_gate, invite, link_on, sign_in
from tests.client import PortalClient
from tests.world import PASSWORD, PERSONAS

JOINING = {"name": "Nia Price", "new_password": LONG_ENOUGH}
SPENT = "This link does not work"


def test_the_page_says_who_invites_whom_as_what(client):
    page = client.get(invite(client.as_("ade")))

    assert page.heading == "Join Rosewood Care"
    assert page.summary == {
        "Organisation": "Rosewood Care",
        "Your e-mail address": NEWCOMER,
        "What you will do": "Officer or practitioner",
    }
    assert page.form()["name"] == "Nia Price"


def test_joining_makes_the_account_and_signs_in(client):
    page = client.post(invite(client.as_("ade")), JOINING)

    assert page.location == "/t/rosewood/"
    assert client.get("/account/").summary["Organisations"] == "Rosewood Care"
    assert sign_in(PortalClient(client.app), NEWCOMER, LONG_ENOUGH).location == "/t/rosewood/"


def test_a_weak_password_costs_nothing_typed(client):
    page = client.post(invite(client.as_("ade")), {"name": "Nia M. Price", "new_password": "short"})

    assert page.errors[0].startswith("Use 12 characters or more.")
    assert page.form()["name"] == "Nia M. Price"


def test_a_link_works_once(client):
    link = invite(client.as_("ade"))
    client.post(link, JOINING)

    assert PortalClient(client.app).get(link).heading == SPENT


def test_used_expired_revoked_and_unknown_links_show_one_page(client, location):
    admin = client.as_("ade")
    used, expired, revoked = (invite(admin, f"{name}@rosewood.example") for name in ("one", "two", "three"))
    client.post(used, JOINING)
    as_gate(location, "UPDATE auth.invitation SET expires_at = now() WHERE email = 'two@rosewood.example'")
    as_gate(location, "UPDATE auth.invitation SET revoked_at = now() WHERE email = 'three@rosewood.example'")

    stranger = PortalClient(client.app)
    unknown = "/join/" + "x" * 43
    pages = [stranger.get(path) for path in (used, expired, revoked, unknown, "/join/short", "/join/a%00b")]

    assert {(page.status_code, page.heading, page.text) for page in pages} == {(404, SPENT, pages[0].text)}


def test_a_link_spent_between_two_clicks_shows_that_page(client):
    link = invite(client.as_("ade"))
    form = client.get(link).form()
    other = PortalClient(client.app)
    other.post(link, JOINING)

    assert client.post_raw(link, {**form, **JOINING}).heading == SPENT


def test_a_new_invitation_makes_the_earlier_one_useless(client):
    admin = client.as_("ade")
    first, second = invite(admin), invite(admin)

    assert client.get(first).heading == SPENT
    assert client.get(second).heading == "Join Rosewood Care"


def test_somebody_with_an_account_signs_in_to_join(client):
    link = invite(client.as_("ade"), ASHA, role="reader")
    page = client.get(link)
    way = page.links()["Sign in to join"]
    assert way == f"/sign-in?next={link}"
    assert "password" not in page.form()

    assert client.post(way, {"email": ASHA, "password": PASSWORD}).location == link
    assert client.post(link).location == "/account/organisations"
    assert client.get("/account/").summary["Organisations"] == "Northshire CouncilRosewood Care"


def test_a_password_is_not_replaced_by_an_invitation(client):
    link = invite(client.as_("ade"), ASHA)
    token = client.get("/sign-in").form()
    client.post_raw(link, {**token, **JOINING})

    assert sign_in(PortalClient(client.app), ASHA).location == "/t/northshire/"
    assert sign_in(PortalClient(client.app), ASHA, LONG_ENOUGH).errors


def test_nobody_joins_in_anothers_place(client):
    link = invite(client.as_("ade"), ASHA)
    cora = client.as_("cora")
    page = cora.get(link)
    assert "You are signed in as cora@westmere.example." in page.words

    cora.post_raw(link, {"csrf_token": page.form()["csrf_token"]})

    assert cora.get("/account/").summary["Organisations"] == "Westmere Council"


def test_half_a_sign_in_joins_nothing(client, location):
    as_gate(location, "UPDATE auth.session SET second_factor_due = true")
    page = client.as_("asha").get(invite_by_sql(client))

    assert "Sign in to join" in page.links()


def invite_by_sql(client) -> str:
    """An invitation made while every session still owes its second factor."""

    token = new_token()
    location = client.app.extensions["portal.location"]
    with migrator_engine(location).begin() as connection:
        connection.execute(text("SET LOCAL ROLE portal_gate"))
        connection.execute(
            text(
                "INSERT INTO auth.invitation"
                " (token_hash, purpose, tenant_id, email, email_key, name, roles, expires_at)"
                " SELECT :hash, 'join', id, :email, :email, 'Asha', '{reader}', now() + interval '1 hour'"
                " FROM portal.tenant WHERE slug = 'rosewood'"
            ),
            {"hash": token_hash(token), "email": ASHA},
        )
    return f"/join/{token}"


@pytest.fixture
def bens_link(client) -> str:

    path = f"/t/rosewood/people/{PERSONAS['ben'].id}/new-link"
    return link_on(client.as_("ade").post(path))


def test_a_new_sign_in_link_sets_a_new_password_and_ends_sessions(client, bens_link):
    desk = client.as_("ben")
    page = client.post(bens_link, {"new_password": LONG_ENOUGH})

    assert page.location == "/sign-in"
    assert desk.get("/account/").location == "/sign-in?next=/account/"
    assert sign_in(client, BEN, LONG_ENOUGH).location == "/t/rosewood/"
    assert client.get(bens_link).heading == SPENT


def test_a_new_sign_in_link_dies_when_its_person_goes_elsewhere(client, bens_link):
    northshire = invite(client.as_("noor"), BEN, tenant="northshire")
    client.as_("ben").post(northshire)

    assert client.post(bens_link, {"new_password": LONG_ENOUGH}).heading == SPENT
    assert sign_in(PortalClient(client.app)).location == "/account/organisations"


def test_a_new_password_does_not_skip_the_second_factor(client, bens_link, location):
    as_gate(location, "UPDATE auth.account SET second_factor = 'sealed'::bytea WHERE email_key = :key", key=BEN)
    client.post(bens_link, {"new_password": LONG_ENOUGH})

    assert sign_in(client, BEN, LONG_ENOUGH).location == "/sign-in/code"
