"""Ledgers: each side in full by itself, and the two agree."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from tests.databases import as_superuser
from tests.exchange.everything import kept
from tests.exchange.story import LEARNING, SUMMARY, incident_of, link_to, received, sent

AT_11 = datetime(2026, 3, 4, 11, 0, tzinfo=UTC)
AT_12 = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
LEDGER, ARRIVED = "/t/rosewood/sharing/", "/t/northshire/sharing/?side=received"
CSV = "/t/rosewood/sharing/ledger.csv"
MANY_LINKS = """
    INSERT INTO portal.link (tenant_id, id, link_key, kind, our_part, peer_slug, peer_name, status, proposed_by_us,
        proposed_on, standing)
    SELECT t.id, gen_random_uuid(), gen_random_uuid(), 'commissions', 'to', 'elm-' || n, 'Elm ' || n, 'declined', false,
        '2026-01-01', '[]'
    FROM portal.tenant t, generate_series(1, 101) n WHERE t.slug = 'rosewood'
"""


def table(page):
    """The rows of the page's table, cell by cell."""
    return [
        [" ".join(" ".join(cell.itertext()).split()) for cell in row.xpath("./td")]
        for row in page.tree.xpath("//tbody/tr")
    ]


def lines(page):
    return list(csv.DictReader(io.StringIO(page.response.data.decode("utf-8-sig"))))


@pytest.fixture
def told(story):
    """A fall sent, opened, corrected, its learning sent and withdrawn; another sent and recalled."""
    incident_id = story.fall()
    story.disclose(incident_id)
    story.work()
    story.at(AT_11)
    story.open()
    story.complete(incident_id, physical_harm="moderate")
    other_id = story.fall()
    with story.acting("ben") as uow:
        mine = {one.view: one.id for one in sent(uow) if one.record_id == incident_id}
        recalled = next(one.id for one in sent(uow) if one.record_id == other_id)
    story.at(AT_12)
    story.take_back(mine[LEARNING])
    story.take_back(recalled)
    story.work()
    return incident_id


def test_both_ledgers_tell_the_same_of_everything_that_was_not_recalled(story, told):
    with story.acting("ben") as uow:
        ours = [
            (one.view, one.version, one.manifest, one.sha256, one.sent_at, one.opened_at, one.state, one.purpose)
            for one in sent(uow)
            if one.state != "recalled"
        ]
    with story.acting("asha") as uow:
        theirs = [
            (one.view, one.version, one.manifest, one.sha256, one.received_at, one.opened_at, one.state, one.purpose)
            for one in received(uow)
        ]
    assert sorted(ours, key=str) == sorted(theirs, key=str)
    assert len(ours) == 3


def test_the_bytes_of_every_line_are_those_of_its_hash(story, told):
    with story.acting("ben") as uow:
        ours = {one.sha256: one.snapshot for one in sent(uow)}
    with story.acting("asha") as uow:
        theirs = {one.sha256: one.snapshot for one in received(uow)}

    assert all(hashlib.sha256(words.encode()).hexdigest() == sha for sha, words in (ours | theirs).items())
    assert theirs.items() <= ours.items()


def test_the_senders_page_says_what_became_of_each(story, told, client):
    shown = [
        (what.split(", ")[1:], opened, state)
        for _at, _to, what, _why, opened, state in table(client.as_("ben").get(LEDGER))
    ]

    assert sorted((*what[:1], what[1].split()[1], state) for what, _opened, state in shown) == [
        ("incident learning", "1", "Withdrawn"),
        ("incident summary", "1", "Recalled"),
        ("incident summary", "1", "Superseded"),
        ("incident summary", "2", "Current"),
    ]


def test_the_receivers_page_has_no_line_for_what_was_recalled(story, told, client):
    states = sorted(row[-1] for row in table(client.as_("asha").get(ARRIVED)))

    assert states == ["Current", "Superseded", "Withdrawn"]


def test_the_receivers_ledger_names_its_own_record_and_not_theirs(story, told, client):
    with story.acting("ben") as uow:
        reference = incident_of(uow, told).reference

    assert reference in client.as_("ben").get(LEDGER).text
    assert reference not in client.as_("asha").get(ARRIVED).text


