"""The pages for everybody: no sign-in, sent once, a receipt that tells nothing, and nothing to be read behind them."""

from __future__ import annotations

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from plugins.complaints.models import Complaint, Feedback
from plugins.complaints.services.letters import NOBODY_NAMED
from plugins.complaints.services.settings import Desk, save_desk
from portal.accounts import visitors
from portal.core.db import Model, db
from portal.core.principal import ContextRefusedError, Visitor, act_as
from portal.core.row_security import tenancies
from portal.notifications.models import OutboxMail
from portal.plugin.services import people_of
from tests.contract.rows import Filled, fill, tenant_tables
from tests.databases import as_superuser
from tests.pdfs import Pdf
from tests.world import PERSONAS, TENANTS

COMPLAIN, SAY = "/o/rosewood/complain", "/o/rosewood/feedback"
TYPED = {
    "summary": "Nobody came until eleven.",
    "where": "Rosewood House",
    "told_by": "relative",
    "on_behalf_of": "Edna Quill",
    "consent": "given",
    "name": "Joan Quill",
    "email": "joan@quill.example",
    "formats": ["large_print"],
    "wants_support": "yes",
}


@pytest.fixture(autouse=True)
def maundy_thursday():
    """Thursday 2 April 2026, nine in the morning in London."""
    with time_machine.travel("2026-04-02T08:00:00Z", tick=False):
        yield


def complaints(act, name="ben"):
    uow = act(name)
    return uow, uow.session.scalars(select(Complaint)).all()


def test_anybody_complains_and_learns_the_reference_who_answers_and_by_when(client, act_and_commit, act):
    with act_and_commit("ben") as uow:
        save_desk(uow, Desk(manager_name="Ruth Pell", responsible_name="Ben Hargreaves", phone="01234 567890"))
    sent = client.get(client.post(COMPLAIN, TYPED).location)
    uow, (complaint,) = complaints(act)

    assert complaint.reference in sent.words
    assert "Ruth Pell, Rosewood Care answers you." in sent.words
    assert "You will hear from us by Monday 13 April 2026." in sent.words
    assert "Joan" not in sent.text
    assert "eleven" not in sent.text
    assert (complaint.consent, complaint.wants_support, complaint.channel) == ("given", True, "public-page")
    assert complaint.summary == "Nobody came until eleven.\n\nAbout: Rosewood House"
    people = {link.role: person for link, person in people_of(uow, complaint.id)}
    assert {role: one.name for role, one in people.items()} == {"complainant": "Joan Quill", "affected": "Edna Quill"}
    assert people["complainant"].formats == ["large_print"]
    assert people["complainant"].email == "joan@quill.example"


def test_the_same_form_sent_twice_is_one_complaint(client, act):
    page = client.get(COMPLAIN).form()
    first, second = (client.post_raw(COMPLAIN, {**page, **TYPED}) for _ in range(2))

    assert first.location == second.location
    assert len(complaints(act)[1]) == 1


def test_whoever_goes_back_and_writes_something_else_is_heard_twice(client, act):
    page = client.get(COMPLAIN).form()
    for summary in ("Nobody came until eleven.", "And the food was cold."):
        client.post_raw(COMPLAIN, {**page, **TYPED, "summary": summary})

    assert len(complaints(act)[1]) == 2


def test_forms_without_a_key_of_their_own_never_share_a_receipt(client):
    page = {**client.get(COMPLAIN).form(), **TYPED, "op": ""}

    assert client.post_raw(COMPLAIN, page).location != client.post_raw(COMPLAIN, page).location


