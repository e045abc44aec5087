"""One answer for what is not there, is another's, or is not yours to know of: the same but for the request's number."""

from __future__ import annotations

import pytest
import time_machine
from sqlalchemy import select

from portal.core.ids import new_id
from portal.exchange.models import Disclosure
from portal.oversight.models import ProviderClaim
from portal.tenants.models import Link
from tests.casework.incidents import completed
from tests.world import GLENVIEW, GLENVIEW_HOUSE, ROSEWOOD, ROSEWOOD_HOUSE

OURS, THEIRS = "/t/glenview", "/t/rosewood"


@pytest.fixture(autouse=True)
def wednesday():
    with time_machine.travel("2026-03-04T10:00:00Z"):
        yield


@pytest.fixture
def of_rosewood(act_and_commit):
    """Ids of things Rosewood has: a case, what it shared, its link, its claim."""
    with act_and_commit("ben") as uow:
        incident = completed(uow)
    with act_and_commit("ben") as uow:
        first = {"sent": Disclosure, "link": Link, "claim": ProviderClaim}
        return {"case": incident.id, **{key: uow.session.scalars(select(one)).first().id for key, one in first.items()}}


def whole(page):
    """Status, every byte and every header, but for the number of the request."""
    number = page.response.headers["X-Request-Id"]
    headers = sorted((name, value) for name, value in page.response.headers if name != "X-Request-Id")
    return page.status_code, page.response.data.replace(number.encode(), b"-"), headers


ADDRESSES = {
    "a case": ("case", "/records/incident/{}"),
    "its form": ("case", "/records/incident/{}/edit"),
    "its paper": ("case", "/records/incident/{}.pdf"),
    "its print": ("case", "/records/incident/{}/print"),
    "sharing it": ("case", "/sharing/incident/{}/share"),
    "what was shared": ("sent", "/sharing/disclosures/{}"),
    "taking it back": ("sent", "/sharing/disclosures/{}/take-back"),
    "a claim as a case": ("claim", "/records/incident/{}"),
    "a link as a case": ("link", "/records/incident/{}"),
}


@pytest.mark.parametrize(("what", "address"), ADDRESSES.values(), ids=ADDRESSES.keys())
def test_an_id_of_anothers_is_an_id_of_nothing(client, of_rosewood, what, address):
    gil = client.as_("gil")
    theirs, nothing = (gil.get(OURS + address.format(one)) for one in (of_rosewood[what], new_id()))

    assert theirs.status_code == 404
    assert whole(theirs) == whole(nothing)


@pytest.mark.parametrize(("what", "address"), ADDRESSES.values(), ids=ADDRESSES.keys())
def test_another_organisations_address_is_that_of_none(client, of_rosewood, what, address):
    gil = client.as_("gil")
    theirs, nowhere = (gil.get(f"/t/{slug}{address.format(of_rosewood[what])}") for slug in ("rosewood", "atlantis"))

    assert theirs.status_code == 404
    assert whole(theirs) == whole(nowhere)


@pytest.mark.parametrize(
    ("theirs", "address"),
    [
        (ROSEWOOD, "/providers/{}"),
        (ROSEWOOD_HOUSE, "/providers/sites/{}"),
        (ROSEWOOD_HOUSE, "/providers/sites/{}/contacts"),
    ],
)
def test_a_provider_or_site_not_in_view_is_none_though_the_register_lists_it(client, theirs, address):
    gil = client.as_("gil")
    listed, nothing = (gil.get(OURS + address.format(one)) for one in (theirs, new_id()))
    own = gil.get(OURS + address.format(GLENVIEW if theirs == ROSEWOOD else GLENVIEW_HOUSE))

    assert (listed.status_code, own.status_code) == (404, 200)
    assert whole(listed) == whole(nothing)


def test_nothing_of_anybodys_is_like_an_address_nobody_made(client):
    gil = client.as_("gil")

    assert whole(gil.get(f"{OURS}/records/incident/{new_id()}")) == whole(gil.get("/no/such/page"))


def test_who_left_finds_what_a_stranger_finds(client, act_and_commit, of_rosewood):
    """Ended this morning: the session lives on, the organisation does not."""
    ruth = client.as_("ruth")
    page = f"{THEIRS}/records/incident/{of_rosewood['case']}"
    assert ruth.get(page).status_code == 200
    ade = client.as_("ade")
    people = ade.get(f"{THEIRS}/people/")
    end = next(href for href in people.tree.xpath("//a/@href") if href.endswith("/end") and _is_ruths(ade, href))
    ade.post(end)

    assert whole(ruth.get(page)) == whole(client.as_("gil").get(page))


def _is_ruths(ade, href):
    return "Ruth Pell" in ade.get(href).words