def test_who_decided_and_why_one_agreed_is_the_senders_alone(story, told, client):
    with story.acting("ben") as uow:
        consent = sent(uow)[0].consent

    assert consent in kept(story.location)["rosewood"]
    assert consent not in kept(story.location)["northshire"]


def test_a_page_of_one_version_names_every_field(story, told, client):
    with story.acting("ben") as uow:
        version = sent(uow)[0]
    page = client.as_("ben").get(f"/t/rosewood/sharing/disclosures/{version.id}")

    assert page.summary["Fields"] == ", ".join(version.manifest)
    assert page.summary["Fingerprint (SHA-256)"] == version.sha256
    assert page.summary["How"] == "By itself, as the link says"


def test_the_file_has_a_line_for_each_version_and_says_the_same(story, told, client):
    found = lines(client.as_("ben").get(CSV))

    with story.acting("ben") as uow:
        expected = [
            (one.view, str(one.version), one.state, one.sha256, ", ".join(one.manifest), one.peer_name)
            for one in sent(uow)
        ]
    told_by_file = [
        (one["View"], one["Version"], one["State"], one["SHA-256"], one["Fields"], one["To"]) for one in found
    ]
    assert sorted(told_by_file) == sorted(expected)


def test_no_purpose_becomes_a_formula(story, client):
    incident_id = story.fall()
    ben = client.as_("ben")
    with story.acting("ben") as uow:
        path = f"/t/rosewood/sharing/incident/{incident_id}/share/{link_to(uow, 'northshire').id}/{LEARNING}"
    answers = {"purpose": "=HYPERLINK(A1)", "lawful_basis": "public-task", "consent": "not-personal"}
    assert ben.post(path, answers).status_code == 302

    assert [one["Why"] for one in lines(ben.get(CSV)) if one["View"] == LEARNING] == ["'=HYPERLINK(A1)"]


def test_the_ledger_can_be_read_for_one_organisation(story, client):
    story.link("vera", "advocates_for:from", "ben")
    story.disclose(story.fall(), LEARNING, to="clearvoice")
    ben = client.as_("ben")

    assert {row[1] for row in table(ben.get(LEDGER))} == {"Northshire Council", "Clear Voice Advocacy"}
    assert {row[1] for row in table(ben.get(f"{LEDGER}?peer=Clear+Voice+Advocacy"))} == {"Clear Voice Advocacy"}


def test_of_very_many_organisations_one_is_typed(story, client):
    story.disclose(story.fall())
    with as_superuser(story.location) as connection:
        connection.execute(text(MANY_LINKS))
        connection.commit()
    ben = client.as_("ben")

    assert {row[1] for row in table(ben.get(f"{LEDGER}?peer=norths"))} == {"Northshire Council"}
    assert table(ben.get(f"{LEDGER}?peer=elm+77")) == []
    several = ben.get(f"{LEDGER}?peer=elm")
    assert "Which organisation do you mean?" in several.words
    assert table(several) == table(ben.get(LEDGER)) != []
    assert table(ben.get(LEDGER + several.links()["Elm 1"])) == []
    assert "No organisation is called so." in ben.get(f"{LEDGER}?peer=zebra").words


def test_nobody_finds_another_organisations_lines(story, told, client):
    with story.acting("ben") as uow:
        version = sent(uow)[0]
    gil = client.as_("gil")

    assert "Nothing has been shared yet." in gil.get("/t/glenview/sharing/").words
    assert lines(gil.get("/t/glenview/sharing/ledger.csv")) == []
    assert gil.get(f"/t/glenview/sharing/disclosures/{version.id}").status_code == 404
    assert gil.get(LEDGER).status_code == 404


@pytest.mark.parametrize(("name", "status"), [("rhona", 200), ("ruth", 200), ("mia", 403), ("ade", 403)])
def test_readers_of_cases_read_the_ledger(story, told, client, name, status):
    assert client.as_(name).get(LEDGER).status_code == status
    assert client.as_(name).get(CSV).status_code == status


def test_the_subject_of_many_versions_is_one_line_each_on_its_page(story, told, client):
    page = client.as_("ben").get(f"/t/rosewood/records/incident/{told}")

    assert sorted(row[0] for row in table(page) if "version" in row[0]) == [
        "Incident summary, version 1",
        "Incident summary, version 2",
        "Summary and learning, version 1",
    ]
    assert SUMMARY not in page.words
