"""Links: nothing flows before both agreed nor after one ended it; copies stay."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.core.errors import PortalError
from portal.tenants.models import Link
from portal.tenants.services import agree_to_link, decline_link, propose_link
from tests.exchange.everything import kept
from tests.exchange.story import LEARNING, SUMMARY, acts, copies, incident_of, link_to, received, sent
from tests.world import GLENVIEW_HOUSE, PERSONAS

CARRIED = ("incident/incident_summary",)


def propose(story, name="sam", other="gil", end_key="commissions:from", carries=CARRIED):
    with story.acting(name) as uow:
        propose_link(
            uow,
            end_key=end_key,
            slug=PERSONAS[other].home,
            carries=carries,
            may_hold_back=False,
            kinds=uow.plugins.kinds,
        )


def fall_at_glenview(story):
    incident_id = story.report("gil", site=GLENVIEW_HOUSE)
    story.complete(incident_id, "gil")
    return incident_id


def arrived(story, name="sam"):
    with story.acting(name) as uow:
        return [(one.peer_name, one.view, one.version, one.state) for one in received(uow)]


def test_a_proposal_sends_nothing(story):
    propose(story)
    incident_id = fall_at_glenview(story)

    with pytest.raises(PortalError, match="not agreed, or has ended"):
        story.disclose(incident_id, name="gil")
    assert arrived(story) == []


def test_a_declined_proposal_sends_nothing(story):
    propose(story)
    with story.acting("gil") as uow:
        decline_link(uow, link_to(uow, "northshire"))
    incident_id = fall_at_glenview(story)

    with pytest.raises(PortalError, match="not agreed, or has ended"):
        story.disclose(incident_id, name="gil")
    assert arrived(story) == []


def test_once_agreed_the_next_saving_sends(story):
    propose(story)
    incident_id = fall_at_glenview(story)
    with story.acting("gil") as uow:
        agree_to_link(uow, link_to(uow, "northshire"))
    assert arrived(story) == []

    story.complete(incident_id, "gil", place="Hall")

    assert arrived(story) == [("Glenview Homes", SUMMARY, 1, "current")]


def test_who_proposed_cannot_agree_for_the_other(story):
    propose(story)

    with story.acting("sam") as uow, pytest.raises(PortalError, match="only the other side can answer"):
        agree_to_link(uow, link_to(uow, "glenview"))
    fall_at_glenview(story)
    assert arrived(story) == []


@pytest.mark.parametrize(("end_key", "name", "other"), [("hosts:from", "sam", "gil"), ("hosts:to", "gil", "sam")])
def test_either_side_may_propose_and_a_person_may_share_on_any_link(story, end_key, name, other):
    propose(story, name, other, end_key, carries=())
    with story.acting(other) as uow:
        agree_to_link(uow, link_to(uow, PERSONAS[name].home))
    incident_id = fall_at_glenview(story)
    assert arrived(story) == []

    story.disclose(incident_id, LEARNING, name="gil")

    assert arrived(story) == [("Glenview Homes", LEARNING, 1, "current")]


def test_on_a_link_one_side_tells_and_the_other_listens(story):
    """Rosewood is told nothing by itself of what stands at Northshire, though the link carries incidents."""
    before = kept(story.location)["rosewood"]
    incident_id = story.report("asha")
    story.complete(incident_id, "asha")

    assert kept(story.location)["rosewood"] == before
    with story.acting("asha") as uow:
        assert incident_of(uow, incident_id).status == "triaged"
        assert sent(uow) == []


@pytest.mark.parametrize(("name", "other"), [("ben", "northshire"), ("sam", "rosewood")])
def test_either_side_ends_it_and_no_new_version_goes(story, name, other):
    incident_id = story.fall()
    story.end_link(name, other)
    story.complete(incident_id, physical_harm="severe")

    with pytest.raises(PortalError, match="not agreed, or has ended"):
        story.disclose(incident_id)
    assert arrived(story) == [("Rosewood Care", SUMMARY, 1, "current")]


def test_what_was_sent_before_the_end_still_arrives_and_can_be_opened(story):
    story.fall()
    story.end_link()
    story.work()
    story.open()

    with story.acting("asha") as uow:
        assert [one.title for one in copies(uow)] == ["Fall at Rosewood House"]
    with story.acting("ben") as uow:
        assert sent(uow)[0].opened_at is not None


def test_both_ledgers_stay_when_the_link_ends(story, client):
    story.fall()
    story.work()
    story.end_link()

    assert "Northshire Council" in client.as_("ben").get("/t/rosewood/sharing/").words
    assert "Rosewood Care" in client.as_("asha").get("/t/northshire/sharing/?side=received").words


def test_both_trails_tell_of_the_end(story):
    story.end_link()

    with story.acting("ben") as uow:
        assert acts(uow, "link.%") == ["link.ended"]
    for name, other in (("ben", "northshire"), ("sam", "rosewood")):
        with story.acting(name) as uow:
            link = link_to(uow, other)
            assert (link.status, link.end_reason) == ("ended", "The contract is over")


def test_a_new_link_begins_anew_beside_the_old_copies(story):
    incident_id = story.fall()
    story.work()
    story.end_link()
    story.link("sam", "commissions:from", "ben", carries=CARRIED)
    story.complete(incident_id, physical_harm="severe")
    story.work()

    assert arrived(story) == [("Rosewood Care", SUMMARY, 1, "current")] * 2
    with story.acting("asha") as uow:
        assert sorted(one.physical_harm for one in copies(uow)) == ["low", "severe"]


def test_a_link_is_between_two_and_no_third_sees_it(story):
    propose(story)

    for name, seen in (("sam", 2), ("gil", 1), ("ben", 1), ("vera", 0), ("noor", 2)):
        with story.acting(name) as uow:
            assert len(uow.session.scalars(select(Link)).all()) == seen


def test_one_providers_copies_are_not_mixed_with_anothers(story):
    story.link("sam", "commissions:from", "gil", carries=CARRIED)
    story.fall()
    fall_at_glenview(story)
    story.work()

    with story.acting("asha") as uow:
        rooms = {(one.peer_name, one.room_id) for one in received(uow)}
        found = {one.peer_name: one.title for one in copies(uow)}
    assert found == {"Rosewood Care": "Fall at Rosewood House", "Glenview Homes": "Fall at Glenview House"}
    assert len(rooms) == 2
