"""Add a document to a point of a notice."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFoundError
from portal.documents.adding import WAYS, answer_adding
from portal.replies.evidence import subject_of_point
from portal.replies.permissions import WRITE
from portal.replies.queries import load_notice
from portal.replies.services.notices import point_of
from portal.replies.views.blueprint import bp
from portal.web.transaction import uow

ADDRESS = f"/<uuid:notice_id>/points/<int:number>/documents/<any({WAYS}):way>"


@bp.route(ADDRESS, methods=["GET", "POST"], permission=WRITE)
def add_document(notice_id: UUID, number: int, way: str) -> ResponseReturnValue:
    notice = load_notice(uow, notice_id)
    point = point_of(uow, notice, number)
    if point is None:
        raise NotFoundError
    return answer_adding(
        way,
        subject_of_point(point),
        caption=f"{notice.reference}, point {number}",
        back=url_for(".show", notice_id=notice.id, _anchor=f"point-{number}"),
        here=lambda other: url_for(".add_document", notice_id=notice.id, number=number, way=other),
    )
