"""The papers of complaints: as a page and as a tagged PDF with the same words; no name where none belongs."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from plugins.complaints.queries import heads_of
from plugins.complaints.rules import letters as wording
from plugins.complaints.services import answering, deciding, letters, receiving, requests, settings
from plugins.complaints.services.letters import Finished
from plugins.complaints.tests.steps import acknowledged, answered, answers_for, decided, letter, received, routed
from portal.plugin import Nation, ReportScope, Subject
from portal.plugin.services import Addressee, letters_of
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
        more = {"due_on": date(2026, 4, 1), "agreed_with": "Joan Quill", "agreed_on": uow.today, "reason": "Illness."}
        answering.take_more_time(uow, found, letter(uow, found, wording.HOLDING), **more)
        answered(uow, found)
        answering.look_again(uow, found, asked_on=uow.today, asked_for="It happened again.")
        answering.acknowledge_again(uow, found, letter(uow, found, wording.STAGE_2), on=uow.today)
    return found


def pdf_and_page(client, path, name="ben"):
    """The words of the PDF, well made, and of its page, each sentence of which it says."""
    browser = client.as_(name)
    pdf, page = Pdf(browser.get(f"{path}.pdf").response.data), browser.get(path)
    assert (pdf.accessibility_faults(), pdf.active_parts(), pdf.lacks(page.tree)) == ([], set(), [])
    return pdf.words, page.words


@pytest.fixture
def settled(act_and_commit):
    """A complaint of Wales that was settled by talking it over: the terms are sent. And one about a member of staff."""
    with act_and_commit("ben") as uow:
        answers_for(uow, "ruth", "ben")
        found = acknowledged(uow, routed(uow, nation=Nation.WALES, body="council-social-care", nation_reason="Theirs."))
        deciding.note_discussion(uow, found, on=uow.today, is_resolved=True)
        deciding.send_terms(uow, found, letter(uow, found, wording.TERMS), on=uow.today)
        receiving.name_practitioner(uow, found, member_id=PERSONAS["ruth"].id)
        words = letters.words_of(uow, found, wording.CONCERNED)
        words = words.replace("[say the day]", "1 April").replace(
            words[words.index("[") : words.index("]") + 1], "Late."
        )
        told = Finished(addressee=Addressee("Ruth Pell"), letter_format="standard_print", words=words)
        letters.finish(uow, found, wording.CONCERNED, told)
    return found


EVERY_LETTER = {
    wording.ACKNOWLEDGEMENT: "You will hear from us by",
    wording.PLAN: "We talk with the night team.",
    wording.HOLDING: "You will have our answer by Friday 29 May 2026.",
    wording.RESPONSE: "Local Government and Social Care Ombudsman",
    wording.STAGE_2: "Somebody who did not decide the first answer does this.",
    wording.TERMS: "A second carer, from 1 May.",
    wording.CONCERNED: "Nothing has been decided about whether it is true.",
}


def test_each_letter_is_a_page_and_a_tagged_pdf_that_say_the_same(client, act_and_commit, complaint, settled):
    with act_and_commit("ben") as uow:
        both = [*letters_of(uow, settled.id), *letters_of(uow, complaint.id)]
        kept = {one.template_key: one for one in both}
    assert set(kept) == EVERY_LETTER.keys()

    for key, words in EVERY_LETTER.items():
        path = f"/t/rosewood/letters/{kept[key].id}"
        pdf = Pdf(client.as_("ben").get(f"{path}/letter.pdf").response.data)
        page = client.as_("ben").get(f"{path}/print").words
        assert words in kept[key].body, key
        for paragraph in kept[key].body.splitlines():
            said = paragraph.removeprefix("- ").strip()
            assert said in page, key
            assert squeezed(said) in squeezed(pdf.words), key
        assert pdf.accessibility_faults() == [], key


def squeezed(words):
    """Without spaces: the lines of a PDF break where they like, after a hyphen too."""
    return "".join(words.split())


def test_the_member_of_staff_is_told_what_fairness_needs_and_not_who_complains(act_and_commit, settled):
    with act_and_commit("ben") as uow:
        told = next(one for one in letters_of(uow, settled.id) if one.template_key == wording.CONCERNED)

    assert not any(name in told.body for name in NAMES)
    assert "You can tell us what you think before anything is decided" in told.body


def test_the_ombudsmans_pack_holds_it_all(client, complaint):
    for words in pdf_and_page(client, f"/t/rosewood/complaints/{complaint.id}/pack"):
        for said in (
            "Nobody came to help my mother Edna Quill",
            "Acknowledge the complaint",
            "The rota had a gap.",
            "Our answer to your complaint",
            "It is about a provider registered in England",
            "Every day that was moved",
            "Illness.",
        ):
            assert said in words


def test_the_regulators_summary_has_every_complaint_and_its_response_and_no_name(client, act_and_commit, complaint):
    with act_and_commit("ben") as uow:
        before = received(uow, received_on=complaint.received_on.replace(month=1))
        asked = requests.note_request(uow, asked_on=uow.today, first=uow.today.replace(month=2, day=1), last=uow.today)
    for words in pdf_and_page(client, f"/t/rosewood/complaints/requests/{asked.id}/summary"):
        assert complaint.reference in words
        assert "We spoke with the night team." in words
        assert "4 March 2026: How we will look into your complaint" in words
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
        long_ago = settings.publish(uow, said="It was cold.", did="There is a new boiler.")
        long_ago.published_on = date(2025, 3, 31)  # the last day of the year before

    for words in pdf_and_page(client, "/t/rosewood/complaints/annual"):
        assert "Breakfast begins at seven." in words
        assert "boiler" not in words
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
