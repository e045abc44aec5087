"""The documents of concerns and of people in a position of trust: each says the same as a page and as a tagged PDF."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from plugins.safeguarding import services
from plugins.safeguarding.documents import LETTERS
from plugins.safeguarding.rules.pipot_codes import OUTCOMES
from plugins.safeguarding.services import pipot
from plugins.safeguarding.services.referring import Decided, decide_referrals
from plugins.safeguarding.tests.steps import WEDNESDAY, asked, decided
from tests.pdfs import Pdf

CASE = "/t/rosewood/positions-of-trust"
SAID = {"what_is_said": "CANARYSAID hit a man at home.", "source": "home", "allegation_type": "allegation"}
KNOWN = {"person_reference": "K.M.", "person_role": "Night carer", "employer": "Oakfield Homes"}
WHY = "He works alone at night."


@pytest.fixture
def case(act_and_commit):
    """A case in which one employer was told."""
    with act_and_commit("pia") as uow:
        case = pipot.complete_case(uow, pipot.open_case(uow, **SAID), **KNOWN)
        answers = {"may_have_harmed": True, "possible_offence": True, "indicates_risk": False}
        pipot.decide_scope(uow, case, **answers, reason="A charge of assault.")
        pipot.name_owner(uow, case, owner="Pia Lund")
        told = pipot.Told(
            recipient="Oakfield Homes",
            told="That there is a charge.",
            legal_basis="public-task",
            shared_at=datetime(2026, 3, 4, 9, tzinfo=UTC),
            person_told_first=False,
            person_not_told_reason="The police asked us to wait.",
        )
        pipot.decide_disclosure(uow, case, reason=WHY, told=told)
        return case


def both(browser, page, pdf_page=None):
    """The words of the page and of its PDF, which has no fault a reader of PDFs would meet."""
    pdf = Pdf(browser.get(pdf_page or f"{page}.pdf").response.data)
    assert pdf.accessibility_faults() == []
    return browser.get(page).words, pdf.words


SAYS = {
    "notification": ("Notification about a person in a position of trust", "CANARYSAID", "Night carer"),
    "decision": (
        "Record of decisions",
        "A charge of assault.",
        WHY,
        "That there is a charge.",
        "A public task",
        "Pia Lund",
    ),
    "referral": ("Referral checklist", "Night carer", "section 35", "If they left first"),
}


@pytest.mark.parametrize("key", SAYS)
def test_each_document_of_a_case_says_what_it_is_for_on_page_and_pdf(client, case, key):
    for words in both(client.as_("pia"), f"{CASE}/{case.id}/papers/{key}"):
        assert [one for one in (*SAYS[key], case.reference) if one not in words] == []


def test_a_notification_says_nothing_of_who_else_was_told(client, case):
    words = client.as_("pia").get(f"{CASE}/{case.id}/papers/notification").words

    assert [one for one in (WHY, "That there is a charge.", "The police asked") if one in words] == []


def test_the_checklist_of_scotland_has_its_three_months_and_none_of_englands_law(client, act_and_commit):
    with act_and_commit("pia") as uow:
        case = pipot.open_case(uow, **SAID)
        case.nation = "scotland"
        pipot.decide_scope(uow, case, may_have_harmed=True, possible_offence=False, indicates_risk=False, reason="Why.")
    words = client.as_("pia").get(f"{CASE}/{case.id}/papers/referral").words

    assert "Duty to refer to Disclosure Scotland within three months of the decision" in words
    assert "section 35" not in words


def test_no_document_of_a_case_is_there_for_anybody_else_nor_before_it_has_words(client, case, act_and_commit):
    with act_and_commit("pia") as uow:
        fresh = pipot.open_case(uow, **SAID)
    for name in ("ben", "ade", "ruth"):
        assert client.as_(name).get(f"{CASE}/{case.id}/papers/decision").status_code == 404

    assert {client.as_("pia").get(f"{CASE}/{fresh.id}/papers/{one}").status_code for one in ("decision", "x")} == {404}


def test_the_request_to_another_agency_says_what_was_agreed_and_not_who_raised_it(client, act_and_commit):
    with act_and_commit("ben") as uow:
        concern = services.complete_concern(uow, decided(uow), raised_as="family")
        asked = {"mode": "caused", "scope": "Who worked that night.", "by": WEDNESDAY, "agreed_on": WEDNESDAY}
        services.begin_enquiry(uow, concern, agency="Northshire NHS Trust", **asked)

    for words in both(client.as_("ben"), f"/t/rosewood/safeguarding/{concern.id}/papers/enquiry"):
        assert "Who worked that night." in words
        assert "CANARY-WORDS" in words
        assert [one for one in ("Family or a friend", "All three are so.") if one in words] == []


def test_the_receipt_says_when_one_hears_and_repeats_nothing(client, act_and_commit):
    with act_and_commit("ben") as uow:
        concern = decided(uow)

    for words in both(client.as_("ben"), f"/t/rosewood/safeguarding/{concern.id}/papers/receipt"):
        assert "We have your concern" in words
        assert "Wednesday 11 March 2026 (local target)" in words
        assert [one for one in ("CANARY-WORDS", "J.S.", "All three are so.") if one in words] == []


def test_where_the_authority_is_not_here_the_page_gives_the_alert_to_send_and_keeps_how_it_went(client, act_and_commit):
    with act_and_commit("gil") as uow:
        concern = decided(uow, asked(uow, site=None))
    gil, page = client.as_("gil"), f"/t/glenview/safeguarding/{concern.id}/sending"
    alert = Pdf(gil.get(gil.get(page).links()["safeguarding alert (PDF)"]).response.data)
    assert "CANARY-WORDS" in alert.words
    assert alert.accessibility_faults() == []

    how = {"recipient": "Westmere adult protection", "channel": "phone", "proof": "Ms Orr, 10:05"}
    sent = gil.post(page, {**how, "consent": "given", "lawful_basis": "public-task"})
    assert "Westmere adult protection" in gil.get(sent.location).words


LETTER = {"person": "somebody-else", "addressee": "Mr Kay", "address": "1 High Street", "format": "standard_print"}


def written(browser, record, key):
    """A letter begun with the plugin's words and finished: its page and its PDF."""
    page = f"/t/rosewood/letters/about/{record.kind}/{record.id}/{key}"
    body = re.sub(r"\[[^\]\n]+\]", "SAID HERE", browser.get(page).form()["body"])
    sent = browser.post(page, LETTER | {"body": body})
    assert sent.errors == []
    return both(browser, f"{sent.location}/print", f"{sent.location}/letter.pdf")


