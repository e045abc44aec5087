"""Put mails into the outbox with the work they tell of; send them from a job."""

from __future__ import annotations

from uuid import UUID

from flask import render_template

from portal.core.ids import new_id
from portal.core.mail import MailRefusedError, MailTransport
from portal.core.queue import enqueue
from portal.core.uow import UnitOfWork
from portal.notifications.models import OutboxMail

SEND_MAIL = "notifications.send_mail"


def queue_mail(
    uow: UnitOfWork, *, template: str, to_address: str, to_user_id: UUID | None = None, **words: object
) -> OutboxMail:
    """Queue the mail `notifications/<template>.txt`: its first line is the subject, the rest the body.

    `words` may hold an organisation's name, a reference, a link; never a person's name or anything of a case.
    """
    rendered = render_template(f"notifications/{template}.txt", tenant=uow.tenant, **words).strip()
    subject, _, body = rendered.partition("\n")
    mail_id = new_id()
    mail = OutboxMail(
        tenant_id=uow.tenant.id,
        id=mail_id,
        template=template,
        to_user_id=to_user_id,
        to_address=to_address,
        subject=subject.strip(),
        body=body.strip() + "\n",
        message_id=f"<{mail_id}@portal>",
        status="waiting",
        attempts=0,
        created_at=uow.now,
    )
    uow.session.add(mail)
    enqueue(uow.session, SEND_MAIL, {"mail": str(mail_id)})
    return mail


def send_mail(uow: UnitOfWork, mail_id: UUID, transport: MailTransport | None) -> None:
    """Send one mail; without a transport it stays in the outbox, where `portal outbox` shows it.

    A temporary refusal is raised again so that the queue retries; a mail already sent is left alone.
    """
    mail = uow.session.get(OutboxMail, (uow.tenant.id, mail_id), with_for_update=True)
    if mail is None or mail.status != "waiting" or transport is None:
        return
    mail.attempts += 1
    try:
        transport.send(to=mail.to_address, subject=mail.subject, body=mail.body, message_id=mail.message_id)
    except MailRefusedError as refusal:
        mail.last_error = refusal.reason
        if refusal.is_final:
            mail.status = "failed"
        else:
            raise
    else:
        mail.status, mail.sent_at, mail.last_error = "sent", uow.now, None
