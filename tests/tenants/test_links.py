"""Links between organisations: proposed, answered, ended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from portal.core.errors import PortalError
from portal.core.migrate import migrator_engine
from portal.tenants import services
from portal.tenants.models import Link
from portal.tenants.rules import LINK_ENDS, ends_for, read_slug
from portal.trail.models import TrailEntry

if TYPE_CHECKING:
    from tests.client import PortalClient

SUMMARY = "incident/incident_summary"
PROPOSAL = {"end_key": "commissions:from", "slug": "glenview", "carries": [SUMMARY], "may_hold_back": "y"}


def propose(browser: PortalClient, tenant: str, **answers):
    return browser.post(f"/t/{tenant}/links/propose", {**PROPOSAL, **answers})


def answer_path(browser: PortalClient, tenant: str) -> str:
    return browser.get(f"/t/{tenant}/links/").tree.xpath('//a[contains(@href, "/answer")]/@href')[0]


def cards(page) -> list[str]:
    return [" ".join(one.text_content().split()) for one in page.tree.xpath('//*[@class="govuk-summary-card"]')]


def acts(uow) -> list[str]:
    return list(uow.session.scalars(select(TrailEntry.act).where(TrailEntry.act.like("link.%"))))


def test_the_list_says_in_words_who_is_what_to_whom(client):
    council = client.as_("sam").get("/t/northshire/links/")
    home = client.as_("rhona").get("/t/rosewood/links/")

    assert cards(council)[0].startswith("You commission Rosewood Care Agreed")
    assert cards(home)[0].startswith("Northshire Council commissions you Agreed")
    assert "Incidents: incident summary, from you to them" in cards(home)[0]
    assert "Propose a link" not in home.words


def test_both_sides_agree_and_each_reads_it_from_its_end(client, act):
    sam, gil = client.as_("sam"), client.as_("gil")
    assert propose(sam, "northshire").location == "/t/northshire/links/"
    path = answer_path(gil, "glenview")
    page = gil.get(path)
    assert page.heading == "Northshire Council proposes a link"
    assert "From you to Northshire Council: a copy of each record" in page.words
    assert "Whoever shares may hold a version back, with a reason." in page.words

    assert gil.post(path, {"answer": "agree"}).location == "/t/glenview/links/"

    assert any(one.startswith("You commission Glenview Homes Agreed") for one in cards(sam.get("/t/northshire/links/")))
    assert cards(gil.get("/t/glenview/links/"))[0].startswith("Northshire Council commissions you Agreed")
    assert "link.proposed" in acts(act("sam"))
    assert acts(act("gil")) == ["link.agreed"]


def test_the_answer_page_names_every_field_that_will_be_shared(client):
    propose(client.as_("sam"), "northshire")
    gil = client.as_("gil")
    page = gil.get(answer_path(gil, "glenview"))

    incident = client.app.extensions["portal.registry"].kinds["incident"].item
    groups = [incident.group(key) for key in incident.view("incident_summary").groups]
    assert page.summary == {group.label: ", ".join(one.label for one in group.fields) for group in groups}


def test_a_provider_may_propose_too(client):
    gil, sam = client.as_("gil"), client.as_("sam")
    propose(gil, "glenview", end_key="hosts:to", slug="northshire", carries=[])

    page = sam.get(answer_path(sam, "northshire"))

    assert page.words.count("Glenview Homes runs services in your area.") == 1
    assert "Nothing is shared by itself." in page.words


def test_an_advocacy_organisation_is_told_by_those_it_advocates_with(client):
    vera, ben = client.as_("vera"), client.as_("ben")
    propose(vera, "clearvoice", end_key="advocates_for:from", slug="rosewood")

    page = ben.get(answer_path(ben, "rosewood"))

    assert "Clear Voice Advocacy advocates for people you look after." in page.words
    assert "From you to Clear Voice Advocacy" in page.words


def test_declining_shares_nothing_and_tells_no_name(client):
    sam, gil = client.as_("sam"), client.as_("gil")
    propose(sam, "northshire")
    gil.post(answer_path(gil, "glenview"), {"answer": "decline"})

    card = cards(sam.get("/t/northshire/links/"))[1]

    assert card.startswith("You commission glenview Declined")
    assert "Glenview Homes" not in card


def test_an_organisation_that_does_not_exist_looks_like_one_that_has_not_answered(client, act):
    sam = client.as_("sam")
    there = propose(sam, "northshire", slug="glenview")
    nowhere = propose(sam, "northshire", slug="gloomview")
    wrong_kind = propose(sam, "northshire", slug="westmere")
    own_kind = {page.location for page in (there, nowhere, wrong_kind)}
    assert own_kind == {"/t/northshire/links/"}

    waiting = [one for one in cards(sam.get("/t/northshire/links/")) if "Proposed" in one]
    assert len(waiting) == 3
    assert len({re.sub("glenview|gloomview|westmere", "x", one) for one in waiting}) == 1
    rows = act("sam").session.scalars(select(Link).where(Link.status == "proposed")).all()
    assert len({(row.peer_name, row.kind, row.agreed_on, row.proposed_on, str(row.standing)) for row in rows}) == 1


def test_both_can_be_taken_back_alike(client):
    sam = client.as_("sam")
    for slug in ("glenview", "gloomview"):
        propose(sam, "northshire", slug=slug)
        path = sam.get("/t/northshire/links/").tree.xpath('//a[contains(., "Take the proposal back")]/@href')[0]
        assert sam.post(path, {"reason": "Wrong address"}).location == "/t/northshire/links/"

    ended = [one for one in cards(sam.get("/t/northshire/links/")) if "Ended" in one]
    assert len(ended) == 2
    assert len({one.replace("glenview", "x").replace("gloomview", "x") for one in ended}) == 1


def test_ending_needs_a_reason_and_says_that_copies_stay(client, act):
    ben = client.as_("ben")
    path = ben.get("/t/rosewood/links/").tree.xpath('//a[contains(@href, "/end")]/@href')[0]
    assert "Copies already sent stay" in ben.get(path).words
    assert ben.post(path, {"reason": " "}).errors == ["Say why the link ends"]

    assert ben.post(path, {"reason": "The contract is over"}).location == "/t/rosewood/links/"

    assert "The contract is over" in cards(client.as_("sam").get("/t/northshire/links/"))[0]
    assert ben.post(path, {"reason": "Again"}).errors == ["This link has ended already."]
    assert "link.ended" in acts(act("ben"))


def test_only_the_other_side_can_answer(client):
    sam = client.as_("sam")
    propose(sam, "northshire")
    path = sam.get("/t/northshire/links/").tree.xpath('//a[contains(., "Take the proposal back")]/@href')[0]
    page = sam.get(path.replace("/end", "/answer"))
    assert "There is nothing for you to answer here." in page.words

    form = sam.get("/t/northshire/links/propose").form()
    page = sam.post_raw(path.replace("/end", "/answer"), {"csrf_token": form["csrf_token"], "answer": "agree"})

    assert page.errors == ["This proposal is not open any more, or is your own: only the other side can answer it."]


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"slug": "northshire"}, "That is your own portal address. Enter the other organisation’s"),
        (
            {"slug": "Not a slug!"},
            "Enter a portal address: small letters, digits and hyphens, like rosewood-care",
        ),
        (
            {"slug": "rosewood"},
            "There is such a link, or a proposal of one, already. Look at the list of links",
        ),
        ({"end_key": "commissions:to"}, "Choose one of the answers shown"),
        ({"end_key": ""}, "Choose how you work together"),
        (
            {"carries": ["incident/incident_learning"]},
            "'incident/incident_learning' is not a valid choice for this field.",
        ),
    ],
)
def test_what_cannot_be_proposed_says_what_to_do(client, answers, error):
    page = propose(client.as_("sam"), "northshire", **answers)

    assert page.errors == [error]
    assert page.form()["slug"] == answers.get("slug", "glenview").lower() or page.form()["slug"] == answers["slug"]


def test_a_view_that_is_not_standing_is_refused_by_the_service_too(act):
    uow = act("sam")
    with pytest.raises(PortalError, match="what the link carries"):
        services.propose_link(
            uow,
            end_key="commissions:from",
            slug="glenview",
            carries=["incident/incident_learning"],
            may_hold_back=False,
            kinds=uow.plugins.kinds,
        )


def test_those_who_only_read_cannot_change_links(client):
    officer = client.as_("asha")

    assert officer.get("/t/northshire/links/").status_code == 200
    assert officer.get("/t/northshire/links/propose").status_code == 403


def test_another_organisations_link_is_not_found(client):
    ben, gil = client.as_("ben"), client.as_("gil")
    path = ben.get("/t/rosewood/links/").tree.xpath('//a[contains(@href, "/end")]/@href')[0]

    assert gil.get(path).status_code == 404
    assert gil.get(path.replace("rosewood", "glenview")).status_code == 404


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE portal.link SET status = 'agreed'",
        "DELETE FROM portal.link",
        "SELECT * FROM exchange.link_pair",
    ],
)
def test_not_by_sql_either(act, statement):
    with pytest.raises(ProgrammingError, match="permission denied"):
        act("sam").session.execute(text(statement))


def test_the_words_and_the_database_agree_which_link_suits_whom(location):

    with migrator_engine(location).connect() as connection:
        connection.execute(text("SET ROLE portal_exchange"))
        for kind in ("commissioner", "provider", "advocacy"):
            suits = {
                end.key
                for end in LINK_ENDS
                if connection.execute(
                    text("SELECT exchange.suits(:k, :p, :t)"), {"k": end.kind, "p": end.part, "t": kind}
                ).scalar()
            }
            assert suits == {end.key for end in ends_for(kind)}


@pytest.mark.parametrize(
    "typed", ["rosewood", " Rosewood ", "https://portal.example.org/t/rosewood/", "/t/rosewood/links/"]
)
def test_an_address_is_read_however_it_is_given(typed):
    assert read_slug(typed) == "rosewood"
