"""What people see of documents, and what nobody else finds."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from sqlalchemy import text

from portal.core.file_store import StoreAwayError
from portal.documents.models import DocumentTicket
from portal.documents.services import link_document, subject_of
from tests.actions.plan import set_action
from tests.casework.incidents import opened, path
from tests.documents.evidence import TITLE, kept, titles
from tests.documents.files import PDF, WORDS, picture, zipped

LIST = "/t/rosewood/documents/"
SAID = {"title": "Training record", "about_on-day": "2", "about_on-month": "March", "about_on-year": "2026"}


def sent(content=WORDS, name="round.txt", **more):
    return {"file": (io.BytesIO(content), name), **more}


@pytest.fixture
def record(act_and_commit, vault):
    """A fall at Rosewood."""
    with act_and_commit("ben") as uow:
        return opened(uow, "A fall")


@pytest.fixture
def document(act_and_commit, vault, record):
    with act_and_commit("ben") as uow:
        return kept(uow, vault, record)


def adding(record, way="new"):
    return f"{LIST}records/incident/{record.id}/{way}"


def page_of(document):
    return f"{LIST}{document.id}"


def fetch(client, document, number=1):
    """Press the button: the answer that leads to the file."""
    address = f"{page_of(document)}/versions/{number}/download"
    form = {"csrf_token": client.get(page_of(document)).form(address)["csrf_token"]}
    return client.post_raw(address, form)


def test_a_file_added_from_the_record_stands_on_it_and_in_the_list(client, record):
    ben = client.as_("ben")
    assert ben.get(path(record)).links()["Add a document"] == adding(record)

    ben.post(adding(record), sent(**SAID))

    for page in (ben.get(path(record)), ben.get(LIST)):
        assert page.links()["Training record"].startswith(LIST)
    assert "about Monday 2 March 2026; round.txt, 1 KB" in ben.get(path(record)).words


def test_what_is_missing_is_asked_for(client, record):
    page = client.as_("ben").post(adding(record), {})

    assert page.errors == ["Choose a file", "Say what it is", "Enter the day it is about"]


@pytest.mark.parametrize(
    ("file", "error"),
    [
        (sent(b"<svg/>", "plan.svg"), "Web pages and drawings with code are not kept"),
        (sent(b"<script>", "plan.pdf"), "The name says that this is a PDF, but its content does not."),
        (sent(b"", "plan.txt"), "This file is empty."),
    ],
)
def test_what_is_refused_is_said_beside_the_file_and_nothing_is_kept(client, act, record, file, error):
    page = client.as_("ben").post(adding(record), {**file, **SAID})

    assert page.errors[0].startswith(error)
    assert titles(act("ben")) == []


def test_one_that_is_kept_already_is_put_to_another_record(client, act_and_commit, document):
    with act_and_commit("ben") as uow:
        other = opened(uow, "Another fall")
    ben = client.as_("ben")
    ben.post(adding(other, "reuse"), {"document_id": str(document.id)})

    assert ben.get(path(other)).links()[TITLE] == page_of(document)
    assert len([one for one in ben.get(page_of(document)).links() if one.startswith("INC-")]) == 2


def test_its_page_says_what_is_known_of_each_version(client, document):
    ben = client.as_("ben")
    ben.post(f"{page_of(document)}/versions/new", sent(zipped({"b/plan.pdf": PDF, "note.txt": WORDS}), "all.zip"))
    page = ben.get(page_of(document))

    assert page.heading == TITLE
    assert page.summary["In the archive"] == "b/plan.pdfnote.txt"
    assert page.summary["Virus scanner"] == "Did not look: none was set up"
    assert "Version 2" in page.words


def test_a_redrawn_picture_says_so(client, act_and_commit, vault, record):
    with act_and_commit("ben") as uow:
        document = kept(uow, vault, record, picture(hidden=b"here"), name="gate.jpg")

    assert "Where and with what it was taken was left out." in client.as_("ben").get(page_of(document)).words


def test_the_file_comes_as_an_attachment_no_browser_runs(client, document):
    ben = client.as_("ben")
    answer = ben.get(fetch(ben, document).location).response

    assert answer.data == WORDS
    assert answer.headers["Content-Type"] == "text/plain"
    assert answer.headers["Content-Disposition"] == "attachment; filename=round.txt"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Length"] == str(len(WORDS))


def test_a_link_to_a_file_works_once_and_another_can_be_had(client, document):
    ben = client.as_("ben")
    first, second = (fetch(ben, document).location for _each in range(2))

    assert [ben.get(one).status_code for one in (first, first, second)] == [200, 404, 200]


def test_a_link_to_a_file_works_for_whom_it_was_made_alone(client, document):
    link = fetch(client.as_("ben"), document).location

    assert client.as_("ruth").get(link).status_code == 404
    assert client.as_("cora").get(link.replace("rosewood", "westmere")).status_code == 404
    assert client.as_("ben").get(link).status_code == 200


def test_a_link_to_a_file_works_for_a_minute(client, document, superuser):
    ben = client.as_("ben")
    link = fetch(ben, document).location
    superuser.execute(text("UPDATE portal.document_ticket SET expires_at = expires_at - interval '61 seconds'"))
    superuser.commit()

    assert ben.get(link).status_code == 404


@pytest.mark.parametrize("forged", ["x", "IjAi.abc", "..", "%00"])
def test_a_link_we_did_not_sign_is_not_found(client, document, forged):
    assert client.as_("ben").get(f"{LIST}file/{forged}").status_code == 404


def test_a_ticket_is_used_even_when_two_fetch_at_once(act_and_commit, client, document):
    link = fetch(client.as_("ben"), document).location
    answers = [client.as_("ben").get(link).status_code for _each in range(3)]

    assert sorted(answers) == [200, 404, 404]
    with act_and_commit("ben") as uow:
        assert [one.used_at is None for one in uow.session.query(DocumentTicket)] == [False]


def test_who_lost_sight_of_it_in_between_gets_nothing(client, act_and_commit, record, document):
    ruth = client.as_("ruth")
    link = fetch(ruth, document).location
    with act_and_commit("ben") as uow:
        uow.session.get_one(type(record), (uow.tenant.id, record.id)).compartment = "safeguarding"

    assert ruth.get(link).status_code == 404
    assert ruth.get(page_of(document)).status_code == 404
    assert TITLE not in ruth.get(LIST).words


def test_what_waits_for_the_scanner_cannot_be_fetched_and_says_why(client, act_and_commit, unscanned, record):
    with act_and_commit("ben") as uow:
        document = kept(uow, unscanned, record)
    ben = client.as_("ben")
    page = ben.get(page_of(document))

    assert page.summary["Virus scanner"] == "Has not looked yet. The file can be fetched once it has."
    assert not page.tree.xpath("//form[contains(@action, '/download')]")
    form = {"csrf_token": ben.get(adding(record)).form()["csrf_token"]}
    answer = ben.post_raw(f"{page_of(document)}/versions/1/download", form)
    assert "This file waits for the virus scanner." in answer.words


class AwayStore:
    """A store that does not answer."""

    def get(self, _key):
        raise StoreAwayError

    def put(self, _key, _pieces):
        raise StoreAwayError


def test_while_the_store_is_away_files_wait_and_records_work(app, client, vault, record, document):
    ben = client.as_("ben")
    link = fetch(ben, document).location
    app.extensions["portal.vault"] = replace(vault, store=AwayStore())

    answer = ben.get(link)
    assert (answer.status_code, answer.response.headers["Retry-After"]) == (503, "60")
    assert "Files cannot be kept or fetched just now. Everything else works." in answer.words
    assert ben.get(path(record)).status_code == 200
    assert ben.post(adding(record), {**sent(), **SAID}).errors == [
        "Files cannot be kept or fetched just now. Everything else works. Nothing was lost."
    ]

    app.extensions["portal.vault"] = vault
    assert ben.get(link).status_code == 200  # the ticket was not used up


def test_a_damaged_file_is_said_to_be_damaged(client, vault, document):
    ben = client.as_("ben")
    (file,) = vault.store.root.glob("*-*/*")
    file.write_bytes(b"something else")

    assert "This file is damaged" in ben.get(fetch(ben, document).location).words


def test_what_is_said_of_it_is_corrected(client, document):
    ben = client.as_("ben")
    ben.post(f"{page_of(document)}/change", {**SAID, "title": "Night rounds of March"})

    assert ben.get(page_of(document)).heading == "Night rounds of March"


def test_taken_away_from_its_last_place_it_is_gone(client, record, document):
    ben = client.as_("ben")
    page = ben.post(ben.get(page_of(document)).links()[f"Take it away from {record.reference}"], {})

    assert page.location == LIST
    assert ben.get(page_of(document)).status_code == 404


def test_a_reader_reads_and_adds_nothing(client, record, document):
    rhona = client.as_("rhona")

    assert "Add a document" not in rhona.get(path(record)).links()
    assert rhona.get(rhona.get(path(record)).links()[TITLE]).heading == TITLE
    assert rhona.get(fetch(rhona, document).location).response.data == WORDS
    assert [rhona.get(one).status_code for one in (adding(record), f"{page_of(document)}/versions/new")] == [403, 403]


def test_another_organisation_finds_nothing_of_it(client, document):
    cora = client.as_("cora")
    address = f"/t/westmere/documents/{document.id}"

    assert [cora.get(one).status_code for one in (page_of(document), address, f"{address}/change")] == [404] * 3
    assert "There is none." in cora.get("/t/westmere/documents/").words


def test_the_list_finds_titles_and_takes_signs_as_they_are(client, act_and_commit, vault, record):
    with act_and_commit("ben") as uow:
        for title in ("100% present", "Training record", "<b>Bold</b>"):
            kept(uow, vault, record, title=title)
    ben = client.as_("ben")

    found = {words: titles_in(ben.get(f"{LIST}?words={words}")) for words in ("train", "0%25", "%25", "<b>", "_")}
    assert found == {
        "train": ["Training record"],
        "0%25": ["100% present"],
        "%25": ["100% present"],
        "<b>": ["<b>Bold</b>"],
        "_": [],
    }


def titles_in(page):
    return [one.text_content() for one in page.tree.xpath("//tbody//th/a")]


FINISH = {"words": "Done", "evidence_on-day": "2", "evidence_on-month": "3", "evidence_on-year": "2026"}


def test_a_file_that_comes_with_the_words_that_an_action_is_done_stands_on_it(client, act_and_commit, vault):
    with act_and_commit("ben") as uow:
        action = set_action(uow)
    ben, where = client.as_("ben"), f"/t/rosewood/actions/{action.id}"

    refused = ben.post(f"{where}/finish", {**FINISH, **sent(b"MZ", "run.exe")})
    assert refused.errors == ["Programs and scripts are not kept."]
    ben.post(f"{where}/finish", {**FINISH, **sent(PDF, "log.pdf")})

    page = ben.get(where)
    assert page.links()[f"Evidence for {action.reference}"].startswith(LIST)
    assert "Done, to be verified" in page.words


def test_whoever_has_an_action_sees_its_evidence_without_its_compartment(client, act_and_commit, vault):
    with act_and_commit("ben") as uow:
        record = opened(uow, "Restricted", compartment="safeguarding")
        action = set_action(uow, owner="ruth", record=record, site_id=None)
        kept(uow, vault, record, title="NOT THIS")
    ruth, where = client.as_("ruth"), f"/t/rosewood/actions/{action.id}"

    ruth.post(f"{where}/documents/new", {**sent(), **SAID})

    assert ruth.get(where).links()["Training record"].startswith(LIST)
    assert titles_in(ruth.get(LIST)) == ["Training record"]


def test_who_can_see_an_action_and_not_its_record_reuses_nothing_unseen(act_and_commit, client, vault, document):
    with act_and_commit("ben") as uow:
        action = set_action(uow, owner="mia")
        link_document(uow, document, subject_of(opened(uow, "Another")))
    page = client.as_("mia").post(f"/t/rosewood/actions/{action.id}/documents/reuse", {"document_id": str(document.id)})

    assert page.errors == ["Choose one of the answers shown"]
