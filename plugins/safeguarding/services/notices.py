"""Tell another organisation about somebody who works for it: a copy that only its lead finds."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from plugins.safeguarding.models import PipotCase, PipotNotice
from plugins.safeguarding.permissions import PIPOT, PIPOT_LEAD, PIPOT_TELL
from plugins.safeguarding.queries import organisations_to_tell
from plugins.safeguarding.rules.codes import LAWFUL_BASES
from plugins.safeguarding.services.pipot import Told, decide_disclosure
from portal.plugin import NotFoundError, UnitOfWork
from portal.plugin.services import Basis, disclose, holders_of, keep_origin, kind_of, open_record, tell

TITLE = "About somebody who works with adults"
VIEW = "pipot_notice"
KEPT = "kept"


def tell_organisation(uow: UnitOfWork, case: PipotCase, *, link_id: UUID, reason: str, told: Told) -> PipotNotice:
    """Decide to tell a linked organisation, and tell it these words at once: nothing else of the case goes along.

    To whom and when are the link's and now, whatever `told` says.
    Raises `NotFoundError` for a link that is not ours, `PortalError` as `decide_disclosure`.
    """
    uow.require(PIPOT_TELL)
    link = next((one for one in organisations_to_tell(uow) if one.id == link_id), None)
    if link is None:
        raise NotFoundError
    what = replace(told, recipient=link.peer_name, shared_at=uow.now)
    decide_disclosure(uow, case, reason=reason, told=what)
    notice = _write(uow, case, what)
    kind = kind_of(uow, notice)
    view = next(one for one in kind.views if one.key == VIEW)
    words = next(f"{one.label}: {one.meaning}" for one in LAWFUL_BASES.codes if one.key == what.legal_basis)
    consent = "The person was told first" if what.person_told_first else "The person was not told first"
    disclose(
        uow, notice, kind=kind, view=view, link=link, basis=Basis("A risk to adults they work with", words, consent)
    )
    notice.status, notice.closed_on = KEPT, uow.today
    return notice


def hear_of_notice(uow: UnitOfWork, notice: PipotNotice) -> None:
    """Something was told to us: our leads get a mail that says no more than that something is there."""
    leads = [one.user_id for one in holders_of(uow, PIPOT_LEAD)]
    if notice.is_received and leads:
        tell(uow, template="something_arrived", people=leads)


def _write(uow: UnitOfWork, case: PipotCase, what: Told) -> PipotNotice:
    notice = PipotNotice(
        title=TITLE,
        nation=case.nation,
        told=what.told,
        legal_basis=what.legal_basis,
        person_told_first=what.person_told_first,
    )
    notice.compartment = PIPOT
    open_record(uow, notice, act="pipot.notice_sent")
    keep_origin(uow, notice, from_record=case, reason=TITLE)
    uow.session.flush()
    return notice
