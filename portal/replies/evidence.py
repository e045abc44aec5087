"""Documents put to points of a notice, by either side for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from portal.core.errors import PortalError
from portal.core.uow import UnitOfWork
from portal.documents.adding import add_beside
from portal.documents.queries import documents_of_parts
from portal.documents.services import Subject
from portal.replies.models import Notice, NoticePoint

POINT = "reply_point"


def documents_of_points(uow: UnitOfWork, points: Sequence[NoticePoint]) -> Mapping[UUID, Sequence[Any]]:
    """What is put to each of these points, by the point's id."""
    return documents_of_parts(uow, [one.id for one in points])


def keep_reply_file(uow: UnitOfWork, notice: Notice, point: NoticePoint, stored: Any, *, about_on: date | None) -> None:
    """Keep a file that came with the answer to a point. Raises `PortalError` beside the point's own fields."""
    if about_on is None:
        raise PortalError("Enter the date of the evidence in the file", field=f"reply_evidence_on_{point.number}")
    title = f"Evidence for {notice.reference}, point {point.number}"
    field = f"file_{point.number}"
    add_beside(uow, subject_of_point(point), stored, title=title, about_on=about_on, field=field)


def subject_of_point(point: NoticePoint) -> Subject:
    return Subject(POINT, point.compartment, record_id=point.record_id, subject_id=point.id)
