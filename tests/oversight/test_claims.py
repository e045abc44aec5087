"""A provider says who it is in the register; its commissioner or the operator confirms it, and nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.core.errors import PortalError
from portal.core.ids import new_id
from portal.directory.models import Provider
from portal.oversight.models import ProviderClaim
from portal.oversight.queries import sites_in_view
from portal.oversight.services import claim_provider, decide_claim
from tests.world import GLENVIEW, ROSEWOOD

OURS, THEIRS = "/t/rosewood/providers", "/t/northshire/providers"


@pytest.fixture
def ben(client):
    return client.as_("ben")


@pytest.fixture
def claimed(act_and_commit):
    """Rosewood says it is Glenview, too; the id of that claim."""
    with act_and_commit("ben") as uow:
        claim_provider(uow, uow.session.get_one(Provider, GLENVIEW))
        uow.session.flush()
        return uow.session.scalars(select(ProviderClaim.id).where(ProviderClaim.status == "claimed")).one()


def test_one_finds_oneself_by_name_and_says_so(ben):
    found = ben.get(f"{OURS}/claim?q=glen")
    sent = ben.post_raw(f"{OURS}/claim", found.form(f"{OURS}/claim"))

    assert "Glenview Homes LtdSP2019000001" in found.words
    assert sent.location == f"{OURS}/our-sites"
    assert "Glenview Homes Ltd SP2019000001 Waiting to be confirmed" in ben.get(sent.location).words


def test_nothing_found_says_what_to_try(ben):
    assert "Nothing in the register fits. Try part of the name" in ben.get(f"{OURS}/claim?q=zzz").words


def test_a_claim_waits_for_others_on_the_home_page(client, claimed):
    assert "Somebody to confirm that you are Glenview Homes Ltd" in client.as_("ben").get("/t/rosewood/").words


def test_a_claim_alone_shows_no_site(claimed, act_and_commit):
    with act_and_commit("ben") as uow:
        assert [site.name for site in sites_in_view(uow)] == ["Rosewood House", "Rosewood Lodge"]


def test_the_commissioner_is_asked_whether_it_is_right(client, claimed):
    page = client.as_("asha").get(f"{THEIRS}/")

    assert "Rosewood Care says it is Glenview Homes Ltd (SP2019000001). Is that right?" in page.words


def test_nobody_without_a_link_is_asked(client, claimed):
    assert "Rosewood Care says it is" not in client.as_("cora").get("/t/westmere/providers/").words


def test_a_refused_claim_says_by_whom_and_may_be_made_again(client, ben, claimed):
    asha = client.as_("asha")
    answer = asha.post(f"{THEIRS}/claims/{claimed}/refuse", form_at=f"{THEIRS}/")

    assert answer.location == f"{THEIRS}/"
    assert "Is that right?" not in asha.get(f"{THEIRS}/").words
    assert "Refused by Northshire Council" in ben.get(f"{OURS}/our-sites").words
    again = ben.get(f"{OURS}/claim?q=glen")
    assert ben.post_raw(f"{OURS}/claim", again.form(f"{OURS}/claim")).status_code == 302


def test_one_provider_is_confirmed_to_one_organisation(client, claimed):
    """Glenview is Glenview: the operator confirmed that."""
    page = client.as_("asha").post(f"{THEIRS}/claims/{claimed}/confirm", form_at=f"{THEIRS}/")

    assert (page.status_code, page.heading) == (400, "That cannot be done")
    assert "another organisation has been confirmed as this provider" in page.words


def test_a_claim_answered_once_is_not_answered_again(client, claimed):
    asha = client.as_("asha")
    form = asha.get(f"{THEIRS}/").form(f"{THEIRS}/claims/{claimed}/refuse")
    asha.post_raw(f"{THEIRS}/claims/{claimed}/refuse", form)
    page = asha.post_raw(f"{THEIRS}/claims/{claimed}/refuse", {**form, "op": "another"})

    assert page.status_code == 400


def test_the_same_claim_twice_is_refused_in_words(client, ben, claimed):
    found = ben.get(f"{OURS}/claim?q=glen")
    page = ben.post_raw(f"{OURS}/claim", found.form(f"{OURS}/claim"))

    assert page.status_code == 400
    assert "You have already said that you are Glenview Homes Ltd." in page.words


@pytest.mark.parametrize("claim", ["theirs", "nobodys"])
def test_a_claim_beyond_ones_links_is_like_none(claimed, act_and_commit, claim):
    wanted = claimed if claim == "theirs" else new_id()

    with act_and_commit("cora") as uow, pytest.raises(PortalError, match="That claim is no longer open"):
        decide_claim(uow, wanted, agree=True)


def test_a_council_claims_to_be_nobody(client):
    assert client.as_("noor").get(f"{THEIRS}/claim").status_code == 404


@pytest.mark.parametrize("name", ["ruth", "rhona", "mia"])
def test_only_a_manager_or_an_administrator_says_who_we_are(client, name):
    assert client.as_(name).get(f"{OURS}/claim").status_code == 403


@pytest.mark.parametrize("provider", ["", "nonsense", "00000000-0000-7000-8000-000000000000", "\0"])
def test_what_is_in_no_register_cannot_be_claimed(ben, provider):
    form = ben.get(f"{OURS}/claim?q=glen").form(f"{OURS}/claim")

    assert ben.post_raw(f"{OURS}/claim", {**form, "provider_id": provider}).status_code == 404


def test_whoever_is_confirmed_sees_those_sites(act_and_commit):
    with act_and_commit("gil") as uow:
        assert [site.name for site in sites_in_view(uow)] == ["Glenview House"]
        assert uow.session.scalars(select(ProviderClaim.provider_id)).all() != [ROSEWOOD]
