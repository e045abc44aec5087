"""Standing disclosures: saving sends what the link carries, once, when it changed, and a person can hold it back."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from plugins.incidents.services import complete_report
from portal.core.errors import PortalError
from portal.exchange.arrivals import version_changes
from portal.exchange.models import HeldBack
from portal.exchange.services import hold_back, lift_hold
from portal.records.services import restrict_record
from tests.exchange.everything import kept
from tests.exchange.story import KEPT_IN, LEARNING, SUMMARY, acts, copies, incident_of, link_to, received, sent
from tests.world import GLENVIEW_HOUSE, PERSONAS

AT_11 = datetime(2026, 3, 4, 11, 0, tzinfo=UTC)
CARRIED = ("incident/incident_summary",)


def versions(story, name="ben"):
    with story.acting(name) as uow:
        return [(one.peer_name, one.view, one.version, one.state) for one in sent(uow)]


def held(story, incident_id, *, link_with="northshire", reason="The family is not told yet"):
    with story.acting("ben") as uow:
        return hold_back(uow, incident_of(uow, incident_id), link_to(uow, link_with), reason=reason)


def test_completing_a_report_sends_the_first_version(story):
    story.fall()

    with story.acting("ben") as uow:
        (first,) = sent(uow)
    assert (first.view, first.version, first.is_standing, first.peer_name) == (SUMMARY, 1, True, "Northshire Council")
    assert first.decided_by == PERSONAS["ben"].id


def test_a_first_report_sends_nothing(story):
    before = kept(story.location)["northshire"]
    story.report()

    assert versions(story) == []
    assert kept(story.location)["northshire"] == before


def test_a_correction_is_the_next_version(story):
    incident_id = story.fall()
    story.at(AT_11)
    story.complete(incident_id, physical_harm="moderate")
    story.work()

    with story.acting("asha") as uow:
        first, second = received(uow)
        assert [(one.version, one.state) for one in (first, second)] == [(1, "superseded"), (2, "current")]
        assert first.state_at == second.received_at
        assert [(one.physical_harm, one.received_version) for one in copies(uow)] == [("moderate", 2)]
        assert json.loads(first.snapshot)["groups"]["summary"]["physical_harm"] == "low"


def test_the_receiver_sees_field_by_field_what_a_correction_changed(story, client):
    incident_id = story.fall()
    copy_id = story.copy()
    story.open()
    story.complete(incident_id, physical_harm="moderate")
    story.work()

    with story.acting("asha") as uow:
        assert version_changes(uow, received(uow)[-1]) == ["record.severity", "summary.physical_harm"]
    page = client.as_("asha").get(f"/t/northshire/records/incident/{copy_id}")
    assert "Version 2 changed: Severity; Physical harm." in page.words


def test_it_sees_them_when_another_view_came_in_between(story, client):
    incident_id = story.fall()
    story.disclose(incident_id, LEARNING)
    copy_id = story.copy()
    story.open()
    story.complete(incident_id, physical_harm="moderate")
    story.work()

    page = client.as_("asha").get(f"/t/northshire/records/incident/{copy_id}")
    assert "Version 2 changed: Severity; Physical harm." in page.words


def test_changing_what_is_not_carried_sends_nothing(story):
    incident_id = story.fall()
    before = kept(story.location)["northshire"]
    story.complete(incident_id, opinion="We think otherwise", learning="Move the mats")

    assert len(versions(story)) == 1
    assert kept(story.location)["northshire"] == before


def test_many_changes_of_one_transaction_are_one_version(story):
    incident_id = story.fall()
    with story.acting("ben") as uow:
        for harm in ("moderate", "severe", "none"):
            complete_report(uow, incident_of(uow, incident_id), physical_harm=harm)
            uow.session.flush()

    assert [one[2:] for one in versions(story)] == [(1, "superseded"), (2, "current")]
    with story.acting("ben") as uow:
        assert json.loads(sent(uow)[-1].snapshot)["record"]["severity"] == "none"


def test_changing_there_and_back_sends_nothing(story):
    incident_id = story.fall()
    with story.acting("ben") as uow:
        for harm in ("moderate", "low"):
            complete_report(uow, incident_of(uow, incident_id), physical_harm=harm)

    assert len(versions(story)) == 1


def test_what_fails_before_the_commit_was_never_sent(story):
    incident_id = story.fall()
    before = kept(story.location)["northshire"]
    with story.acting("ben") as uow:
        complete_report(uow, incident_of(uow, incident_id), physical_harm="severe")
        uow.finish()
        assert len(sent(uow)) == 2
        uow.session.rollback()

    assert len(versions(story)) == 1
    assert kept(story.location)["northshire"] == before


def test_each_organisation_is_sent_what_its_own_link_carries(story):
    story.link("vera", "advocates_for:from", "ben", carries=CARRIED)
    incident_id = story.fall()

    assert sorted(versions(story)) == [
        ("Clear Voice Advocacy", SUMMARY, 1, "current"),
        ("Northshire Council", SUMMARY, 1, "current"),
    ]
    assert len({incident_id, story.copy("vera"), story.copy("asha")}) == 3


def test_a_link_that_carries_nothing_sends_nothing(story):
    story.link("sam", "commissions:from", "gil")
    incident_id = story.report("gil", site=GLENVIEW_HOUSE)
    story.complete(incident_id, "gil")

    assert versions(story, "gil") == []


def test_a_restricted_record_is_never_sent_by_itself(story):
    incident_id = story.fall()
    with story.acting("ben") as uow:
        restrict_record(uow, incident_of(uow, incident_id), compartment="safeguarding", reason="An allegation")
    story.complete(incident_id, physical_harm="severe")

    assert len(versions(story)) == 1


def test_the_form_says_that_saving_also_sends_and_to_whom(story, client):
    incident_id = story.fall()
    page = client.as_("ben").get(f"/t/rosewood/records/incident/{incident_id}/edit")

    assert "Saving also sends what changed to: Northshire Council: Incident summary" in page.words
    assert "Hold this back from Northshire Council for now" in page.words


def test_what_is_held_back_does_not_go(story):
    incident_id = story.fall()
    held(story, incident_id)
    before = kept(story.location)["northshire"]
    story.complete(incident_id, physical_harm="severe")

    assert len(versions(story)) == 1
    assert kept(story.location)["northshire"] == before
    with story.acting("ben") as uow:
        assert acts(uow)[-1] == "exchange.held_back"


def test_what_is_no_longer_held_back_goes_with_its_newest_content(story):
    incident_id = story.fall()
    held(story, incident_id)
    story.complete(incident_id, physical_harm="severe")
    with story.acting("ben") as uow:
        lift_hold(uow, uow.session.scalars(select(HeldBack)).one())

    with story.acting("ben") as uow:
        newest = sent(uow)[-1]
        assert (newest.version, json.loads(newest.snapshot)["record"]["severity"]) == (2, "severe")


def test_a_hold_stays_on_the_form_until_somebody_takes_it_off(story, client):
    incident_id = story.fall()
    held(story, incident_id)
    ben, path = client.as_("ben"), f"/t/rosewood/records/incident/{incident_id}/edit"
    assert ben.get(path).tree.xpath('//input[@name="hold_back"]/@checked') == ["checked"]
    ben.post(path, {"physical_harm": "severe"})
    assert len(versions(story)) == 1

    form = ben.get(path).form()
    del form["hold_back"]
    assert ben.post_raw(path, form).status_code == 302

    assert [one[2:] for one in versions(story)] == [(1, "superseded"), (2, "current")]
    with story.acting("ben") as uow:
        (one,) = uow.session.scalars(select(HeldBack)).all()
        assert one.lifted_at is not None
        assert "exchange.hold_lifted" in acts(uow)


def test_holding_back_from_one_does_not_keep_it_from_another(story):
    story.link("vera", "advocates_for:from", "ben", carries=CARRIED)
    incident_id = story.fall()
    held(story, incident_id)
    story.complete(incident_id, physical_harm="severe")

    assert [one[0] for one in versions(story) if one[2] == 2] == ["Clear Voice Advocacy"]


def test_holding_back_needs_a_reason(story):
    with pytest.raises(PortalError, match="Say why you hold this back"):
        held(story, story.fall(), reason="")


def test_nothing_is_held_back_from_a_link_that_does_not_allow_it(story):
    story.link("vera", "advocates_for:from", "ben")

    with pytest.raises(PortalError, match="does not allow holding this back"):
        held(story, story.fall(), link_with="clearvoice")


def test_what_the_form_never_asked_the_other_side_never_holds(story):
    """Everything a report has, saved again and again: only the carried groups ever differ between versions."""
    incident_id = story.fall()
    for number, name in enumerate(KEPT_IN):
        story.complete(incident_id, **{name: f"{name} {number}"})

    assert len(versions(story)) == 1
