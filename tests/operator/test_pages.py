"""The operator's pages: organisations, plugins, claims, health; and nobody else finds them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from portal.core import migrate
from portal.core.db import db
from tests.accounts.steps import as_gate
from tests.world import PERSONAS, ROSEWOOD

if TYPE_CHECKING:
    from tests.client import PortalClient

NEW = {"name": "Bright Homes", "slug": "bright-homes", "kind": "provider", "nation": "wales"}
PAGES = (
    "/operator/",
    "/operator/tenants/new",
    "/operator/tenants/rosewood",
    "/operator/claims",
    "/operator/health",
)


@pytest.fixture
def otto(client) -> PortalClient:
    return client.as_("otto")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("name", ["noor", "ben"])
def test_nobody_else_finds_them(client, name, path):
    assert client.as_(name).get(path).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_the_operator_opens_each(otto, path):
    assert otto.get(path).status_code == 200


def test_signed_out_one_is_asked_to_sign_in(client):
    assert client.get("/operator/").location == "/sign-in?next=/operator/"


def test_the_list_names_organisations_and_nothing_of_theirs(otto):
    page = otto.get("/operator/")

    rows = [re.sub(r"\s+", " ", row.text_content()).strip() for row in page.tree.xpath("//tbody/tr")]
    assert rows[0] == "Clear Voice Advocacy clearvoice Advocacy organisation England 1 Sep 2025 Open"
    assert len(rows) == 5


def test_the_operator_has_no_way_into_an_organisation(otto):
    assert otto.get("/t/rosewood/").status_code == 404
    assert otto.get("/account/organisations").links()["Pages of the operator"] == "/operator/"


def test_an_organisation_is_taken_on_with_its_first_administrator(client, otto):
    assert otto.post("/operator/tenants/new", NEW).location == "/operator/tenants/bright-homes"
    assert "Incidents Offered, on" in otto.get("/operator/tenants/bright-homes").words
    page = otto.post(
        "/operator/tenants/bright-homes/first-administrator",
        {"name": "Bea Bright", "email": "bea@bright.example"},
    )
    link = re.search(r"/join/\S{43}", page.words)[0]

    client.post(link, {"name": "Bea Bright", "new_password": "three odd words together"})

    assert client.get("/account/").summary["Organisations"] == "Bright Homes"
    assert client.get("/t/bright-homes/people/").status_code == 200


def test_who_has_members_gets_no_administrator_from_outside(otto):
    page = otto.post(
        "/operator/tenants/rosewood/first-administrator", {"name": "Otto", "email": "otto@platform.example"}
    )

    assert page.errors == [
        "This organisation has, or had, members. Only its own administrators may invite people to it."
    ]


def test_nor_who_had_members(otto, location):

    as_gate(location, "UPDATE portal.membership SET ended_on = current_date")
    page = otto.post(
        "/operator/tenants/rosewood/first-administrator", {"name": "Otto", "email": "otto@platform.example"}
    )

    assert page.errors


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"slug": "rosewood"}, "Another organisation has this address. Choose another"),
        ({"slug": "new"}, "Another organisation has this address. Choose another"),
        ({"slug": "-x"}, "Enter a portal address: small letters, digits and hyphens, like rosewood-care"),
        ({"name": ""}, "Enter the organisation’s name"),
        ({"kind": "regulator"}, "Choose one of the answers shown"),
    ],
)
def test_what_cannot_be_taken_on_says_what_to_do(otto, answers, error):
    page = otto.post("/operator/tenants/new", {**NEW, **answers})

    assert page.errors == [error]
    assert page.form()["slug"] == {**NEW, **answers}["slug"]


def test_a_suspended_organisation_is_closed_until_it_is_resumed(client, otto):
    otto.post("/operator/tenants/rosewood/suspend")
    assert client.as_("ben").get("/t/rosewood/links/").status_code == 404
    assert client.as_("ben").get("/account/").summary["Organisations"] == "None yet"

    otto.post("/operator/tenants/rosewood/resume", form_at="/operator/tenants/rosewood")

    assert client.as_("ben").get("/t/rosewood/links/").status_code == 200


def test_a_plugin_withdrawn_is_gone_and_offered_again_is_back(client, otto):
    here = "/operator/tenants/rosewood"
    otto.post(f"{here}/plugins/incidents/withdraw", form_at=here)
    assert client.as_("ben").get("/t/rosewood/incidents/report/what").status_code == 404
    assert "Not offered" in client.as_("ade").get("/t/rosewood/plugins/").words

    otto.post(f"{here}/plugins/incidents/offer", form_at=here)

    assert client.as_("ben").get("/t/rosewood/incidents/report/what").status_code == 200


def test_an_unknown_plugin_or_organisation_is_not_found(otto):
    here = "/operator/tenants/rosewood"

    assert otto.post(f"{here}/plugins/nonsense/offer", form_at=here).status_code == 404
    assert otto.get("/operator/tenants/nowhere").status_code == 404


def test_a_provider_is_one_organisation_only(otto, act_and_commit):
    with act_and_commit("gil") as uow:
        uow.session.execute(text("SELECT exchange.claim_provider(:p)"), {"p": ROSEWOOD})

    page = otto.get("/operator/claims")
    assert "Glenview Homes says it is Rosewood Care Limited" in page.words
    confirm, refuse = page.tree.xpath("//main//form/@action")

    taken = otto.post(confirm, form_at="/operator/claims")
    assert taken.status_code == 400
    assert "another organisation is confirmed as this provider" in taken.words

    assert otto.post(refuse, form_at="/operator/claims").location == "/operator/claims"
    assert otto.get("/operator/claims").words.endswith("No claim waits.")


def test_health_says_that_the_database_is_where_it_should_be(otto):
    summary = otto.get("/operator/health").summary

    assert summary["Database"] == "Reached"
    assert summary["Migrations"] == f"Up to date {migrate.head()}"
    assert summary["Last register loaded"] == "None yet"


def test_a_form_without_its_token_suspends_nobody(client, otto):
    assert otto.post_raw("/operator/tenants/rosewood/suspend").status_code == 400
    assert client.as_("ben").get("/t/rosewood/links/").status_code == 200


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM portal.record",
        "SELECT * FROM portal.membership",
        "SELECT * FROM auth.account",
        "DELETE FROM portal.tenant",
    ],
)
def test_the_operators_role_has_no_more_in_the_database(app, statement):
    with app.app_context(), db.engines["platform"].begin() as connection:
        connection.execute(text("SELECT ctx.begin_operator(:token)"), {"token": PERSONAS["otto"].token})
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text(statement))


def test_without_an_operators_session_the_role_sees_no_organisation(app):
    with app.app_context(), db.engines["platform"].begin() as connection:
        assert (
            connection.execute(text("SELECT ctx.begin_operator(:token)"), {"token": PERSONAS["noor"].token}).scalar()
            is None
        )
        assert connection.execute(text("SELECT count(*) FROM portal.tenant")).scalar_one() == 0


def test_the_operators_session_stays_alive_while_used(otto, location):

    as_gate(
        location,
        "UPDATE auth.session SET last_seen_at = now() - interval '5 minutes', idle_until = now() + interval '1 minute'",
    )
    otto.get("/operator/")
    as_gate(location, "UPDATE auth.session SET idle_until = idle_until - interval '5 minutes'")

    assert otto.get("/operator/").status_code == 200
