"""Read complaints with their heads and stages, feedback, and who receives them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select

from plugins.complaints.models import (
    Complaint,
    ComplaintHead,
    ComplaintsDesk,
    ComplaintsRequest,
    ComplaintStage,
    Feedback,
    LineManager,
    PublicReceipt,
    SaidAndDone,
)
from plugins.complaints.permissions import WRITE
from plugins.complaints.rules.routing import SECOND_STAGE, WALES
from portal.plugin import NotFoundError, ReportScope, UnitOfWork
from portal.plugin.services import Deadline, Site, members, members_who_may, people_of

R = TypeVar("R", Complaint, Feedback, ComplaintsRequest)

LATEST = 10
MOST_WAITING = 30
ANSWERED_AS = "answered_as"  # in `Complaint.routing`: `Route.body`


def load_own_complaint(uow: UnitOfWork, complaint_id: UUID) -> Complaint:
    """A complaint to work on. A copy of somebody else's is not."""
    return _own(uow, Complaint, complaint_id)


def load_own_feedback(uow: UnitOfWork, feedback_id: UUID) -> Feedback:
    return _own(uow, Feedback, feedback_id)


def load_request(uow: UnitOfWork, request_id: UUID) -> ComplaintsRequest:
    return _own(uow, ComplaintsRequest, request_id)


def _own(uow: UnitOfWork, model: type[R], record_id: UUID) -> R:
    found: R | None = uow.session.get(model, (uow.tenant.id, record_id))
    if found is None or found.is_received:
        raise NotFoundError
    return found


def heads_of(uow: UnitOfWork, complaint_id: UUID) -> Sequence[ComplaintHead]:
    return uow.session.scalars(
        select(ComplaintHead).where(ComplaintHead.record_id == complaint_id).order_by(ComplaintHead.position)
    ).all()


def load_head(uow: UnitOfWork, head_id: UUID) -> ComplaintHead:
    found = uow.session.get(ComplaintHead, (uow.tenant.id, head_id))
    if found is None:
        raise NotFoundError
    return found


def stages_of(uow: UnitOfWork, complaint_id: UUID) -> Sequence[ComplaintStage]:
    """The rounds of answering, the first one first."""
    return uow.session.scalars(
        select(ComplaintStage).where(ComplaintStage.record_id == complaint_id).order_by(ComplaintStage.number)
    ).all()


def body_that_answers(complaint: Complaint) -> str:
    """Whose answer it is, a code of `complaints:bodies`: of care that was arranged, whoever arranged it."""
    answered_as = (complaint.routing or {}).get(ANSWERED_AS)
    return str(answered_as or complaint.body or "")


def who_decided_first(uow: UnitOfWork, complaint: Complaint) -> set[UUID]:
    """Those who looked into the first answer, decided a head for it, or signed it. None of them looks again."""
    signed_at = stages_of(uow, complaint.id)[0].signed_at
    heads = heads_of(uow, complaint.id) if signed_at else ()
    deciders = {one.decided_by for one in heads if one.decided_at and signed_at and one.decided_at <= signed_at}
    return {one for one in {complaint.decided_by, complaint.investigator_id, *deciders} if one}


def wants_independent_investigator(uow: UnitOfWork, complaint: Complaint) -> bool:
    """Wales: whether the formal investigation has nobody from outside yet, who is one of the complaint's people."""
    if complaint.regime != WALES.key or complaint.stage != SECOND_STAGE:
        return False
    return all(link.role != "investigator" for link, _person in people_of(uow, complaint.id))


def desk_of(uow: UnitOfWork) -> ComplaintsDesk | None:
    """Who receives complaints here; None while nobody has said."""
    latest = select(ComplaintsDesk).order_by(ComplaintsDesk.saved_at.desc(), ComplaintsDesk.id.desc()).limit(1)
    return uow.session.scalars(latest).one_or_none()


def line_managers(uow: UnitOfWork) -> dict[UUID, UUID]:
    """Who answers for whom, among those who belong to the organisation today."""
    here = {one.user_id for one in members(uow)}
    rows = uow.session.execute(select(LineManager.member_id, LineManager.manager_id))
    return {member: manager for member, manager in rows if {member, manager} <= here}


def people_who_answer(uow: UnitOfWork, compartment: str) -> list[UUID]:
    """Who may work on what arrives in a compartment."""
    return [one.user_id for one in members_who_may(uow, WRITE, compartment=compartment)]


def receipt_by_key(uow: UnitOfWork, form_key: str) -> PublicReceipt | None:
    return uow.session.scalars(select(PublicReceipt).where(PublicReceipt.form_key == form_key)).one_or_none()


