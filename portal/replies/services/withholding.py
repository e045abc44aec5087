"""Keep a notice back: asked by one person, agreed by another, for a reason of a closed list, until a day."""

from __future__ import annotations

from datetime import date

from portal.core.errors import PortalError
from portal.core.ids import new_id
from portal.core.uow import UnitOfWork
from portal.replies.models import Notice, NoticeWithholding
from portal.replies.permissions import AUTHORISE
from portal.replies.queries import withholding_of
from portal.replies.rules import LONGEST_WITHHOLDING, WITHHOLDING_REASONS, keys_of
from portal.replies.services.notices import note


def ask_to_withhold(uow: UnitOfWork, notice: Notice, *, reason: str, words: str, until: date) -> NoticeWithholding:
    """Ask that a notice waits. It may not be sent before somebody who may has decided."""
    if not notice.is_given or not notice.is_draft:
        raise PortalError("This notice has been sent. It cannot be kept back any more.")
    if reason not in keys_of(WITHHOLDING_REASONS):
        raise PortalError("Choose one of the reasons.", field="reason")
    if not uow.today < until <= uow.today + LONGEST_WITHHOLDING:
        days = LONGEST_WITHHOLDING.days
        raise PortalError(f"Choose a day after today, at most {days} days from now.", field="until")
    earlier = withholding_of(uow, notice)
    if earlier and earlier.decided_at is None:
        raise PortalError("Somebody asked for this already; it waits for a decision.")
    asked = NoticeWithholding(
        tenant_id=uow.tenant.id,
        id=new_id(),
        notice_id=notice.id,
        record_id=notice.record_id,
        compartment=notice.compartment,
        reason=reason,
        words=words,
        until=until,
        requested_by=uow.actor.user_id,
        requested_at=uow.now,
    )
    uow.session.add(asked)
    note(uow, notice, "withholding_asked", reason=reason, until=until.isoformat())
    return asked


def decide_withholding(uow: UnitOfWork, notice: Notice, *, is_authorised: bool) -> NoticeWithholding:
    """Agree that the notice waits, or refuse. Never by the person who asked."""
    uow.require(AUTHORISE)
    asked = withholding_of(uow, notice)
    if asked is None or asked.decided_at is not None:
        raise PortalError("There is nothing to decide: nobody asks to keep this notice back.")
    if asked.requested_by == uow.actor.user_id:
        raise PortalError("You asked for this yourself. Somebody else must decide it.")
    asked.decided_by, asked.decided_at, asked.is_authorised = uow.actor.user_id, uow.now, is_authorised
    if is_authorised:
        notice.status = "withheld"
    note(uow, notice, "withholding_authorised" if is_authorised else "withholding_refused", reason=asked.reason)
    return asked


def end_withholding(uow: UnitOfWork, notice: Notice) -> Notice:
    """The reason to wait is gone, or its day has come: the notice is a draft again and may be sent."""
    if notice.status != "withheld":
        raise PortalError("This notice is not being kept back.")
    notice.status = "draft"
    note(uow, notice, "changed", withheld=False)
    return notice


def is_expired(uow: UnitOfWork, notice: Notice, withholding: NoticeWithholding | None) -> bool:
    """Whether a notice is kept back past its day: it must be decided again."""
    return notice.status == "withheld" and withholding is not None and withholding.until <= uow.today
