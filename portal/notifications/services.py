"""Put mails into the outbox with the work they tell of; send them from a job."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from flask import current_app, render_template
from sqlalchemy import text

from portal.core.ids import new_id
from portal.core.mail import MailRefusedError, MailTransport
from portal.core.queue import enqueue
from portal.core.uow import UnitOfWork
from portal.notifications.models import OutboxMail

SEND_MAIL = "notifications.send_mail"
PLAIN = (str, int, date, type(None))


def tell(uow: UnitOfWork, *, template: str, people: Iterable[UUID], **words: object) -> list[OutboxMail]:
    """Tell these people something by mail; whoever does not belong to the organisation today is left out.

    The caller names nobody who may not know of it. `template` and `words` are as for `queue_mail`.
    """
    wanted = list(dict.fromkeys(people))
    addresses = uow.session.execute(
        text("SELECT user_id, email FROM portal.membership WHERE user_id = ANY(:people) AND ended_on IS NULL"),
        {"people": wanted},
    )
    found = {row.user_id: row.email for row in addresses}
    return [
        queue_mail(uow, template=template, to_address=found[person], to_user_id=person, **words)
        for person in wanted
        if person in found
    ]


def queue_mail(
    uow: UnitOfWork, *, template: str, to_address: str, to_user_id: UUID | None = None, **words: object
) -> OutboxMail:
    """Queue the mail `notifications/<template>.txt`: its first line is the subject, the rest the body.

    `words` may hold an organisation's name, a reference, a link; never a person's name or anything of a case. Every
    mail knows `tenant` and `home`, the address of the organisation's first page, besides.
    Raises `TypeError` for a word that is no plain value: a record handed over whole could be read to its last field.
    """
    subject, body = worded(uow, template, words)
    mail_id = new_id()
    mail = OutboxMail(
        tenant_id=uow.tenant.id,
        id=mail_id,
        template=template,
        to_user_id=to_user_id,
        to_address=to_address,
        subject=subject,
        body=body,
        message_id=f"<{mail_id}@portal>",
        status="waiting",
        attempts=0,
        created_at=uow.now,
    )
    uow.session.add(mail)
    enqueue(uow.session, SEND_MAIL, {"mail": str(mail_id)})
    return mail


def worded(uow: UnitOfWork, template: str, words: dict[str, object]) -> tuple[str, str]:
    """Subject and body of a mail."""
    odd = sorted(name for name, value in words.items() if not isinstance(value, PLAIN))
    if odd:
        raise TypeError(f"{template}: a mail is made of words, numbers and days; {', '.join(odd)} is none.")
    home = f"{current_app.config['SETTINGS'].base_url}/t/{uow.tenant.slug}/"
    rendered = render_template(f"notifications/{template}.txt", tenant=uow.tenant, home=home, **words).strip()
    subject, _, body = rendered.partition("\n")
    return subject.strip(), body.strip() + "\n"


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
