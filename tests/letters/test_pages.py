"""Letters: begun with a template, finished in somebody's own words, kept as they went out."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from types import ModuleType

import pytest

from portal.app import CORE_FEATURES
from portal.config import ConfigurationError
from portal.core.errors import NotFoundError
from portal.letters.catalogue import refuse_faulty_letters
from portal.letters.formats import FORMATS
from portal.letters.queries import template_of, templates, templates_about, versions_of
from portal.letters.rules import unfinished
from portal.letters.services import erase_letters, first_words, save_template
from portal.plugin import ContactStop, LetterField, PluginInfo, StandardLetter, hookimpl
from portal.records.models import Record
from portal.registry import load_registry
from tests.pdfs import Pdf

HELP = LetterField("help", "who can help", "An advocate")
TEMPLATES = "/t/rosewood/letters/templates"
LETTER = {
    "person": "somebody-else",
    "addressee": "Mrs Jean Field",
    "address": "1 High Street\nNorthshire",
    "format": "standard_print",
}


def about(fall, slug="rosewood"):
    return f"/t/{slug}/letters/about/incident/{fall.id}"


@pytest.fixture
def finish(client, fall):
    """Finish an acknowledgement as Ben: the page that answers, or the letter's own."""

    def send(**answers):
        page = f"{about(fall)}/acknowledgement"
        return client.as_("ben").post(page, LETTER | answers)

    return send


def test_a_letter_begins_with_what_is_known_of_the_record(client, fall):
    page = client.as_("ben").get(f"{about(fall)}/acknowledgement")

    words = page.form()["body"]
    assert f"Our reference is {fall.reference}. You will hear from us by Wednesday 11 March 2026." in words
    assert words.startswith("Dear {{addressee}}")
    assert words.endswith(f"You can reach me at ben@rosewood.example. Please give our reference: {fall.reference}.")


def test_a_day_that_has_passed_is_not_promised(act, fall):
    uow = act("ben", now=datetime(2026, 3, 12, 10, 0, tzinfo=UTC))
    record = uow.session.get_one(Record, (uow.tenant.id, fall.id))
    words = first_words(uow, template_of(uow, "acknowledgement"), record, kind="Incident")

    assert "by [say a day you can keep: it was due on Wednesday 11 March 2026]." in words
    assert unfinished(words)


def test_a_finished_letter_says_who_it_is_to_and_is_kept(client, finish):
    page = client.as_("ben").get(finish().location)

    assert "Dear Mrs Jean Field" in page.words
    assert page.summary["To"] == "Mrs Jean Field"
    assert page.summary["Format"] == "Ordinary print"


def test_a_letter_stands_in_the_report_about_its_record(client, finish, fall):
    finish()
    page = client.as_("ben").get(f"/t/rosewood/reports/record/incident/{fall.id}/read?section=record.letters")

    (row,) = page.tree.xpath("//section//tbody/tr")
    assert [cell.text_content() for cell in row] == [
        "We have heard you",
        "Mrs Jean Field",
        "Ordinary print",
        "4 Mar 2026",
    ]


def test_a_letter_with_something_left_to_fill_in_is_not_finished(finish):
    page = finish(body="We will meet at [site: not recorded].")

    assert (page.status_code, page.errors) == (
        200,
        ["Replace [site: not recorded] with what the letter should say, or take it out."],
    )


def pdf_of(client, finish, **answers):
    answer = client.as_("ben").get(f"{finish(**answers).location}/letter.pdf").response
    assert answer.mimetype == "application/pdf"
    return Pdf(answer.data)


def test_the_pdf_is_tagged_and_says_what_the_letter_says(client, finish):
    pdf = pdf_of(client, finish, body="Dear {{addressee}}\n\nWe found:\n\n- one\n- two")

    assert pdf.accessibility_faults() == []
    assert "Mrs Jean Field 1 High Street Northshire Wednesday 4 March 2026" in pdf.words
    assert {"/L", "/LI"} <= set(pdf.tags())


def test_large_print_is_large_to_the_foot_of_the_page(client, finish):
    pdf = pdf_of(client, finish, format="large_print")

    assert min(pdf.sizes_of_type()) >= 16


