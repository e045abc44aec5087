"""A mail server that refuses, hangs or is not there: what is kept, and what is tried again."""

from __future__ import annotations

import asyncio
import socket
from uuid import uuid4

import pytest
from sqlalchemy import text

from portal.core.mail import MailRefusedError, MailTransport
from portal.worker import MOST_TRIES, note_try, queue_app, queue_waiting_mails, run_request, run_waiting_jobs, work
from tests.databases import as_superuser

INVITE = "/t/rosewood/people/invite"
TYPED = {"name": "Nia Rowe", "email": "nia@rosewood.example", "roles": "reader"}


def one(location, statement):
    with as_superuser(location) as connection:
        return connection.execute(text(statement)).one()


def mail(location):
    return one(location, "SELECT id, status, attempts, last_error, message_id FROM portal.outbox_mail")


def request_of(location):
    return one(location, "SELECT id, attempts, last_error, outcome FROM jobs.request WHERE kind LIKE '%send_mail'")


def queued_mail(location):
    """The queue's own row: its status, and how often it was tried."""
    return one(
        location,
        "SELECT j.status::text, j.attempts FROM jobs.procrastinate_jobs j"
        " JOIN jobs.request r ON r.id::text = j.args->>'request' WHERE r.kind LIKE '%send_mail'",
    )


@pytest.fixture
def invited(client):
    client.as_("ade").post(INVITE, TYPED)


def test_the_worker_keeps_why_a_try_failed_and_comes_back(app, invited, location, sending, postbox):
    postbox.refuse = "451 come back later"
    asyncio.run(work(app, wait=False))

    assert mail(location)[1:4] == ("waiting", 1, "server answered 451")
    assert request_of(location)[1:] == (1, "server answered 451", None)
    assert queued_mail(location) == ("todo", 1)


def test_after_the_last_try_the_mail_is_given_up(app, invited, location, sending, postbox):
    postbox.refuse = "451 come back later"
    with as_superuser(location) as connection:
        connection.execute(text("UPDATE jobs.procrastinate_jobs SET attempts = :n"), {"n": MOST_TRIES - 1})
        connection.commit()
    asyncio.run(work(app, wait=False))

    assert mail(location).status == "failed"
    assert request_of(location).outcome == "failed"
    assert queued_mail(location) == ("failed", MOST_TRIES)


def test_a_mail_whose_try_was_noted_is_sent_at_the_next(app, invited, location, sending, postbox):
    request = request_of(location).id
    note_try(app, request, MailRefusedError("server answered 451", is_final=False), is_last=False)
    sending()

    assert mail(location)[1:4] == ("sent", 2, None)
    assert [sent["Message-ID"] for sent in postbox.taken] == [mail(location).message_id]


def test_a_note_about_a_job_nobody_knows_is_dropped(app):
    note_try(app, uuid4(), RuntimeError(), is_last=True)


def test_mails_written_without_a_mail_server_are_sent_once_there_is_one(app, invited, location, sending, postbox):
    settings = app.config["SETTINGS"]
    address, _ = settings.smtp_url, object.__setattr__(settings, "smtp_url", None)
    run_waiting_jobs(app)
    assert queue_waiting_mails(app) == 0

    object.__setattr__(settings, "smtp_url", address)
    assert [queue_waiting_mails(app), queue_waiting_mails(app)] == [1, 0]
    assert sending() == 1
    assert (mail(location).status, len(postbox.taken)) == ("sent", 1)


def test_a_mail_with_a_job_is_not_queued_again(app, invited, location, sending):
    assert queue_waiting_mails(app) == 0


def test_a_server_that_takes_the_call_and_says_nothing_is_a_refusal_for_now(monkeypatch):
    monkeypatch.setattr("portal.core.mail.TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(MailRefusedError, match="not reached") as why:
        MailTransport(f"smtp://127.0.0.1:{silent.getsockname()[1]}", "portal@portal.example").send(
            to="nia@rosewood.example", subject="x", body="x", message_id="<x@portal>"
        )
    assert not why.value.is_final


def test_a_server_that_hung_is_left_alone_for_a_while(monkeypatch):
    monkeypatch.setattr("portal.core.mail.TIMEOUT_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hanging = MailTransport(f"smtp://127.0.0.1:{silent.getsockname()[1]}", "portal@portal.example")
        for _mail in range(3):
            assert not refusal_of(hanging).is_final
        silent.setblocking(False)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):  # nobody else came
            silent.accept()


def refusal_of(transport):
    with pytest.raises(MailRefusedError) as why:
        transport.send(to="nia@rosewood.example", subject="x", body="x", message_id="<x@portal>")
    return why.value


def test_a_password_the_server_does_not_take_gives_no_mail_up(postbox):
    with pytest.raises(MailRefusedError) as why:
        MailTransport(f"smtp://portal:wrong@127.0.0.1:{postbox.port}", "portal@portal.example").send(
            to="nia@rosewood.example", subject="x", body="x", message_id="<x@portal>"
        )
    assert not why.value.is_final


def test_a_job_is_done_once_however_often_it_is_run(app, invited, location, sending, postbox):
    request = request_of(location).id
    for _time in range(2):
        run_request(app, request)

    assert len(postbox.taken) == 1


def test_the_queue_knows_its_task(app):
    assert "portal.run_request" in queue_app(app).tasks
