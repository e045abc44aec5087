"""Sharing: what is shown beforehand is what goes, and nothing else goes."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from portal.core.errors import PortalError
from portal.exchange.services import disclose, open_room, preview
from portal.records.services import restrict_record
from tests.databases import as_superuser
from tests.exchange.everything import count_rows, kept
from tests.exchange.story import BASIS, LEARNING, SUMMARY, incident_of, link_to, received, sent
from tests.world import PERSONAS

ANSWERS = {
    "purpose": "She asked us to",
    "lawful_basis": "public-task",
    "consent": "given",
}


def share_path(story, incident_id, view=LEARNING, *, name="ben", to="northshire"):
    with story.acting(name) as uow:
        link = link_to(uow, to)
    return f"/t/{PERSONAS[name].home}/sharing/incident/{incident_id}/share/{link.id}/{view}"


def told_cards(page):
    """What a page says was, or would be, told: the cards but the one about the version."""
    cards = [" ".join(" ".join(one.itertext()).split()) for one in page.tree.xpath('//*[@class="govuk-summary-card"]')]
    return [one for one in cards if not one.startswith("Version")]


def test_the_bytes_shown_beforehand_are_the_bytes_both_sides_keep(story):
    incident_id = story.fall()
    with story.acting("ben") as uow:
        kind = uow.plugins.kind("incident")
        shown = preview(kind, kind.view(LEARNING), incident_of(uow, incident_id)).text.encode()
    story.disclose(incident_id)

    with as_superuser(story.location) as connection:
        bytes_ = "SELECT convert_to(snapshot, 'UTF8'), sha256 FROM portal.{} WHERE view = 'incident_learning'"
        ours, theirs = (connection.execute(sa.text(bytes_.format(one))).one() for one in ("disclosure", "receipt"))
    assert ours == theirs == (shown, hashlib.sha256(shown).hexdigest())


def test_the_page_shown_beforehand_reads_as_what_was_sent_and_as_what_was_received(story, client):
    incident_id = story.fall()
    ben, asha = client.as_("ben"), client.as_("asha")
    path = share_path(story, incident_id)
    beforehand = told_cards(ben.get(path))

    shown = ben.post(path, ANSWERS).location
    story.open()
    with story.acting("asha") as uow:
        receipt = received(uow)[-1]

    assert beforehand[0].startswith("Incident Their reference INC-")
    assert beforehand == told_cards(ben.get(shown))
    assert beforehand == told_cards(asha.get(f"/t/northshire/sharing/received/{receipt.id}"))


def test_the_page_names_what_stays(story, client):
    page = client.as_("ben").get(share_path(story, story.fall(), SUMMARY))

    assert "What stays with you: What happened, People, What was learned." in page.words


@pytest.mark.parametrize("view", [SUMMARY, LEARNING])
def test_the_manifest_names_every_field_of_the_bytes_and_no_other(story, view):
    story.disclose(story.fall(), LEARNING)

    with story.acting("ben") as uow:
        version = next(one for one in sent(uow) if one.view == view)
    told = json.loads(version.snapshot)
    groups = {"record": told["record"], **told["groups"]}
    assert sorted(version.manifest) == sorted(f"{group}.{name}" for group, fields in groups.items() for name in fields)
    assert set(told) == {"kind", "view", "record", "groups"}


def test_both_sides_rows_and_the_job_are_of_one_transaction(story):
    story.disclose(story.fall())

    with as_superuser(story.location) as connection:
        made = "SELECT xmin::text FROM {} ORDER BY {} DESC LIMIT 1"
        tables = {"portal.disclosure": "sent_at", "portal.receipt": "received_at", "jobs.request": "created_at"}
        transactions = {connection.scalar(sa.text(made.format(*one))) for one in tables.items()}
    assert len(transactions) == 1


def test_before_it_is_sent_nothing_of_it_is_anywhere_at_the_other_end(story, client):
    incident_id = story.report()
    before = kept(story.location)["northshire"]
    with story.acting("ben") as uow:
        open_room(uow, incident_of(uow, incident_id), link_to(uow, "northshire"))
    client.as_("ben").get(share_path(story, incident_id))

    assert kept(story.location)["northshire"] == before


def test_looking_at_the_page_writes_nothing(story, client):
    path = share_path(story, story.fall())
    before = count_rows(story.location)

    assert client.as_("ben").get(path).status_code == 200
    assert count_rows(story.location) == before


def test_a_report_nobody_looked_at_is_not_shared(story, client):
    incident_id = story.report()

    with pytest.raises(PortalError, match="not ready to be shared"):
        story.disclose(incident_id, SUMMARY)
    assert client.as_("ben").get(share_path(story, incident_id)).status_code == 400


def test_what_was_received_is_not_passed_on(story):
    story.fall()
    story.work()
    story.link("vera", "advocates_for:from", "sam")
    with story.acting("asha") as uow:
        copy = uow.session.scalar(sa.text("SELECT id FROM portal.record"))

    with pytest.raises(PortalError, match="It cannot be passed on from here"):
        story.disclose(copy, name="asha", to="clearvoice")


def test_who_has_not_agreed_and_who_does_not_exist_are_told_alike_nothing(story, client):
    incident_id = story.fall()
    with story.acting("ben") as uow:
        for slug in ("westmere", "no-such-place"):
            propose = "SELECT exchange.propose_link('hosts', 'to', :slug, '[]')"
            uow.session.execute(sa.text(propose), {"slug": slug})
    before = kept(story.location)["westmere"]
    ben = client.as_("ben")

    pages = [ben.post(share_path(story, incident_id, to=slug), ANSWERS) for slug in ("westmere", "no-such-place")]
    assert [one.errors for one in pages] == [["That link is not agreed, or has ended."]] * 2
    assert kept(story.location)["westmere"] == before


def test_the_same_again_is_not_a_new_version(story):
    incident_id = story.fall()

    with pytest.raises(PortalError, match="Northshire Council already has exactly this, as version 1"):
        story.disclose(incident_id, SUMMARY)


def test_of_two_who_send_the_same_at_once_one_sends(story):
    incident_id = story.fall()
    with ThreadPoolExecutor(1) as other, story.acting("ben") as uow:
        incident, kind = incident_of(uow, incident_id), uow.plugins.kind("incident")
        disclose(uow, incident, kind=kind, view=kind.view(LEARNING), link=link_to(uow, "northshire"), basis=BASIS)
        second = other.submit(story.disclose, incident_id, name="ruth")
        assert not wait([second], timeout=0.5).done
        uow.session.commit()
        with pytest.raises(PortalError, match="already has exactly this, as version 1"):
            second.result(timeout=20)

    with story.acting("ben") as uow:
        assert len([one for one in sent(uow) if one.view == LEARNING]) == 1


def test_sharing_against_somebodys_will_needs_a_reason(story, client):
    ben, path = client.as_("ben"), share_path(story, story.fall())

    page = ben.post(path, {**ANSWERS, "consent": "overridden"})
    assert page.errors == ["Say why you share it all the same."]

    ben.post(path, {**ANSWERS, "consent": "overridden", "consent_reason": "She is in danger"})
    with story.acting("ben") as uow:
        assert sent(uow)[-1].consent == "The person did not agree, and we share all the same: She is in danger"


def test_the_reason_against_somebodys_will_stays_with_the_sender(story, client):
    path = share_path(story, story.fall())
    client.as_("ben").post(path, {**ANSWERS, "consent": "overridden", "consent_reason": "She is in danger"})

    assert "She is in danger" not in kept(story.location)["northshire"]


def test_who_may_only_read_shares_nothing(story, client):
    incident_id = story.fall()
    assert client.as_("rhona").get(share_path(story, incident_id)).status_code == 403

    with pytest.raises(DBAPIError, match="not permitted"):
        story.disclose(incident_id, name="rhona")


def test_what_a_link_carries_is_all_that_goes_without_the_right_to_share(story):
    """The word standing opens nothing but what both sides agreed on."""
    incident_id = story.fall()
    with story.acting("rhona") as uow:
        incident, kind, link = incident_of(uow, incident_id), uow.plugins.kind("incident"), link_to(uow, "northshire")
        basis = replace(BASIS, is_standing=True)
        with pytest.raises(DBAPIError, match="not permitted"), uow.session.begin_nested():
            disclose(uow, incident, kind=kind, view=kind.view(LEARNING), link=link, basis=basis)


def test_bytes_that_are_not_those_of_the_hash_are_refused(story):
    told = "'v', 'general', '[]', 'x', 'y', '', '', '', NULL, false, '[]'"
    forged = f"SELECT exchange.disclose(:room, 'incident', {told})"
    incident_id = story.fall()
    with story.acting("ben") as uow:
        room = open_room(uow, incident_of(uow, incident_id), link_to(uow, "northshire"))
        with pytest.raises(DBAPIError, match="do not match their hash"), uow.session.begin_nested():
            uow.session.execute(sa.text(forged), {"room": room})


def test_a_restricted_record_is_not_shared_by_who_cannot_see_it(story):
    incident_id = story.fall()
    with story.acting("ben") as uow:
        restrict_record(uow, incident_of(uow, incident_id), compartment="safeguarding", reason="An allegation")
        room = open_room(uow, incident_of(uow, incident_id), link_to(uow, "northshire"))

    with story.acting("ruth") as uow:
        for act in (f"open_room('{link_to(uow, 'northshire').id}', '{incident_id}')", f"own_room('{room}')"):
            with pytest.raises(DBAPIError), uow.session.begin_nested():
                uow.session.execute(sa.text(f"SELECT exchange.{act}"))


def test_a_view_that_needs_two_people_is_not_sent_by_one(story):
    incident_id = story.fall()
    with story.acting("ben") as uow:
        incident, kind = incident_of(uow, incident_id), uow.plugins.kind("incident")
        asked = {"view": replace(kind.view(LEARNING), needs_second_person=True), "link": link_to(uow, "northshire")}
        for nobody_else in (None, PERSONAS["ben"].id):
            with pytest.raises(PortalError, match="A second person must agree"):
                disclose(uow, incident, kind=kind, basis=BASIS, second_person=nobody_else, **asked)
        done = disclose(uow, incident, kind=kind, basis=BASIS, second_person=PERSONAS["ruth"].id, **asked)

    assert (done.decided_by, done.second_person) == (PERSONAS["ben"].id, PERSONAS["ruth"].id)


def test_there_is_no_page_for_a_view_or_a_link_that_is_not_there(story, client):
    ben, path = client.as_("ben"), share_path(story, story.fall())

    assert ben.get(path.replace(LEARNING, "everything")).status_code == 404
    assert ben.get(path.replace(path.split("/")[-2], str(PERSONAS["ben"].id))).status_code == 404