def test_a_receipt_of_one_organisation_opens_at_no_other(client):
    sent = client.post(COMPLAIN, TYPED).location

    assert client.get(sent).status_code == 200
    assert client.get(sent.replace("/o/rosewood/", "/o/northshire/")).status_code == 404
    assert client.get(sent.replace("/complain/", "/feedback/")).status_code == 404


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "{{ config }} {% raw %}", "{{addressee}} [x y]", "\u202eevil"]
)
def test_hostile_words_stay_words(client, act, words):
    client.post(COMPLAIN, {**TYPED, "summary": words, "name": words})
    complaint = complaints(act)[1][0]
    page = client.as_("ben").get(f"/t/rosewood/records/complaint/{complaint.id}")

    assert complaint.summary.startswith(words)
    assert words in page.tree.text_content()
    assert "<script>alert" not in page.text
    assert complaint.title == "Complaint"


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"summary": "a" * 10_001}, "Shorten this to 10,000 characters"),
        ({"name": "a" * 201}, "Shorten this to 200 characters"),
        ({"told_by": "the-devil"}, "Choose"),
        ({"formats": ["gold"]}, "valid choice"),
        ({"happened_on-day": "31", "happened_on-month": "2", "happened_on-year": "2026"}, "real"),
        ({"happened_on-day": "1", "happened_on-month": "1", "happened_on-year": "9" * 30}, "real"),
        ({"happened_on-day": "3", "happened_on-month": "4", "happened_on-year": "2026"}, "not come yet"),
        ({"email": "a@b\r\nBcc: x@y.example"}, "Enter an e-mail address like name@example.org"),
        ({"email": "joan at quill"}, "Enter an e-mail address like name@example.org"),
    ],
)
def test_what_no_honest_form_says_is_refused_in_words_and_breaks_nothing(client, act, answers, error):
    page = client.post(COMPLAIN, {**TYPED, **answers})

    assert error in " ".join(page.errors)
    assert complaints(act)[1] == []


def test_a_character_no_database_takes_is_refused_and_breaks_nothing(client, act):
    assert client.post(COMPLAIN, {**TYPED, "summary": "cold\x00food"}).status_code == 400
    assert complaints(act)[1] == []


def test_a_form_that_no_page_of_ours_drew_is_not_taken_nor_one_too_large(client, act):
    assert client.post_raw(COMPLAIN, TYPED).status_code == 400
    assert client.post_raw(COMPLAIN, {"summary": "x" * 3_000_000}).status_code == 413
    assert complaints(act)[1] == []


def test_an_organisation_that_is_closed_has_no_public_pages(client, location):
    page = client.get(COMPLAIN).form()
    with as_superuser(location) as connection:
        connection.execute(text("UPDATE portal.tenant SET suspended_on = '2026-04-01' WHERE slug = 'rosewood'"))
        connection.commit()

    for path in (COMPLAIN, SAY, f"{COMPLAIN}/leaflet", f"{COMPLAIN}/easy-read.pdf"):
        assert client.get(path).status_code == 404
    assert client.post_raw(COMPLAIN, {**page, **TYPED}).status_code == 404


def test_what_is_missing_is_said_and_what_was_typed_stays(client, act):
    page = client.post(COMPLAIN, {"summary": "Cold food"})

    assert page.errors == ["Choose whether it is for yourself"]
    assert "Cold food" in page.text
    assert complaints(act)[1] == []


def test_too_many_from_one_place_are_asked_to_wait_and_lose_nothing(client, monkeypatch, act):
    monkeypatch.setattr(visitors, "FROM_ONE_NETWORK", visitors.RateLimitItemPerHour(2))
    for _ in range(2):
        assert client.post(COMPLAIN, TYPED).status_code == 302
    page = client.post(COMPLAIN, TYPED)

    assert "Too many messages came from your connection" in page.errors[0]
    assert "Nobody came until eleven." in page.text
    assert len(complaints(act)[1]) == 2


def test_who_answers_is_told_by_mail_that_something_came_and_nothing_of_it(client, location, act):
    client.browser.environ_base["HTTP_HOST"] = "evil.example"
    client.post(COMPLAIN, TYPED)
    client.post(SAY, {"nature": "compliment", "words": "The garden is lovely.", "name": "Joan Quill"})
    complaint, praise = sent_mails(location, "complaint_arrived"), sent_mails(location, "feedback_arrived")
    reference = complaints(act)[1][0].reference

    assert [one.to_address for one in complaint] == [one.to_address for one in praise] == WHO_ANSWERS
    assert complaint[0].subject == "A complaint arrived on the public page of Rosewood Care"
    assert reference in complaint[0].body
    assert "hear from you by Monday 13 April 2026" in complaint[0].body
    assert "/t/rosewood/records/complaint/" in complaint[0].body
    said = " ".join(one.subject + one.body for one in (*complaint, *praise))
    assert [one for one in ("Joan", "Quill", "eleven", "garden", "evil.example", "Rosewood House") if one in said] == []


