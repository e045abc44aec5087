"""Documents go along with what is shared when a person chose them: a copy of each, sealed for its receiver."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date

import pytest

from portal.core.errors import PortalError
from portal.core.file_store import StoreAwayError
from portal.core.virus_scanner import VirusScanner
from portal.documents.models import Document, DocumentLink, DocumentVersion
from portal.documents.queries import documents_on
from portal.documents.services import add_version, change_document, unlink_document
from portal.exchange.enclosures import Enclosing, offered_evidence
from portal.exchange.services import disclose
from tests.documents.evidence import kept, read, stored, titles
from tests.documents.files import EICAR, PDF, WORDS, upload
from tests.documents.scanner import stub_scanner
from tests.exchange.story import BASIS, LEARNING, copies, incident_of, link_to, received, sent

SHARED, OWN = "Night round, signed", "Letter about Mrs Featherstonehaugh"
SHARING = "/t/rosewood/sharing"


@pytest.fixture
def evidence(story, vault):
    """A completed fall with two documents, of which one may be sent along."""
    incident_id = story.report()
    story.complete(incident_id)
    with story.acting("ben") as uow:
        kept(uow, vault, incident_of(uow, incident_id), title=SHARED)
        kept(uow, vault, incident_of(uow, incident_id), PDF, name="letter.pdf", title=OWN)
    return incident_id


def send(story, incident_id, *wanted, vault=None):
    """Share what was learned, with these documents and no others."""
    vault = vault or story.app.extensions["portal.vault"]
    with story.acting("ben") as uow:
        kind = uow.plugins.kind("incident")
        along = [one for one in offered_evidence(uow, incident_id) if one.document.title in wanted]
        return disclose(
            uow,
            incident_of(uow, incident_id),
            kind=kind,
            view=kind.view(LEARNING),
            link=link_to(uow, "northshire"),
            basis=BASIS,
            enclosing=Enclosing(along, vault),
        ).id


def arrived(story):
    """What Asha sees put to her one copy."""
    with story.acting("asha") as uow:
        (copy,) = copies(uow)
        return documents_on(uow, record_id=copy.id)


def lying_with(story, vault, name):
    with story.acting(name) as uow:
        return stored(vault, uow)


def test_what_was_chosen_arrives_as_the_receivers_own_and_nothing_else(story, vault, evidence):
    send(story, evidence, SHARED)
    story.work()
    story.open()

    (document,) = arrived(story)
    assert (document.title, document.file_name, document.peer_name) == (SHARED, "round.txt", "Rosewood Care")
    with story.acting("asha") as uow:
        version = uow.session.query(DocumentVersion).one()
        assert read(uow, vault, version) == WORDS
    ours, theirs = lying_with(story, vault, "ben"), lying_with(story, vault, "asha")
    assert (len(ours), theirs, ours & theirs) == (2, {str(version.id)}, set())


def test_both_sides_hold_the_same_manifest_with_the_hash_of_the_file(story, vault, evidence):
    send(story, evidence, SHARED)
    story.work()

    with story.acting("ben") as ben, story.acting("asha") as asha:
        ours, theirs = sent(ben)[-1], received(asha)[-1]
        (told,) = json.loads(theirs.snapshot)["documents"]
    assert (ours.manifest, ours.sha256, ours.snapshot) == (theirs.manifest, theirs.sha256, theirs.snapshot)
    assert theirs.manifest[-1] == f"documents.{told['sha256']}"
    assert OWN not in theirs.snapshot


def test_before_it_is_opened_there_is_no_document(story, vault, evidence):
    send(story, evidence, SHARED)
    story.work()

    with story.acting("asha") as uow:
        assert titles(uow) == []


@pytest.mark.parametrize("is_work_done", [True, False])
def test_recalled_before_it_was_opened_neither_row_nor_file_is_left(story, vault, evidence, is_work_done):
    disclosed = send(story, evidence, SHARED)
    if is_work_done:
        story.work()
    assert story.take_back(disclosed) == "recalled"
    story.work()

    assert lying_with(story, vault, "asha") == set()
    assert len(lying_with(story, vault, "ben")) == 2


def test_recalled_from_a_copy_that_was_open_already_the_document_goes(story, vault, evidence):
    story.work()
    story.open()
    disclosed = send(story, evidence, SHARED)
    story.work()
    assert [one.title for one in arrived(story)] == [SHARED]

    assert story.take_back(disclosed) == "recalled"
    story.work()
    assert arrived(story) == []
    assert lying_with(story, vault, "asha") == set()


def test_withdrawn_after_it_was_opened_it_stays_as_evidence_and_says_so(story, vault, client, evidence):
    disclosed = send(story, evidence, SHARED)
    story.work()
    story.open()
    story.take_back(disclosed)
    story.work()

    (document,) = arrived(story)
    with story.acting("asha") as uow:
        (copy,) = copies(uow)
    said = client.as_("asha").get(f"/t/northshire/records/incident/{copy.id}").words
    assert "Not shared with you any more (1) They stay as evidence of what you were told." in said
    assert document.title in said


def test_a_later_version_by_the_link_goes_on_telling_it_without_another_copy(story, vault, evidence):
    send(story, evidence, SHARED)
    story.work()
    story.open()
    story.complete(evidence, learning="Move the mats")
    story.disclose(evidence, LEARNING)
    story.work()

    with story.acting("asha") as uow:
        newest = [one for one in received(uow) if one.view == LEARNING][-1]
    assert (newest.version, newest.enclosed) == (2, [])
    assert [one["title"] for one in json.loads(newest.snapshot)["documents"]] == [SHARED]
    assert len(arrived(story)) == 1


def test_a_version_without_it_marks_what_was_told_before(story, vault, client, evidence):
    send(story, evidence, SHARED)
    story.work()
    story.open()
    send(story, evidence, OWN)
    story.work()

    with story.acting("asha") as uow:
        (copy,) = copies(uow)
    said = client.as_("asha").get(f"/t/northshire/records/incident/{copy.id}").words
    assert "Not shared with you any more (1)" in said
    assert [one.title for one in arrived(story)] == [SHARED, OWN]


def test_what_is_said_of_it_is_corrected_with_the_next_version(story, vault, evidence):
    send(story, evidence, SHARED)
    story.work()
    story.open()
    with story.acting("ben") as uow:
        document = uow.session.query(Document).filter_by(title=SHARED).one()
        change_document(uow, document, title="Night round of 2 March", about_on=document.about_on, expires_on=None)
    send(story, evidence, "Night round of 2 March")
    story.work()

    assert [one.title for one in arrived(story)] == ["Night round of 2 March"]


def test_what_arrives_while_the_plugin_is_off_is_put_to_the_record_later(story, vault, evidence):
    story.work()
    story.open()
    story.switch(on=False)
    send(story, evidence, SHARED)
    story.work()
    story.switch(on=True)
    story.work()

    assert [one.title for one in arrived(story)] == [SHARED]


def test_the_receiver_cannot_change_what_it_was_told(story, vault, evidence):
    send(story, evidence, SHARED)
    story.work()
    story.open()

    with story.acting("asha") as uow:
        document, link = uow.session.query(Document).one(), uow.session.query(DocumentLink).one()
        with pytest.raises(PortalError, match="copy of what Rosewood Care told you"):
            add_version(uow, vault, document, upload=upload("round.txt", WORDS))
        with pytest.raises(PortalError, match="copy of what Rosewood Care told you"):
            change_document(uow, document, title="X", about_on=document.about_on, expires_on=None)
        with pytest.raises(PortalError, match="came with what another organisation told you"):
            unlink_document(uow, link)


class AwayStore:
    """A store that gives files out and takes none."""

    def __init__(self, store):
        self.get = store.get

    def put(self, *_given):
        raise StoreAwayError


def test_while_the_store_is_away_nothing_is_told_and_nothing_typed_is_lost(story, vault, client, evidence):
    story.app.extensions["portal.vault"] = replace(vault, store=AwayStore(vault.store))
    ben = client.as_("ben")
    page = ben.post(preview_path(story, ben, evidence), ANSWERS)

    assert page.errors == ["Files cannot be kept or fetched just now. Everything else works. Nothing was lost."]
    assert page.form()["purpose"] == "She asked us to"
    with story.acting("ben") as uow:
        assert [one.view for one in sent(uow)] == ["incident_summary"]


def test_what_the_scanner_could_not_look_at_waits_with_the_receiver_too(story, vault, evidence):
    send(story, evidence, SHARED, vault=replace(vault, scanner=VirusScanner("tcp://127.0.0.1:1", timeout=1)))
    story.work()
    story.open()

    assert [one.state for one in arrived(story)] == ["waiting"]


def test_what_the_scanner_looked_at_when_it_was_sent_says_so_with_the_receiver(story, vault, evidence):
    with stub_scanner() as url:
        send(story, evidence, SHARED, vault=replace(vault, scanner=VirusScanner(url)))
    story.work()
    story.open()

    with story.acting("asha") as uow:
        version = uow.session.query(DocumentVersion).one()
        assert (version.state, version.scanned_at.date()) == ("kept", date(2026, 3, 4))


def test_what_the_scanner_finds_now_is_not_sent(story, vault, evidence):
    with story.acting("ben") as uow:
        kept(uow, vault, incident_of(uow, evidence), EICAR + b"\n", title="Found out later")
    with stub_scanner() as url, pytest.raises(PortalError, match="something harmful"):
        send(story, evidence, "Found out later", vault=replace(vault, scanner=VirusScanner(url)))


ANSWERS = {"purpose": "She asked us to", "lawful_basis": "consent", "consent": "given"}


def preview_path(story, ben, incident_id, *wanted):
    """Choose Northshire, what was learned and these documents; the address of the preview."""
    start = f"{SHARING}/incident/{incident_id}/share"
    with story.acting("ben") as uow:
        offered = offered_evidence(uow, incident_id)
        chosen = [str(one.version.id) for one in offered if one.document.title in (wanted or (SHARED,))]
        link = link_to(uow, "northshire").id
    query = {"link": str(link), "view": LEARNING, "documents": chosen}
    return ben.get(start, query_string=query).location


def test_the_preview_shows_exactly_what_goes_and_the_ledgers_name_it(story, vault, client, evidence):
    ben = client.as_("ben")
    preview = preview_path(story, ben, evidence)
    said = ben.get(preview).words
    assert f"{SHARED}round.txt, 1 KB, about Monday 2 March 2026. SHA-256: " in said
    assert OWN not in said

    ben.post(preview, ANSWERS)
    story.work()
    story.open()
    assert f"With it: {SHARED}" in ben.get(f"{SHARING}/").words
    assert f"With it: {SHARED}" in client.as_("asha").get("/t/northshire/sharing/?side=received").words
    sheet = io.StringIO(ben.get(f"{SHARING}/ledger.csv").text)
    assert SHARED in sheet.read()


def test_what_somebody_was_sent_already_is_ticked_the_next_time(story, vault, client, evidence):
    send(story, evidence, SHARED)
    page = client.as_("ben").get(f"{SHARING}/incident/{evidence}/share")

    ticked = page.tree.xpath('//input[@name="documents"][@checked]/following-sibling::label')
    assert [" ".join(one.text_content().split()) for one in ticked] == [SHARED]


def test_a_document_that_was_taken_away_meanwhile_is_told_before_anything_is_sent(story, vault, client, evidence):
    ben = client.as_("ben")
    preview = preview_path(story, ben, evidence)
    with story.acting("ben") as uow:
        document = uow.session.query(Document).filter_by(title=SHARED).one()
        unlink_document(uow, uow.session.query(DocumentLink).filter_by(document_id=document.id).one())

    page = ben.get(preview)
    assert page.status_code == 400
    assert "A document you chose was changed or taken away meanwhile." in page.words


def test_nobody_elses_organisation_learns_of_it(story, vault, client, evidence):
    send(story, evidence, SHARED)
    story.work()
    story.open()

    with story.acting("cora") as uow:
        assert titles(uow) == []
    assert client.as_("cora").get(f"/t/northshire/documents/{arrived(story)[0].id}").status_code == 404
