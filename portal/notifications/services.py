"""Put mails into the outbox with the work they tell of; send them from a job."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from flask import current_app, render_template
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from portal.core.ids import new_id
from portal.core.mail import MailRefusedError, MailTransport
from portal.core.queue import enqueue
from portal.core.uow import UnitOfWork
from portal.notifications.models import NoticeChoice, OutboxMail
from portal.notifications.permissions import ORGANISATION
from portal.trail.services import append_entry

SEND_MAIL = "notifications.send_mail"
TRY_AGAIN = "notifications.try_again"
PLAIN = (str, int, date, type(None))


def tell(uow: UnitOfWork, *, template: str, people: Iterable[UUID], **words: object) -> list[OutboxMail]:
    """Tell these people something by mail; whoever does not belong to the organisation today is left out.

    Who chose to be told once a day finds it counted in the next digest. The caller names nobody who may not know of
    it. `template` and `words` are as for `queue_mail`.
    """
    wanted = list(dict.fromkeys(people))
    rows = uow.session.execute(
        text(
            "SELECT m.user_id, m.email, c.how FROM portal.membership m LEFT JOIN portal.notice_choice c"
            " ON c.tenant_id = m.tenant_id AND c.user_id = m.user_id"
            " WHERE m.user_id = ANY(:people) AND m.ended_on IS NULL"
        ),
        {"people": wanted},
    )
    found = {row.user_id: row for row in rows}
    return [
        _put(uow, template, found[person].email, person, words, is_held=found[person].how == "daily")
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
    return _put(uow, template, to_address, to_user_id, words)


def _put(
    uow: UnitOfWork,
    template: str,
    address: str,
    person: UUID | None,
    words: dict[str, object],
    *,
    is_held: bool = False,
) -> OutboxMail:
    subject, body = worded(uow, template, words)
    mail_id = new_id()
    mail = OutboxMail(
        tenant_id=uow.tenant.id,
        id=mail_id,
        template=template,
        to_user_id=person,
        to_address=address,
        subject=subject,
        body=body,
        message_id=f"<{mail_id}@portal>",
        status="held" if is_held else "waiting",
        attempts=0,
        created_at=uow.now,
    )
    uow.session.add(mail)
    if not is_held:
        enqueue(uow.session, SEND_MAIL, {"mail": str(mail_id)})
    return mail


def worded(uow: UnitOfWork, template: str, words: dict[str, object]) -> tuple[str, str]:
    """Subject and body of a mail of the acting organisation."""
    odd = sorted(name for name, value in words.items() if not isinstance(value, PLAIN))
    if odd:
        raise TypeError(f"{template}: a mail is made of words, numbers and days; {', '.join(odd)} is none.")
    home = f"{current_app.config['SETTINGS'].base_url}/t/{uow.tenant.slug}/"
    return parted(render_template(f"notifications/{template}.txt", tenant=uow.tenant, home=home, **words))


def parted(rendered: str) -> tuple[str, str]:
    """Subject and body: the first line, and the rest."""
    subject, _, body = rendered.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


def send_mail(uow: UnitOfWork, mail_id: UUID, transport: MailTransport | None) -> None:
    """Send one mail; without a transport it stays in the outbox until there is one, and `portal outbox` shows it.

    A temporary refusal is raised again so that the queue retries; a mail already sent is left alone.
    """
    mail = uow.session.get(OutboxMail, (uow.tenant.id, mail_id), with_for_update=True)
    if mail is None or mail.status != "waiting" or transport is None:
        return
    try:
        transport.send(to=mail.to_address, subject=mail.subject, body=mail.body, message_id=mail.message_id)
    except MailRefusedError as refusal:
        if not refusal.is_final:
            raise
        mail.status, mail.last_error = "failed", refusal.reason
    else:
        mail.status, mail.sent_at, mail.last_error = "sent", uow.now, None
    mail.attempts += 1


def note_refusal(uow: UnitOfWork, mail_id: UUID, reason: str, *, is_last: bool) -> None:
    """Keep why a try failed. After the last one the mail is given up, until somebody asks for another."""
    mail = uow.session.get(OutboxMail, (uow.tenant.id, mail_id), with_for_update=True)
    if mail is None or mail.status != "waiting":
        return
    mail.attempts += 1
    mail.last_error = reason
    if is_last:
        mail.status = "failed"


def ask_again(uow: UnitOfWork, mail_id: UUID) -> None:
    """Have a mail that was given up tried again. The worker alone may change mails, so it is asked to."""
    enqueue(uow.session, TRY_AGAIN, {"mail": str(mail_id)})
    append_entry(uow, "mail.tried_again", act_class="P", compartment=ORGANISATION, mail=str(mail_id))


def try_again(uow: UnitOfWork, mail_id: UUID) -> None:
    """Put a mail that was given up back among those to be sent."""
    mail = uow.session.get(OutboxMail, (uow.tenant.id, mail_id), with_for_update=True)
    if mail is None or mail.status != "failed":
        return
    mail.status = "waiting"
    enqueue(uow.session, SEND_MAIL, {"mail": str(mail_id)})


def choose_how(uow: UnitOfWork, how: str) -> None:
    """Have oneself told `at_once`, or once a day (`daily`), by this organisation."""
    row = insert(NoticeChoice).values(tenant_id=uow.tenant.id, user_id=uow.actor.user_id, how=how)
    uow.session.execute(row.on_conflict_do_update(index_elements=["tenant_id", "user_id"], set_={"how": how}))
    append_entry(uow, "notices.chosen", act_class="P", compartment=ORGANISATION, how=how)


def send_digests(uow: UnitOfWork, slot: datetime) -> None:
    """One mail to each person for whom notices are held, that counts them by subject and says no more."""
    del slot  # what is held goes with the next digest, whichever day it stands for
    held = uow.session.scalars(
        select(OutboxMail).where(OutboxMail.status == "held").order_by(OutboxMail.created_at).with_for_update()
    ).all()
    by_person: dict[UUID | None, list[OutboxMail]] = {}
    for mail in held:
        by_person.setdefault(mail.to_user_id, []).append(mail)
        mail.status = "gathered"
    rows = uow.session.execute(
        text("SELECT user_id, email FROM portal.membership WHERE user_id = ANY(:people) AND ended_on IS NULL"),
        {"people": [person for person in by_person if person]},
    )
    present: dict[UUID | None, str] = {row.user_id: row.email for row in rows}
    for person, mails in by_person.items():
        if person in present:
            counted = Counter(mail.subject for mail in mails)
            lines = "\n".join(f"{number} × {subject}" for subject, number in sorted(counted.items()))
            _put(uow, "digest", present[person], person, {"count": len(mails), "lines": lines})
