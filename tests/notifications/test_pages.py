"""The pages about mails: what failed and why, trying again, samples, work that is delayed."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from portal.notifications.previews import NO_SAMPLE, all_of, templates
from portal.worker import run_waiting_jobs
from tests.databases import as_superuser

INVITE = "/t/rosewood/people/invite"
TYPED = {"name": "Nia Rowe", "email": "nia@rosewood.example", "roles": "reader"}
MAILS = "/t/rosewood/mails/"


@pytest.fixture
def bounced(client, sending, postbox):
    postbox.refuse = "550 no such person"
    client.as_("ade").post(INVITE, TYPED)
    sending()
    postbox.refuse = None


def test_a_mail_that_failed_is_shown_with_the_reason(client, bounced):
    page = client.as_("ade").get(MAILS)

    assert "nia@rosewood.example" in page.words
    assert "Failed" in page.words
    assert "Server answered 550, after 1 try" in page.words
    assert "/join/" not in page.text


def test_trying_again_sends_it(client, bounced, sending, postbox, location):
    ade = client.as_("ade")
    again = ade.get(MAILS).tree.xpath("//form[contains(@action, '/again')]/@action")[0]
    ade.post(again, form_at=MAILS)
    sending()

    assert [sent["To"] for sent in postbox.taken] == ["nia@rosewood.example"]
    assert "No mail waits, and none has failed." in ade.get(MAILS).words


def test_trying_again_leaves_a_line_in_the_trail(client, bounced, location):
    ade = client.as_("ade")
    ade.post(ade.get(MAILS).tree.xpath("//form[contains(@action, '/again')]/@action")[0], form_at=MAILS)

    with as_superuser(location) as connection:
        assert "mail.tried_again" in connection.execute(text("SELECT act FROM portal.trail_entry")).scalars().all()


def test_no_mail_server_is_said(app, client):
    client.as_("ade").post(INVITE, TYPED)
    run_waiting_jobs(app)

    page = client.as_("ade").get(MAILS)
    assert "No mail server is set up" in page.words
    assert "Waiting" in page.words


def test_a_delayed_queue_is_said_in_plain_words(client, location):
    ade = client.as_("ade")
    ade.post(INVITE, TYPED)
    assert "delayed" not in ade.get(MAILS).words
    with as_superuser(location) as connection:
        connection.execute(text("UPDATE jobs.request SET due_at = now() - interval '12 minutes'"))
        connection.commit()

    assert "the oldest task has waited 12 minutes" in ade.get(MAILS).words
    assert "the oldest has waited 12 minutes" in client.as_("otto").get("/operator/health").words
    assert "Delayed" in client.as_("otto").get("/operator/health").words
    assert "delayed" not in client.as_("noor").get("/t/northshire/mails/").words


def test_the_mails_are_the_administrators_alone(client, bounced):
    assert client.as_("ben").get(MAILS).status_code == 403
    assert "nia@" not in client.as_("noor").get("/t/northshire/mails/").text
    assert client.as_("noor").get(MAILS).status_code == 404


def test_the_database_asks_for_the_power_itself(act):
    with pytest.raises(Exception, match="not permitted"):
        act("ben").session.execute(text("SELECT * FROM jobs.mails_to_watch()"))


def test_another_organisations_mail_is_not_tried_again(client, bounced, sending, postbox, location):
    with as_superuser(location) as connection:
        mail = connection.execute(text("SELECT id FROM portal.outbox_mail")).scalar_one()
    client.as_("noor").post(f"/t/northshire/mails/{mail}/again", form_at="/t/northshire/mails/choice")
    sending()

    assert postbox.taken == []


def test_every_mail_has_a_sample(app):
    with app.test_request_context():
        found = all_of("rosewood", "Rosewood Care")

    assert sorted(one.template for one in found) == sorted(set(templates_of(app)))
    assert [one.template for one in found if NO_SAMPLE in one.body or not one.subject] == []


def templates_of(app):
    with app.app_context():
        return templates()


@pytest.mark.parametrize(("name", "path"), [("ade", "/t/rosewood/mails/samples"), ("otto", "/operator/mails")])
def test_the_administrator_and_the_operator_see_what_each_mail_says(client, name, path):
    browser = client.as_(name)
    page = browser.get(path)
    sample = browser.get(page.links()["Your invitation to the Care Oversight Portal"])

    assert sample.heading == "Your invitation to the Care Oversight Portal"
    assert "Rosewood Care invites you" in sample.words


def test_a_sample_that_is_not_there_is_not_found(client):
    assert client.as_("ade").get("/t/rosewood/mails/samples/nothing").status_code == 404
    assert client.as_("otto").get("/operator/mails/nothing").status_code == 404