WRITTEN = [one for one in LETTERS if "outcome" not in one.key or one.key.endswith("_unfounded")]


@pytest.mark.parametrize("letter", WRITTEN, ids=lambda one: one.key)
def test_each_letter_is_finished_and_says_the_same_on_page_and_pdf(client, act_and_commit, case, letter):
    with act_and_commit("pia") as uow:
        record = case if letter.kind == case.kind else decided(uow)
    first, *_rest = [one for one in letter.body.split("\n\n") if "{{" not in one and "[" not in one]

    for words in written(client.as_("pia"), record, letter.key):
        assert "Dear Mr Kay" in words
        assert " ".join(first.split()).lstrip("- ") in words
        assert f"Please give our reference: {record.reference}." in words


@pytest.mark.parametrize("outcome", OUTCOMES.codes, ids=lambda one: one.key)
def test_there_is_a_letter_for_every_outcome_that_says_what_it_means(outcome):
    (letter,) = [one for one in LETTERS if one.key == f"safeguarding.pipot_outcome_{outcome.key}"]

    assert f"The outcome is {outcome.label.lower()}." in letter.body
    assert outcome.meaning in letter.body


def test_after_the_outcome_the_page_asks_for_the_letter_until_it_is_written(client, act_and_commit, case):
    with act_and_commit("pia") as uow:
        case = uow.session.merge(case)
        pipot.plan_risk(uow, case, risk_plan="Not alone.", review_on=WEDNESDAY, employer_action="yes")
        pipot.record_outcome(uow, case, outcome="unfounded", reason="He was elsewhere.")
        none = {one: Decided(decision="not-made", reason="No harm.") for one in ("barring", "professional")}
        decide_referrals(uow, case, **none, left_first=False)
    pia, page = client.as_("pia"), f"/t/rosewood/records/pipot_case/{case.id}"
    assert "Write to the person about the outcome" in pia.get(page).words

    written(pia, case, "safeguarding.pipot_outcome_unfounded")
    assert "Write to the person about the outcome" not in pia.get(page).words


def test_the_return_to_the_board_counts_hides_small_numbers_and_names_nobody(client, act_and_commit):
    with act_and_commit("pia") as uow:
        for _one in range(6):
            case = pipot.complete_case(uow, pipot.open_case(uow, **SAID), **KNOWN)
            pipot.decide_scope(
                uow, case, may_have_harmed=True, possible_offence=False, indicates_risk=False, reason="x"
            )
        pipot.open_case(uow, **{**SAID, "source": "work"})

    for words in both(client.as_("pia"), f"{CASE}/year/2025"):
        assert "People in a position of trust: annual return" in words
        assert "From their private life" in words
        assert "hidden" in words
        assert [one for one in ("CANARYSAID", *KNOWN.values()) if one in words] == []


@pytest.mark.parametrize(("name", "status"), [("pia", 200), ("ben", 404), ("ade", 404), ("ruth", 404)])
def test_the_return_is_the_leads(client, name, status):
    assert client.as_(name).get(f"{CASE}/year").status_code == status
    assert client.as_(name).get(f"{CASE}/year/2025").status_code == status
    assert client.as_("pia").get(f"{CASE}/year/2099").status_code == 404
