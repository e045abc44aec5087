"""Kept long enough: put forward, held, released, agreed to by another, erased; a certificate is left, and no word."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from playwright.sync_api import expect
from sqlalchemy import text

from portal.config import load_settings
from portal.core.installation import located_database
from portal.documents.vault import FOLDER
from tests.browser.people import DESK, PHONE
from tests.browser.test_journey import press, read_when_it_arrives
from tests.browser.walking import faults_of
from tests.databases import as_superuser, tables_with

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from portal.config import Settings
    from tests.browser.people import People

PLANTED = "Featherstonehaugh"
LIST = "/t/rosewood/retention/"
PLACES = ["portal.document", "portal.document_version", "portal.person"]
# Ten years ago, past the portal: what is added now would postpone the record's end.
PLANT = """
    WITH r AS (SELECT tenant_id, id, compartment FROM portal.record WHERE reference = :reference),
    p AS (INSERT INTO portal.person (tenant_id, id, compartment, name, folded_name, other_names, formats, support,
              created_at, updated_at, row_version)
          SELECT tenant_id, :person, compartment, :name, lower(:name), '{}', '{}', '{}', now(), now(), 1 FROM r),
    s AS (INSERT INTO portal.record_person (tenant_id, id, record_id, compartment, person_id, role, linked_at)
          SELECT tenant_id, gen_random_uuid(), id, compartment, :person, 'affected', now() FROM r),
    d AS (INSERT INTO portal.document (tenant_id, id, title, about_on, newest, created_at)
          SELECT tenant_id, :document, :name, '2016-03-02', 1, now() FROM r),
    v AS (INSERT INTO portal.document_version (tenant_id, id, document_id, number, file_name, media_type, size_bytes,
              sha256, received_sha256, wrapped_key, state, uploaded_at)
          SELECT tenant_id, :file, :document, 1, :name || '.txt', 'text/plain', 9, '', '', '', 'kept', now() FROM r),
    l AS (INSERT INTO portal.document_link (tenant_id, id, document_id, kind, compartment, record_id, version_number,
              linked_at)
          SELECT tenant_id, gen_random_uuid(), :document, 'record', compartment, id, 1, now() FROM r),
    f AS (INSERT INTO portal.stored_file (tenant_id, id, size_bytes, stored_at)
          SELECT tenant_id, :file, 9, now() FROM r)
    SELECT tenant_id FROM r
"""


def test_a_record_is_held_released_agreed_to_and_erased(people: People, demo_data: Path):
    rita = people.at("rita@rosewood.example", DESK)
    item, reference = first_to_decide(rita)
    plant(demo_data, reference)
    assert faults_of(rita, "retention-item") == []

    ben = people.at("ben@rosewood.example", PHONE)
    hold(ben, item)
    rita.goto(item)
    expect(rita.get_by_text("It is held. Release the hold first.")).to_be_visible()
    assert tables_with_planted(demo_data) == [*PLACES, "portal.retention_hold"]
    assert len(files_with_planted(demo_data)) == 1

    release(ben, reference)
    ben.goto(item)
    expect(ben.get_by_text("You released a hold on this record.")).to_be_visible()

    rita.goto(item)
    press(rita, "Agree that it is erased")
    read_when_it_arrives(rita, f"{LIST}erased", reference)
    read_certificate(rita, reference)
    read_tombstone(ben, reference)
    assert tables_with_planted(demo_data) == []
    assert files_with_planted(demo_data) == []


def first_to_decide(page: Page) -> tuple[str, str]:
    """The item that has waited longest: its path and its record's reference."""
    read_when_it_arrives(page, LIST, "Undecided")
    assert faults_of(page, "retention-index") == []
    page.get_by_role("row").get_by_role("link").first.click()
    return urlsplit(page.url).path, page.get_by_role("heading", level=1).inner_text()


def hold(page: Page, item: str) -> None:
    page.goto(item)
    press(page, "Hold it")
    assert faults_of(page, "retention-hold") == []
    page.get_by_label("Why must it be kept?").fill(f"The inquest into the death of Mrs {PLANTED}")
    for part, value in (("Day", "4"), ("Month", "3"), ("Year", "2030")):
        page.get_by_label(part, exact=True).fill(value)
    press(page, "Hold it")
    expect(page.get_by_text(PLANTED)).to_be_visible()
    assert faults_of(page, "retention-holds") == []


def release(page: Page, reference: str) -> None:
    page.get_by_role("link", name=f"Release {reference}").click()
    page.get_by_label("Why is the hold not needed any more?").fill(f"Mrs {PLANTED}'s inquest is over")
    press(page, "Release it")
    expect(page.get_by_text("The hold is released.")).to_be_visible()


def read_certificate(page: Page, reference: str) -> None:
    page.get_by_role("link", name=reference).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Certificate of erasure")
    expect(page.get_by_text("Records manager")).to_be_visible()
    expect(page.get_by_text("Fields of the record")).to_be_visible()
    assert faults_of(page, "retention-certificate") == []
    with page.expect_download() as download:
        press(page, "Download the certificate")
    assert download.value.suggested_filename == f"erased-{reference}.pdf"


def read_tombstone(page: Page, reference: str) -> None:
    """The list still has the record, and its page says what is left."""
    page.goto("/t/rosewood/records/incident/?status=closed")
    while not page.get_by_role("row").filter(has_text=reference).count():
        press(page, "Next page")
    row = page.get_by_role("row").filter(has_text=reference)
    expect(row).to_contain_text("Erased incident")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Erased on")
    assert faults_of(page, "retention-tombstone") == []


def plant(data: Path, reference: str) -> None:
    """The name as a person of the record, as a document's title and file name, and in a file in the store."""
    file, settings = uuid4(), settings_of(data)
    ids = {"person": uuid4(), "document": uuid4(), "file": file, "name": PLANTED, "reference": reference}
    with located_database(settings, durable=False) as location, as_superuser(location) as connection:
        connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        tenant = connection.execute(text(PLANT), ids).scalar_one()
        connection.commit()
    place = settings.data_dir / FOLDER / str(tenant) / str(file)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(PLANTED)


def tables_with_planted(data: Path) -> list[str]:
    """Where the planted name stands in the demonstration's own database: records, people, the index, the outbox."""
    with located_database(settings_of(data), durable=False) as location:
        return tables_with(location, PLANTED)


def files_with_planted(data: Path) -> list[Path]:
    """The files of the store in which it stands."""
    files = (settings_of(data).data_dir / FOLDER).rglob("*")
    return [one for one in files if one.is_file() and PLANTED.encode() in one.read_bytes()]


def settings_of(data: Path) -> Settings:
    return load_settings(data_dir=data, base_url="http://127.0.0.1:8000")