def said_and_done(uow: UnitOfWork) -> Sequence[SaidAndDone]:
    """What everybody may read, the latest first."""
    return uow.session.scalars(
        select(SaidAndDone)
        .where(SaidAndDone.withdrawn_on.is_(None))
        .order_by(SaidAndDone.published_on.desc(), SaidAndDone.id.desc())
        .limit(LATEST)
    ).all()


def said_and_done_between(uow: UnitOfWork, first: date, last: date) -> Sequence[SaidAndDone]:
    """What was published in these days and still stands, oldest first."""
    return uow.session.scalars(
        select(SaidAndDone)
        .where(SaidAndDone.withdrawn_on.is_(None), SaidAndDone.published_on.between(first, last))
        .order_by(SaidAndDone.published_on, SaidAndDone.id)
    ).all()


def load_said_and_done(uow: UnitOfWork, row_id: UUID) -> SaidAndDone:
    found = uow.session.get(SaidAndDone, (uow.tenant.id, row_id))
    if found is None:
        raise NotFoundError
    return found


def complaints_between(uow: UnitOfWork, first: date, last: date) -> Sequence[Complaint]:
    """Our own complaints received from one day to another, both included, oldest first."""
    return uow.session.scalars(
        select(Complaint)
        .where(Complaint.origin == "own", Complaint.received_on.between(first, last))
        .order_by(Complaint.received_on, Complaint.reference)
    ).all()


def heads_between(uow: UnitOfWork, first: date, last: date) -> Sequence[ComplaintHead]:
    """The heads of those complaints."""
    return uow.session.scalars(
        select(ComplaintHead)
        .join(Complaint, (Complaint.tenant_id == ComplaintHead.tenant_id) & (Complaint.id == ComplaintHead.record_id))
        .where(Complaint.origin == "own", Complaint.received_on.between(first, last))
        .order_by(ComplaintHead.record_id, ComplaintHead.position)
    ).all()


def stages_between(uow: UnitOfWork, first: date, last: date) -> Sequence[ComplaintStage]:
    """The rounds of answering of those complaints."""
    return uow.session.scalars(
        select(ComplaintStage)
        .join(Complaint, (Complaint.tenant_id == ComplaintStage.tenant_id) & (Complaint.id == ComplaintStage.record_id))
        .where(Complaint.origin == "own", Complaint.received_on.between(first, last))
        .order_by(ComplaintStage.record_id, ComplaintStage.number)
    ).all()


def feedback_between(uow: UnitOfWork, first: date, last: date) -> Sequence[Feedback]:
    """Feedback received in these days."""
    return uow.session.scalars(
        select(Feedback).where(Feedback.origin == "own", Feedback.received_on.between(first, last))
    ).all()


def clocks_between(uow: UnitOfWork, first: date, last: date) -> Sequence[Deadline]:
    """The clocks of the complaints received in these days."""
    return uow.session.scalars(
        select(Deadline)
        .join(Complaint, (Complaint.tenant_id == Deadline.tenant_id) & (Complaint.id == Deadline.record_id))
        .where(Complaint.origin == "own", Complaint.received_on.between(first, last))
    ).all()


def themes_between(uow: UnitOfWork, scope: ReportScope) -> dict[str, dict[str, int]]:
    """How many heads of each outcome (empty: none yet) there are by subject, in complaints of the report's days."""
    rows = uow.session.execute(
        select(ComplaintHead.subject, ComplaintHead.outcome, func.count())
        .join(Complaint, (Complaint.tenant_id == ComplaintHead.tenant_id) & (Complaint.id == ComplaintHead.record_id))
        .where(Complaint.origin == "own", Complaint.received_on.between(scope.first, scope.last))
        .where(*([Complaint.provider_id == scope.provider_id] if scope.provider_id else []))
        .group_by(ComplaintHead.subject, ComplaintHead.outcome)
    )
    found: dict[str, dict[str, int]] = {}
    for subject, outcome, count in rows:
        found.setdefault(subject, {})[outcome or ""] = count
    return found


def waiting_for(uow: UnitOfWork, user_id: UUID | None) -> Sequence[Any]:
    """Open complaints of ours that this person handles or looks into, and those nobody has taken yet."""
    mine = (
        (Complaint.handler_id == user_id) | (Complaint.investigator_id == user_id) | (Complaint.reviewer_id == user_id)
    )
    return uow.session.execute(
        select(
            Complaint.id,
            Complaint.reference,
            Complaint.title,
            Complaint.status,
            Complaint.next_due_at,
            Complaint.handler_id,
            Site.name.label("site_name"),
        )
        .outerjoin(Site, Site.id == Complaint.site_id)
        .where(Complaint.closed_on.is_(None), Complaint.origin == "own", mine | Complaint.handler_id.is_(None))
        .order_by(Complaint.next_due_at.nulls_last(), Complaint.received_on, Complaint.id)
        .limit(MOST_WAITING)
    ).all()
