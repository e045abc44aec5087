"""Open a record of the duty of candour: by hand, or from the incident that calls for it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from plugins.candour.models import CandourRecord
from portal.plugin import PortalError, Referral, UnitOfWork, london_day
from portal.plugin.services import Record, Site, change_record, open_record

TITLE = "Duty of candour"


def open_case(
    uow: UnitOfWork,
    *,
    what_happened: str,
    occurred_on: date,
    aware_at: datetime,
    person_reference: str | None = None,
    site: Site | None = None,
) -> CandourRecord:
    """Open a record that no incident led to. Raises `PortalError` on a day or time that has not come yet."""
    _refuse_odd_times(uow, occurred_on, aware_at)
    made = CandourRecord(
        title=title_for(site.name if site else None),
        nation=site.nation if site else uow.tenant.nation,
        site_id=site.id if site else None,
        provider_id=site.provider_id if site else None,
        what_happened=what_happened,
        occurred_on=occurred_on,
        aware_at=aware_at,
        person_reference=person_reference,
    )
    return open_record(uow, made, act="candour.opened")


def complete_case(
    uow: UnitOfWork,
    case: CandourRecord,
    *,
    occurred_on: date,
    aware_at: datetime,
    expected_version: int | None = None,
    **columns: object,
) -> CandourRecord:
    """Correct what is known. Once it is known who is bound the dates stand: clocks count from them."""
    _refuse_odd_times(uow, occurred_on, aware_at)
    if case.regime is not None and (occurred_on, aware_at) != (case.occurred_on, case.aware_at):
        raise PortalError("Clocks count from these dates already. Say in a note what was wrong.", field="occurred_on")
    return change_record(
        uow,
        case,
        expected_version=expected_version,
        act="candour.completed",
        occurred_on=occurred_on,
        aware_at=aware_at,
        **columns,
    )


def take_referral(uow: UnitOfWork, referral: Referral) -> UUID:
    """Open the record an incident calls for, with what it carries over; `refer` keeps where it came from.

    The new record stands in the compartment of the one it comes from: it is never seen by more people.
    """
    origin = uow.session.get_one(Record, (uow.tenant.id, referral.from_record_id))
    site = uow.session.get(Site, origin.site_id) if origin.site_id else None
    facts = referral.facts
    occurred_at = facts.get("occurred_at")
    made = CandourRecord(
        title=title_for(site.name if site else None),
        nation=origin.nation,
        site_id=origin.site_id,
        provider_id=origin.provider_id,
        what_happened=facts.get("what_happened") or referral.reason,
        occurred_on=london_day(occurred_at) if occurred_at else origin.opened_on,
        aware_at=facts.get("discovered_at") or origin.created_at,
        person_reference=facts.get("person_references"),
    )
    made.compartment = origin.compartment
    open_record(uow, made, act="candour.opened")
    return made.id


def title_for(site_name: str | None) -> str:
    """A title for lists: what it is and where; never who."""
    return f"{TITLE} at {site_name}" if site_name else TITLE


def _refuse_odd_times(uow: UnitOfWork, occurred_on: date, aware_at: datetime) -> None:
    if occurred_on > uow.today:
        raise PortalError("When it happened: this day has not come yet.", field="occurred_on")
    if aware_at > uow.now:
        raise PortalError("When somebody became aware: this moment has not come yet.", field="aware_at")
    if london_day(aware_at) < occurred_on:
        raise PortalError("Nobody can have become aware of it before it happened.", field="aware_at")