WHO_ANSWERS = ["ben@rosewood.example", "dual@both.example", "pia@rosewood.example", "ruth@rosewood.example"]


def sent_mails(location, template):
    with as_superuser(location) as connection:
        mails = select(OutboxMail.to_address, OutboxMail.subject, OutboxMail.body)
        return connection.execute(mails.where(OutboxMail.template == template).order_by(OutboxMail.to_address)).all()


def test_a_flood_is_received_and_fills_no_mailbox(client, location, monkeypatch, act):
    monkeypatch.setattr(visitors, "MAILS_OF_ONE_ORGANISATION", visitors.RateLimitItemPerHour(1))
    for _ in range(2):
        client.post(COMPLAIN, TYPED)

    assert len(complaints(act)[1]) == 2
    assert len(sent_mails(location, "complaint_arrived")) == len(WHO_ANSWERS)


def test_no_address_is_kept_for_that(client, location):
    client.browser.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    client.post(COMPLAIN, TYPED)
    with as_superuser(location) as connection:
        names = (
            connection.execute(
                text(
                    "SELECT c.oid::regclass::text FROM pg_class c WHERE relkind = 'r'"
                    " AND relnamespace::regnamespace::text IN ('portal', 'auth')"
                )
            )
            .scalars()
            .all()
        )
        found = [
            name
            for name in names
            if connection.execute(text(f"SELECT 1 FROM {name} t WHERE t::text LIKE '%203.0.113%' LIMIT 1")).first()
        ]
    assert found == []


@pytest.mark.parametrize(
    "path", ["/o/nowhere/complain", "/o/rosewood/complain/sent/abc", "/o/rosewood/feedback/sent/abc"]
)
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_an_organisation_without_complaints_has_no_public_pages(client, act_and_commit):
    with act_and_commit("ade") as uow:
        uow.session.execute(text("UPDATE portal.tenant_plugin SET switched_on = false WHERE plugin = 'complaints'"))

    for path in (COMPLAIN, SAY, f"{COMPLAIN}/leaflet", f"{COMPLAIN}/leaflet.pdf", f"{COMPLAIN}/easy-read"):
        assert client.get(path).status_code == 404


def test_a_visitor_finds_no_row_of_any_record(app, location):
    """The database gives it none, whatever a page might ask: of all that could leak, filled with a telling word."""
    rosewood = next(one for one in TENANTS if one.slug == "rosewood")
    with as_superuser(location) as connection:
        fill(connection, Filled(rosewood.id, PERSONAS["ben"].id, rosewood.id, "CANARY"))
        records = [
            one for one in tenant_tables(connection) if "record" in (tenancies(Model.metadata)[one.fullname] or "")
        ]
        connection.commit()
    with app.app_context(), Session(db.engine) as session:
        act_as(session, Visitor("rosewood", "complaints", read_only=True))
        seen = {one.name: session.execute(select(one).limit(1)).first() for one in records}

    assert len(seen) > 10
    assert {name for name, row in seen.items() if row is not None} == set()


@pytest.mark.parametrize("visited", [("rosewood", "no-such-plugin"), ("no-such-place", "complaints")])
def test_the_database_lets_nobody_visit_what_is_not_open(app, visited):
    with app.app_context(), Session(db.engine) as session, pytest.raises(ContextRefusedError):
        act_as(session, Visitor(*visited))


def test_whoever_is_signed_in_is_a_visitor_like_any_other(client, act):
    client.as_("asha").post(COMPLAIN, TYPED)
    _uow, (complaint,) = complaints(act)

    assert complaint.created_by is None