def test_ordinary_print_is_not(client, finish):
    assert min(pdf_of(client, finish).sizes_of_type()) < 12


def test_a_format_that_is_not_made_here_comes_with_what_to_do(client, finish):
    for key, one in FORMATS.items():
        page = client.as_("ben").get(finish(format=key).location)

        assert (f"{one.label} cannot be made here. {one.to_do}" in page.words) is not one.is_made_here
        assert ("Download the PDF" in page.words) is one.is_made_here


def test_markup_in_a_letter_is_words(client, finish):
    hostile = '<script>alert(1)</script><img src="http://127.0.0.1:9/x"> {% raw %} </p>'
    location = finish(body=hostile, addressee=hostile, address=hostile).location
    ben = client.as_("ben")

    assert hostile.rstrip() in ben.get(location).words
    assert ben.get(f"{location}/print").words.count("<script>alert(1)</script>") == 3
    assert Pdf(ben.get(f"{location}/letter.pdf").response.data).active_parts() == set()


def test_another_organisation_finds_no_letter(client, finish, fall):
    cora, theirs = client.as_("cora"), finish().location.replace("rosewood", "westmere")
    pages = [about(fall, "westmere"), f"{about(fall, 'westmere')}/delay", *(theirs + part for part in ("", "/print"))]

    assert {cora.get(page).status_code for page in [*pages, f"{theirs}/letter.pdf"]} == {404}


def test_who_reads_cases_reads_letters_and_writes_none(client, finish, fall):
    rhona, location = client.as_("rhona"), finish().location

    assert rhona.get(location).status_code == 200
    assert "Write a letter" not in rhona.get(about(fall)).words
    assert rhona.get(f"{about(fall)}/acknowledgement").status_code == 403


def test_a_letter_about_a_restricted_case_is_as_hidden_as_the_case(client, act_and_commit, finish, fall):
    from portal.records.services import restrict_record  # noqa: PLC0415 - a manager's act, after the letter

    location = finish().location
    with act_and_commit("ben") as uow:
        record = uow.session.get_one(type(fall), (uow.tenant.id, fall.id))
        restrict_record(uow, record, compartment="safeguarding", reason="An allegation")

    assert client.as_("ben").get(location).status_code == 200
    assert client.as_("ruth").get(location).status_code == 404


def test_letters_go_when_the_record_is_erased(client, act_and_commit, finish, fall):
    location = finish().location
    with act_and_commit("ben") as uow:
        assert erase_letters(uow, fall.id) == {"letters": 1}

    assert client.as_("ben").get(location).status_code == 404


def test_a_template_is_changed_in_words_and_its_versions_stay(client):
    ben = client.as_("ben")
    ben.post(f"{TEMPLATES}/delay/edit", {"name": "A little longer", "body": "Dear {{addressee}}, wait."})
    page = ben.get(f"{TEMPLATES}/delay")

    assert page.heading == "A little longer"
    assert "Dear Mrs Jean Example, wait." in page.words
    assert "As it came with the portal" in page.words


def test_a_template_that_would_run_something_is_refused_with_the_fields_there_are(client):
    page = client.as_("ben").post(f"{TEMPLATES}/delay/edit", {"name": "x", "body": "{{ config.SECRET_KEY }}"})

    assert page.errors[0].startswith("There is no field {{config.SECRET_KEY}}. There are: addressee, today,")


def test_an_organisation_adds_a_letter_of_its_own(client, fall):
    ben = client.as_("ben")
    made = ben.post(f"{TEMPLATES}/new", {"name": "Thank you!", "body": "Dear {{addressee}}"}).location

    assert made.endswith("/templates/thank-you")
    assert "Thank you!" in ben.get(about(fall)).links()
    assert ben.post(f"{TEMPLATES}/new", {"name": "Thank you", "body": "Hello"}).errors == [
        "There is a letter with this name already."
    ]


