"""Documents of the demonstration world: harmless, made here, put to records of the last weeks."""

from __future__ import annotations

import io
from datetime import timedelta
from random import Random

from PIL import Image, ImageDraw
from sqlalchemy import func, select

from portal.core.uow import UnitOfWork
from portal.documents.inspection.inspect import Upload
from portal.documents.models import Document, DocumentLink
from portal.documents.permissions import WRITE
from portal.documents.services import add_document, subject_of
from portal.documents.vault import Vault
from portal.records.models import Record

CHANCE, ENOUGH = 0.25, 4
NEW = timedelta(days=60)
NOTES = (
    ("Night round, signed", "night-round.csv", "time,signed\n22:00,yes\n00:00,yes\n02:00,yes\n04:00,yes\n06:00,yes\n"),
    ("Training record of the team", "training.csv", "course,done,of\nMoving and handling,11,12\nMedicines,12,12\n"),
    ("Note of the call with the family", "call.txt", "They were told in the evening and will visit at the weekend.\n"),
    (
        "Minutes of the team meeting",
        "minutes.txt",
        "The team talked about the rounds. The new sheet starts on Monday.\n",
    ),
)
PICTURE = "Stair gate, as it is now"


def keep_something(uow: UnitOfWork, vault: Vault, random: Random) -> None:
    """Now and then somebody adds a document to one of their newest records; a few for each organisation."""
    if not uow.may(WRITE) or random.random() > CHANCE or _kept(uow) >= ENOUGH:
        return
    record = _newest_without(uow)
    if record is None:
        return
    title, name, body = random.choice((*NOTES, (PICTURE, "stair-gate.png", "")))
    content = body.encode() if body else _picture(random)
    about_on = max(record.opened_on, uow.today - timedelta(days=random.randrange(5)))
    upload = Upload(name, io.BytesIO(content))
    add_document(uow, vault, subject_of(record), upload=upload, title=title, about_on=min(about_on, uow.today))


def _kept(uow: UnitOfWork) -> int:
    return uow.session.scalar(select(func.count()).select_from(Document)) or 0


def _newest_without(uow: UnitOfWork) -> Record | None:
    already = select(DocumentLink.record_id).where(DocumentLink.record_id.is_not(None))
    own = select(Record).where(Record.origin == "own", Record.id.not_in(already), Record.opened_on > uow.today - NEW)
    return uow.session.scalars(own.order_by(Record.opened_on.desc(), Record.reference).limit(1)).one_or_none()


def _picture(random: Random) -> bytes:
    """A gate in front of a stair, in a few lines."""
    picture = Image.new("RGB", (640, 480), "#e8e4dc")
    pen = ImageDraw.Draw(picture)
    for step in range(6):
        pen.rectangle((120 + 30 * step, 360 - 40 * step, 560, 400 - 40 * step), fill="#b8a58c", outline="#6e5f4b")
    for bar in range(80, 300, 24):
        pen.line((bar, 250, bar + random.randrange(3), 420), fill="#33424f", width=6)
    pen.rectangle((74, 244, 300, 254), fill="#33424f")
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()