def test_praise_arrives_as_feedback(client, act):
    page = client.get(client.post(SAY, {"nature": "compliment", "words": "The garden is lovely."}).location)
    found = act("ben").session.scalars(select(Feedback)).one()

    assert found.reference in page.words
    assert (found.title, found.words, found.wants_answer) == ("Compliment", "The garden is lovely.", False)


def test_the_leaflet_prints_the_named_contact_the_steps_and_who_is_next(client, act_and_commit):
    with act_and_commit("ben") as uow:
        save_desk(uow, Desk(manager_name="Ruth Pell", responsible_name="Ben Hargreaves", phone="01234 567890"))
    page = client.get(f"{COMPLAIN}/leaflet")
    pdf = Pdf(client.get(f"{COMPLAIN}/leaflet.pdf").response.data)

    for said in (
        "Ruth Pell",
        "Telephone: 01234 567890",
        "Acknowledge the complaint: within 5 working days (this is our aim).",
        "Local Government and Social Care Ombudsman",
    ):
        assert said in page.words
        assert said in pdf.words

    assert (pdf.lacks(page.tree), pdf.accessibility_faults()) == ([], [])


def test_a_councils_leaflet_says_what_the_law_says_and_that_nobody_checked_it(client):
    words = client.get("/o/northshire/complain/leaflet").words

    assert "Acknowledge the complaint: within 3 working days (as we understand the law)." in words
    assert "within 6 months (as we understand the law)" in words


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("rosewood", ["You can tell Ruth Pell.", "We try to do this in 5 working days.", "Somebody else will look"]),
        ("northshire", ["Tell anybody who works here.", "We must do this in 3 working days.", "in 6 months."]),
    ],
)
def test_the_leaflet_is_there_in_easy_read_with_short_sentences_large_print_and_pictures(
    client, act_and_commit, slug, said
):
    with act_and_commit("ben") as uow:
        save_desk(uow, Desk(manager_name="Ruth Pell", responsible_name="Ben Hargreaves", phone="01234 567890"))
    page = client.get(f"/o/{slug}/complain/easy-read")
    pdf = Pdf(client.get(f"/o/{slug}/complain/easy-read.pdf").response.data)

    assert [one for one in said if one not in page.words or one not in pdf.words] == []
    sentences = [one.text_content().strip() for one in page.tree.xpath("//section//p")]
    longest = max(sentences, key=lambda one: len(one.split()))
    assert len(longest.split()) <= LONGEST_EASY_SENTENCE or longest == NOBODY_NAMED
    assert len(page.tree.xpath("//section")) == pdf.tags().count("/Figure") == len(page.tree.xpath("//svg/title"))
    assert min(pdf.sizes_of_type()) >= SMALLEST_LARGE_PRINT
    assert (pdf.lacks(page.tree), pdf.accessibility_faults()) == ([], [])


LONGEST_EASY_SENTENCE, SMALLEST_LARGE_PRINT = 10, 16


def test_from_the_page_everything_else_can_be_reached(client):
    links = client.get(COMPLAIN).tree.xpath("//main//a/@href")

    assert {one for one in links if client.get(one).status_code != 200} == set()
    assert {f"{COMPLAIN}/leaflet.pdf", f"{COMPLAIN}/easy-read", f"{COMPLAIN}/easy-read.pdf", SAY} <= set(links)


def test_what_was_said_and_done_is_there_for_everybody_until_it_is_taken_back(client):
    ben, publish = client.as_("ben"), "/t/rosewood/complaints/said-and-done"
    ben.post(publish, {"said": "Breakfast is late.", "did": "It begins at seven."})
    told = client.get(SAY).words
    take_back = ben.get(publish).tree.xpath("//form[contains(@action, 'withdraw')]/@action")[0]
    ben.post(take_back, form_at=publish)

    assert ("Breakfast is late." in told, "It begins at seven." in told) == (True, True)
    assert "Breakfast" not in client.get(SAY).words
