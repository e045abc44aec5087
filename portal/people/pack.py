"""The answer to a subject access request as one file: the passages that are given, as PDF and as JSON."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import render_template
from sqlalchemy import select

from portal.core.db import SCHEMA, Json, Model
from portal.core.ids import new_id
from portal.core.pdf import STYLE_SHEET, PdfFailedError, PdfUnavailableError, render_pdf
from portal.core.uow import UnitOfWork
from portal.people.access import EXEMPT, INCLUDE, RELEASED, THIRD_PARTY, lines_of, pack_of
from portal.people.gathering import sought
from portal.people.models import AccessPack, AccessRequest, Person
from portal.people.queries import load_person
from portal.people.redaction import without
from portal.trail.queries import trail_foot
from portal.web.filters import day, moment


def make_pack(uow: UnitOfWork, request_id: UUID) -> None:
    """Make the file of a released request, once."""
    request = uow.session.get(AccessRequest, (uow.tenant.id, request_id))
    if request is None or request.status != RELEASED or pack_of(uow, request):
        return
    words = pack_words(uow, request)
    content = _zipped(uow, {"your-information.json": _as_json(words), **_on_paper(uow, words)})
    uow.session.add(
        AccessPack(
            tenant_id=uow.tenant.id,
            id=new_id(),
            record_id=request.id,
            compartment=request.compartment,
            made_at=uow.now,
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
        )
    )


def pack_words(uow: UnitOfWork, request: AccessRequest) -> Json:
    """What the answer says: the passages that are given by their source, who was told, how much is withheld."""
    person = load_person(uow, request.person_id)
    lines = lines_of(uow, request)
    given = [one for one in lines if one.decision == INCLUDE]
    parts = [
        {
            "source": source,
            "passages": [{"label": one.label, "words": without(one.words, one.left_out)} for one in passages],
        }
        for source, passages in groupby(given, key=lambda one: one.source)
    ]
    return {
        "organisation": uow.tenant.name,
        "reference": request.reference,
        "person": person.name,
        "received_on": day(request.received_on),
        "made_on": day(uow.today),
        "parts": parts,
        "told": [
            {"organisation": row.peer_name, "when": moment(row.sent_at), "why": row.purpose}
            for row in _told(uow, person)
        ],
        "withheld_for_others": sum(one.decision == THIRD_PARTY for one in lines),
        "withheld_by_law": sum(one.decision == EXEMPT for one in lines),
        "words_left_out": any(one.left_out for one in given),
    }


def _told(uow: UnitOfWork, person: Person) -> Sequence[Any]:
    """To whom records about them were disclosed. The exchange stands above this room; its table is read as any."""
    table = Model.metadata.tables[f"{SCHEMA}.disclosure"]
    wanted = sought(uow, person)
    return uow.session.execute(
        select(table.c.peer_name, table.c.sent_at, table.c.purpose)
        .where(table.c.record_id.in_(wanted.records), table.c.state != "recalled")
        .order_by(table.c.sent_at)
    ).all()


def _as_json(words: Json) -> bytes:
    return json.dumps(words, ensure_ascii=False, indent=2).encode()


def _on_paper(uow: UnitOfWork, words: Json) -> dict[str, bytes]:
    """The PDF; the printable page where it cannot be made."""
    try:
        return {"your-information.pdf": render_pdf(_page(uow, words), foot=trail_foot(uow))}
    except (PdfUnavailableError, PdfFailedError):
        return {"your-information.html": _page(uow, words).encode()}


def _page(uow: UnitOfWork, words: Json) -> str:
    return render_template("people/pack_paper.html", tenant=uow.tenant, pack=words, style=STYLE_SHEET)


def _zipped(uow: UnitOfWork, files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, uow.now.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
