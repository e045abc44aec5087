"""The outbox: a mail is written with what it tells of or not at all, carries nothing of a case, and is sent once."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, text

from portal.core.mail import MailRefusedError, MailTransport
from portal.core.queue import enqueue
from portal.notifications.models import OutboxMail
from portal.notifications.previews import sample_words, templates
from portal.notifications.services import SEND_MAIL, queue_mail
from portal.worker import run_waiting_jobs
from tests.databases import as_superuser

INVITE = "/t/rosewood/people/invite"
TYPED = {"name": "Nia Rowe-Featherstone", "email": "nia@rosewood.example", "roles": "reader"}
LINK = "http://localhost/join/" + "x" * 43


def mails_and_jobs(location):
    with as_superuser(location) as connection:
        mails = connection.execute(text("SELECT * FROM portal.outbox_mail ORDER BY created_at")).all()
        jobs = connection.execute(
            text("SELECT count(*) FROM jobs.request WHERE kind = 'notifications.send_mail'")
        ).scalar()
    return mails, jobs


def queued(uow, address="nia@rosewood.example"):
    return queue_mail(uow, template="invitation", to_address=address, link=LINK, hours=72)


def test_a_mail_and_its_job_come_with_what_they_tell_of(client, location):
    client.as_("ade").post(INVITE, TYPED)
    mails, jobs = mails_and_jobs(location)

    assert [(one.to_address, one.status, one.template) for one in mails] == [
        ("nia@rosewood.example", "waiting", "invitation")
    ]
    assert jobs == 1


def test_what_was_refused_queues_neither(client, location):
    client.as_("ade").post(INVITE, {**TYPED, "roles": "no-such-role"})

    assert mails_and_jobs(location) == ([], 0)


def test_what_broke_off_after_the_mail_was_written_leaves_neither(act_and_commit, location):
    def invite_and_break_off():
        with act_and_commit("ade") as uow:
            queued(uow)
            uow.session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        invite_and_break_off()
    assert mails_and_jobs(location) == ([], 0)


def test_an_invitation_sent_twice_queues_one_mail(client, location):
    ade = client.as_("ade")
    form = {**ade.get(INVITE).form(), **TYPED}
    for _time in range(2):
        ade.post_raw(INVITE, form)

    assert len(mails_and_jobs(location)[0]) == 1


def test_no_mail_names_a_person(act):
    uow = act("ade")

    for template in templates():
        mail = queue_mail(uow, template=template, to_address="nia@rosewood.example", **sample_words(template))
        told = f"{mail.subject}\n{mail.body}"
        found = [word for word in ("Ade", "Bankole", "Nia", "nia@", "ade@") if word in told]
        assert (template, found, "http" in told) == (template, [], True)


def test_the_invited_persons_name_is_nowhere_in_the_mail(client, location):
    client.as_("ade").post(INVITE, TYPED)
    (mail,), _jobs = mails_and_jobs(location)

    assert "Rowe" not in mail.subject + mail.body
    assert "Ade" not in mail.subject + mail.body


def test_the_job_holds_an_id_and_nothing_else(client, location):
    client.as_("ade").post(INVITE, TYPED)
    with as_superuser(location) as connection:
        arguments = connection.execute(text("SELECT arguments FROM jobs.request")).scalars().all()
        queue = connection.execute(text("SELECT args FROM jobs.procrastinate_jobs")).scalars().all()

    assert [list(one) for one in arguments] == [["mail"]]
    assert re.fullmatch(r"[0-9a-f-]{36}", arguments[0]["mail"])
    assert "nia" not in str(queue)


def test_the_application_cannot_read_a_mail_back(client, act_and_commit):
    client.as_("ade").post(INVITE, TYPED)

    with act_and_commit("ade") as uow, pytest.raises(Exception, match="permission denied"):
        uow.session.scalars(select(OutboxMail)).all()


def test_the_worker_sends_it_once(client, location, sending, postbox):
    client.as_("ade").post(INVITE, TYPED)

    assert [sending(), sending()] == [1, 0]
    assert [(one["To"], one["Subject"]) for one in postbox.taken] == [
        ("nia@rosewood.example", "Your invitation to the Care Oversight Portal")
    ]
    assert postbox.taken[0]["Auto-Submitted"] == "auto-generated"
    assert mails_and_jobs(location)[0][0].status == "sent"


def test_without_a_mail_server_it_waits(app, client, location):
    client.as_("ade").post(INVITE, TYPED)
    run_waiting_jobs(app)

    assert [one.status for one in mails_and_jobs(location)[0]] == ["waiting"]


def test_a_final_refusal_is_kept_and_not_tried_again(client, location, sending, postbox):
    postbox.refuse = "550 no such person"
    client.as_("ade").post(INVITE, TYPED)
    sending()
    (mail,), _jobs = mails_and_jobs(location)

    assert (mail.status, mail.attempts, mail.last_error) == ("failed", 1, "server answered 550")


def test_a_refusal_for_now_is_raised_so_that_the_queue_tries_again(client, location, sending, postbox):
    postbox.refuse = "451 come back later"
    client.as_("ade").post(INVITE, TYPED)

    with pytest.raises(MailRefusedError, match="451"):
        sending()
    assert mails_and_jobs(location)[0][0].status == "waiting"


def test_a_server_that_is_not_there_is_a_refusal_for_now():
    with pytest.raises(MailRefusedError) as refused:
        MailTransport("smtp://127.0.0.1:9", "portal@portal.example").send(
            to="nia@rosewood.example", subject="x", body="x", message_id="<x@portal>"
        )
    assert not refused.value.is_final


@pytest.mark.parametrize("address", ["nia@rosewood.example\r\nBcc: all@rosewood.example", "nia\n@rosewood.example"])
def test_nobody_adds_a_line_to_the_head_of_a_mail(transport, postbox, address):
    with pytest.raises(ValueError, match=r"newline|linefeed|carriage"):
        transport.send(to=address, subject="x", body="x", message_id="<x@portal>")
    assert postbox.taken == []


def test_a_mail_whose_job_comes_twice_is_sent_once(client, act_and_commit, location, sending, postbox):
    client.as_("ade").post(INVITE, TYPED)
    sending()
    (mail,), _jobs = mails_and_jobs(location)
    with act_and_commit("ade") as uow:
        enqueue(uow.session, SEND_MAIL, {"mail": str(mail.id)})

    assert sending() == 1
    assert len(postbox.taken) == 1