def test_a_plugins_letter_is_offered_about_its_own_kind_and_changed_like_any_other(client, fall):
    ben = client.as_("ben")
    ben.post(f"{TEMPLATES}/incidents.told/edit", {"name": "What happened", "body": "Dear {{addressee}}, it happened."})

    assert "What happened" in ben.get(about(fall)).links()
    assert ben.get(f"{about(fall)}/incidents.told").form()["body"] == "Dear {{addressee}}, it happened."
    assert "Only about incidents." in ben.get(f"{TEMPLATES}/").words


def test_a_plugins_letter_begins_no_letter_about_another_kind(act):
    uow = act("ben")

    assert "incidents.told" not in [one.key for one in templates_about(uow, "access_request")]
    with pytest.raises(NotFoundError):
        template_of(uow, "incidents.told", about="access_request")


def test_the_letters_of_a_plugin_that_is_off_are_gone_with_every_version(client, act, act_and_commit):
    with act_and_commit("ben") as uow:
        save_template(uow, "incidents.told", name="Ours", body="Ours alone")
    uow = act("ben")
    assert "incidents.told" in [one.key for one in templates(uow)]
    uow.plugins = uow.plugins.registry.tenant_plugins(frozenset())

    assert "incidents.told" not in [one.key for one in templates(uow)]
    assert versions_of(uow, "incidents.told") == []


@pytest.mark.parametrize(
    ("letter", "fault"),
    [
        (StandardLetter("small.x", "X", "{{ config }}"), r"The letter small.x: There is no field \{\{config\}\}"),
        (StandardLetter("small.x", "X", "{% import os %}"), "The letter small.x: “{%” is not part of a field"),
        (StandardLetter("x", "X", "Dear you"), "The letter x must be called small.x"),
        (
            StandardLetter("small.x", "X", "Dear you", fields=(LetterField("site", "Site", "Here"),)),
            "The letter small.x: there is a field site already",
        ),
        (
            StandardLetter("small.x", "X", "Dear you", fields=(HELP,), keeps=frozenset({"help"})),
            r"The letter small.x: This letter has to say \{\{help\}\}",
        ),
        (
            StandardLetter("small.x", "X", "Dear you", "tulip"),
            "The letter small.x is about tulip, which nobody declares",
        ),
    ],
)
def test_a_faulty_letter_of_a_plugin_stops_the_start(letter, fault):
    module = ModuleType("small")
    module.portal_plugin = hookimpl(lambda: PluginInfo("small", "Small", ""))
    module.portal_letters = hookimpl(lambda: (letter,))

    with pytest.raises(ConfigurationError, match=fault):
        load_registry(CORE_FEATURES, extra=[("small", module)], checks=[refuse_faulty_letters])


def test_another_organisations_letters_are_its_own(client):
    client.as_("ben").post(f"{TEMPLATES}/delay/edit", {"name": "Ours", "body": "Ours alone"})

    assert "Ours" not in client.as_("sam").get("/t/northshire/letters/templates/").words.split()


def test_letters_are_changed_by_managers_and_administrators(client):
    answers = {name: client.as_(name).get(f"{TEMPLATES}/").status_code for name in ("ben", "ade", "ruth", "rhona")}

    assert answers == {"ben": 200, "ade": 200, "ruth": 403, "rhona": 403}


@pytest.fixture
def stopped(app, monkeypatch):
    """Incidents say that Jean Field must not be contacted for now."""
    registry = copy(app.extensions["portal.registry"])
    incident = registry.kinds["incident"]
    stop = ContactStop("The police asked that she is not contacted.", lambda name: name.casefold() == "jean field")
    item = replace(incident.item, contact_stop=lambda _uow, _record: stop)
    registry.kinds = {**registry.kinds, "incident": replace(incident, item=item)}
    monkeypatch.setitem(app.extensions, "portal.registry", registry)


@pytest.mark.usefixtures("stopped")
def test_nobody_is_written_to_whom_the_police_asked_not_to_contact(client, finish, fall):
    assert "The police asked that she is not contacted." in client.as_("ben").get(about(fall)).words
    assert "The police asked" in client.as_("ben").get(f"{about(fall)}/acknowledgement").words

    assert finish(addressee="Jean Field").errors == [
        "No letter goes to them for now. The police asked that she is not contacted."
    ]
    assert "The police asked" in client.as_("ben").get(finish(addressee="Sam Poole").location).words
