"""Somebody asks what is held about them: gathered, decided one by one, released by two; nobody else is in it."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.people import DESK, PHONE
from tests.browser.test_journey import open_incident, press, report_a_fall, status_of
from tests.browser.walking import faults_of
from tests.pdfs import Pdf

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.people import People

ASKS, HELPS, OTHER = "Ottoline Fairweather", "Percival Quill", "Hepzibah Crane"
FELL = f"{ASKS} slipped beside her bed. {HELPS} heard her call and rang the bell."
OTHER_FELL = f"{OTHER} slipped in the garden."
NOTE = "Ottoline Fairweather's daughter was told at noon."


def test_a_person_is_given_what_is_held_about_them_and_nothing_of_anyone_else(people: People):
    mia, ben = people.at("mia@rosewood.example", PHONE), people.at("ben@rosewood.example", DESK)
    theirs, others = (report_a_fall(mia, faults_of, words=words) for words in (FELL, OTHER_FELL))
    write_down(ben, theirs, ASKS, "Person affected")
    write_down(ben, theirs, HELPS, "Saw or heard it")
    write_down(ben, others, OTHER, "Person affected")
    note(ben, theirs)

    dora = people.at("dora@rosewood.example", DESK)
    request = take_on(dora)
    decide(dora, request)
    press(dora, "Propose the release")
    press(dora, "Propose the release")

    piet = people.at("piet@rosewood.example", PHONE)
    release(piet, request)
    pack = downloaded(dora, request)
    pdf = Pdf(pack["your-information.pdf"])
    assert pdf.accessibility_faults() == []
    assert f"{ASKS} slipped beside her bed. [left out] heard her call and rang the bell." in pdf.words
    assert NOTE in pdf.words
    told = pdf.words + json.dumps([json.loads(one) for name, one in pack.items() if name.endswith(".json")])
    assert [name for name in (HELPS, "Percival", OTHER, others) if name in told] == []

    record_given(dora)
    assert status_of(ben, request) == 403


def write_down(page: Page, reference: str, name: str, role: str) -> None:
    open_incident(page, reference)
    press(page, "Add a person")
    page.get_by_label("As what do they stand in it?").select_option(role)
    page.get_by_label("Name").fill(name)
    press(page, "Find")
    assert faults_of(page, "people-choose") == []
    press(page, f"Write {name} down and add them")
    expect(page.get_by_role("link", name=name)).to_be_visible()


def note(page: Page, reference: str) -> None:
    open_incident(page, reference)
    page.get_by_text("Write a note").first.click()
    page.get_by_role("textbox", name="Write a note").fill(NOTE)
    press(page, "Keep this note")
    expect(page.get_by_text(NOTE)).to_be_visible()


def take_on(page: Page) -> str:
    """The path of the request, once everything is gathered."""
    page.goto("/t/rosewood/people-in-records/")
    page.get_by_label("Name").fill("ottoline")
    press(page, "Find")
    press(page, ASKS)
    press(page, "They ask what we hold about them")
    assert faults_of(page, "access-order") == []
    page.get_by_label("What did they ask for?").fill("Everything about my fall.")
    press(page, "Take it on")
    request = urlsplit(page.url).path
    for _second in range(60):
        if page.get_by_text("to be decided").count():
            break
        page.wait_for_timeout(1000)
        page.goto(request)
    press(page, "Record how we know it is them")
    page.get_by_label("How do you know it is them?").fill("Known to us in person")
    press(page, "Save")
    return request


def decide(page: Page, request: str) -> None:
    """What names another is read alone; the rest of a source goes together."""
    page.goto(request)
    press(page, "Decide passage by passage")
    assert faults_of(page, "access-passages") == []
    assert OTHER not in page.content()
    while open_passages(page).filter(has_text="Names others").count():
        open_passages(page).filter(has_text="Names others").first.get_by_role("link").click()
        assert HELPS in page.get_by_label("Words to leave out").input_value()
        assert faults_of(page, "access-decide") == []
        give(page)
    press(page, "Decide alike about all")
    give(page)
    while open_passages(page).count():
        open_passages(page).first.get_by_role("link").click()
        give(page)
    page.goto(request)


def open_passages(page: Page) -> Locator:
    page.wait_for_load_state()
    return page.locator(".portal-talk__item").filter(has_text="To be decided")


def give(page: Page) -> None:
    page.get_by_label("Give it to them").check()
    press(page, "Save")


def release(page: Page, request: str) -> None:
    page.goto(request)
    press(page, "Read and release it")
    assert faults_of(page, "access-release") == []
    press(page, "Release it")


def downloaded(page: Page, request: str) -> dict[str, bytes]:
    """The files of the pack, once the worker has made it."""
    link = page.get_by_role("link", name="Download the answer")
    for _second in range(30):
        page.goto(request)
        if link.count():
            break
        page.wait_for_timeout(1000)
    assert faults_of(page, "access-released") == []
    with page.expect_download() as download:
        link.click()
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def record_given(page: Page) -> None:
    press(page, "Record that they have it")
    page.get_by_label("In which format?").select_option("Ordinary print")
    assert faults_of(page, "access-given") == []
    press(page, "Save")
    expect(page.get_by_text("Given").first).to_be_visible()
