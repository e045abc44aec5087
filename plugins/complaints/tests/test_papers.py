"""The papers of complaints: as a page and as a tagged PDF with the same words; no name where none belongs."""

from __future__ import annotations

import pytest
import time_machine

from plugins.complaints.queries import heads_of
from plugins.complaints.rules import letters as wording
from plugins.complaints.services import answering, deciding, requests, settings
from plugins.complaints.tests.steps import acknowledged, answered, decided, letter, received, routed
from portal.plugin import ReportScope, Subject
from portal.plugin.services import letters_of
from tests.pdfs import Pdf
from tests.world import PERSONAS

NAMES = ("Joan Quill", "Edna Quill")


@pytest.fixture(autouse=True)
def early_march():
    with time_machine.travel("2026-03-04T10:00:00Z", tick=False):
        yield


@pytest.fixture
def complaint(act_and_commit):
    """One complaint with every letter there is: acknowledged, planned, more time taken, answered, looked at again."""
    with act_and_commit("ben") as uow:
        found = acknowledged(uow)
        answering.offer_support(uow, found, offered_on=uow.today, answer="accepted", supported_by="Clear Voice")
        plan = {"plan": "We talk with the night team.", "agreed_on": uow.today}
        answering.agree_plan(uow, found, letter(uow, found, wording.PLAN), **plan)
        answering.explain_lateness(uow, found, letter(uow, found, wording.HOLDING))
        answered(uow, found)
        answering.look_again(uow, found, asked_on=uow.today, asked_for="It happened again.")
        answering.acknowledge_again(uow, found, letter(uow, found, wording.STAGE_2), on=uow.today)
    return found


def pdf_and_page(client, path, name="ben"):
    """The PDF, well made, and the page of the same words."""
    browser = client.as_(name)
    pdf = Pdf(browser.get(f"{path}.pdf").response.data)
    assert pdf.accessibility_faults() == []
    assert pdf.active_parts() == set()
    return pdf.words, browser.get(path).words


def test_each_letter_is_a_page_and_a_pdf(client, act_and_commit, complaint):
    with act_and_commit("ben") as uow:
        kept = {one.template_key: one.id for one in letters_of(uow, complaint.id)}
    said = {
        wording.ACKNOWLEDGEMENT: "You will hear from us by",
        wording.PLAN: "We talk with the night team.",
        wording.HOLDING: "we are sorry that you have to wait",
        wording.RESPONSE: "Local Government and Social Care Ombudsman",
        wording.STAGE_2: "Somebody who did not decide the first answer does this.",
    }

    for key, words in said.items():
        path = f"/t/rosewood/letters/{kept[key]}"
        pdf = Pdf(client.as_("ben").get(f"{path}/letter.pdf").response.data)
        assert words in client.as_("ben").get(f"{path}/print").words, key
        assert words in pdf.words, key
        assert pdf.accessibility_faults() == [], key


def test_the_ombudsmans_pack_holds_it_all(client, complaint):
    for words in pdf_and_page(client, f"/t/rosewood/complaints/{complaint.id}/pack"):
        for said in (
            "Nobody came to help my mother Edna Quill",
            "Acknowledge the complaint",
            "The rota had a gap.",
            "Our answer to your complaint",
            "It is about a provider registered in England",
        ):
            assert said in words


def test_the_regulators_summary_has_every_complaint_and_its_response_and_no_name(client, act_and_commit, complaint):
    with act_and_commit("ben") as uow:
        before = received(uow, received_on=complaint.received_on.replace(month=1))
        asked = requests.note_request(uow, asked_on=uow.today, first=uow.today.replace(month=2, day=1), last=uow.today)
    for words in pdf_and_page(client, f"/t/rosewood/complaints/requests/{asked.id}/summary"):
        assert complaint.reference in words
        assert "We spoke with the night team." in words
        assert before.reference not in words
        assert not any(name in words for name in NAMES)


def test_the_summary_is_owed_in_28_days_from_the_day_after(act):
    uow = act("ben")
    asked = requests.note_request(uow, asked_on=uow.today, first=uow.today, last=uow.today)
    uow.session.flush()

    assert f"{asked.next_due_at:%Y-%m-%d}" == "2026-04-01"
    assert requests.send_summary(uow, asked, on=uow.today, reference="CQC 1").status == "sent"


def test_the_annual_report_counts_and_hides_small_numbers_and_names_nobody(client, act_and_commit):
    with act_and_commit("ben") as uow:
        for _ in range(6):
            decided(uow, routed(uow), "upheld")
        decided(uow, routed(uow, body="council-social-care"), "not-upheld")
        settings.publish(uow, said="Breakfast is late.", did="Breakfast begins at seven.")

    for words in pdf_and_page(client, "/t/rosewood/complaints/annual"):
        assert "Breakfast begins at seven." in words
        assert "Quality of care" in words
        assert "hidden" in words
        assert not any(name in words for name in NAMES)


def test_themes_are_a_part_of_reports(act):
    uow = act("ben")
    found = decided(uow, acknowledged(uow), "upheld", "not-upheld")
    deciding.set_learning_action(
        uow, found, heads_of(uow, found.id)[0], title="A second carer", owner_id=PERSONAS["ruth"].id, due_on=uow.today
    )
    section = next(one for one in uow.plugins.report_sections if one.key == "complaints.themes")
    scope = section_scope(uow)
    rows = section.rows(uow, scope)

    assert [(one.label, one.count) for one in rows.by_subject.rows] == [("Quality of care", 2)]
    assert [(one.label, one.count) for one in rows.upheld.rows] == [("Quality of care", 1)]


def section_scope(uow):
    return ReportScope(Subject.TENANT, for_others=False, first=uow.today, last=uow.today)
