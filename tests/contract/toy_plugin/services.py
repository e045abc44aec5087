"""Record a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.plugin.services import Site, open_record, start_deadline
from tests.contract.toy_plugin.models import Visit
from tests.contract.toy_plugin.rules import WRITE_UP

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from portal.plugin import Referral, UnitOfWork


def record_visit(uow: UnitOfWork, *, site: Site, visited_on: date, findings: str) -> Visit:
    """Keep that somebody called at the site; the clock to write it up starts that day."""
    visit = Visit(
        title=f"Visit to {site.name}",
        nation=site.nation,
        site_id=site.id,
        provider_id=site.provider_id,
        visited_on=visited_on,
        findings=findings,
    )
    open_record(uow, visit, act="visit.recorded")
    start_deadline(uow, WRITE_UP.code, visit, from_=visited_on)
    return visit


def take_referral(uow: UnitOfWork, referral: Referral) -> UUID:
    """A visit asked for from another record, with what that record says happened."""
    findings = f"{referral.reason} {referral.facts.get('what_happened', '')}"
    visit = Visit(title="Visit asked for", nation=uow.tenant.nation, visited_on=uow.today, findings=findings)
    return open_record(uow, visit, act="visit.asked_for").id
