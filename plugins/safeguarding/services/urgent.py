"""Open one case about a person in a position of trust in an emergency, where its lead cannot be reached."""

from __future__ import annotations

from plugins.safeguarding.models import PipotCase
from plugins.safeguarding.permissions import PIPOT, PIPOT_LEAD
from portal.plugin import PortalError, UnitOfWork
from portal.plugin.services import holders_of, open_urgently, tell


def open_case_urgently(uow: UnitOfWork, *, reference: str, reason: str) -> PipotCase:
    """Show this one case in this transaction; its leads are told, and the case keeps who read it and why.

    Raises `PortalError` on `reference` in the same words whether there is none, it is another organisation's, or the
    person is kept out of it.
    """
    found = open_urgently(uow, reference=reference, reason=reason, compartment=PIPOT)
    case = uow.session.get(PipotCase, (uow.tenant.id, found)) if found else None
    if case is None:
        raise PortalError("There is nothing with this reference that you can open.", field="reference")
    leads = [one.user_id for one in holders_of(uow, PIPOT_LEAD)]
    tell(uow, template="record_opened", people=leads)
    return case
