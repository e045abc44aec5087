"""People of the world at work on literal days: each step is one transaction, kept, as in the portal itself."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import time_machine
from sqlalchemy import select

from plugins.incidents.models import Incident
from plugins.incidents.services import FirstReport, complete_report, report_incident
from portal.core import clock
from portal.core.migrate import migrator_engine
from portal.demo.seeding import shift_clock
from portal.directory.models import Site
from portal.exchange.conversation import rooms_of
from portal.exchange.models import Disclosure, Receipt
from portal.exchange.services import Basis, disclose, open_receipt, withdraw
from portal.tenants.models import Link
from portal.tenants.services import agree_to_link, propose_link
from portal.worker import run_waiting_jobs
from tests.world import PERSONAS, ROSEWOOD_HOUSE, acting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from flask import Flask

    from portal.core.installation import Location
    from portal.core.uow import UnitOfWork

WEDNESDAY = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
SUMMARY, LEARNING = "incident_summary", "incident_learning"
CANARY = "Wilhelmina Featherstonehaugh"
BASIS = Basis("She asked us to", "Consent (UK GDPR article 6(1)(a))", "The person agreed to this")
FALL = FirstReport(
    what_happened=f"{CANARY} slipped on the stairs",
    occurred_at=datetime(2026, 3, 4, 7, 30, tzinfo=UTC),
    event_type="harm",
    physical_harm="low",
    person_references=f"{CANARY}, room 14",
    place=f"Stairs by {CANARY}'s door",
    immediate_action=f"Sat {CANARY} down",
)
# What a manager adds in boxes that no view of the tests' world tells, each with the name nobody else may read.
KEPT_IN = {
    name: f"{name}: {CANARY}"
    for name in (
        "opinion",
        "injury",
        "continuing_risk",
        "staff_involved",
        "witnesses",
        "police_reference",
        "people_told",
    )
}


class Story:
    """What happens, step by step, with the database's clock put to the day it happens on."""

    def __init__(self, app: Flask, location: Location, traveller: time_machine.Traveller) -> None:
        self.app, self.location, self.traveller = app, location, traveller
        self.at(WEDNESDAY)

    def at(self, moment: datetime) -> None:
        """From here on it is this moment, and time runs on from it."""
        self.traveller.move_to(moment)
        behind = time_machine.escape_hatch.datetime.datetime.now(UTC) - clock.now()
        with migrator_engine(self.location).begin() as connection:
            shift_clock(connection, behind)

    @contextmanager
    def acting(self, name: str, tenant: str | None = None) -> Iterator[UnitOfWork]:
        """As this person, and kept."""
        with acting(self.app, PERSONAS[name], tenant=tenant, now=clock.now(), keep=True) as uow:
            yield uow

    def work(self) -> int:
        """The worker does what waits."""
        return run_waiting_jobs(self.app, now=clock.now())

    def report(self, name: str = "ben", *, site: UUID = ROSEWOOD_HOUSE) -> UUID:
        """A fall, in somebody's first words; nobody outside may be told yet."""
        with self.acting(name) as uow:
            return report_incident(uow, site=uow.session.get_one(Site, site), report=FALL).id

    def complete(self, incident_id: UUID, name: str = "ben", **columns: Any) -> None:
        """Look at the report, or correct it: what links carry goes with the saving."""
        with self.acting(name) as uow:
            complete_report(uow, incident_of(uow, incident_id), **{"category": "fall", **columns})

    def fall(self) -> UUID:
        """A completed fall at Rosewood; Northshire has been sent the summary."""
        incident_id = self.report()
        self.complete(incident_id, **KEPT_IN)
        return incident_id

    def disclose(self, incident_id: UUID, view: str = LEARNING, *, name: str = "ben", to: str = "northshire") -> UUID:
        with self.acting(name) as uow:
            incident = incident_of(uow, incident_id)
            kind = uow.plugins.kind("incident")
            return disclose(uow, incident, kind=kind, view=kind.view(view), link=link_to(uow, to), basis=BASIS).id

    def open(self, name: str = "asha") -> None:
        """Open everything that arrived."""
        with self.acting(name) as uow:
            for receipt in uow.session.scalars(select(Receipt).where(Receipt.opened_at.is_(None))).all():
                open_receipt(uow, receipt)

    def take_back(self, disclosure_id: UUID, *, name: str = "ben", reason: str = "Sent too soon") -> str:
        with self.acting(name) as uow:
            return withdraw(uow, uow.session.get_one(Disclosure, (uow.tenant.id, disclosure_id)), reason=reason)

    def link(self, name: str, end_key: str, other: str, *, carries: tuple[str, ...] = ()) -> None:
        """Propose a link and have it agreed to."""
        with self.acting(name) as uow:
            propose_link(
                uow,
                end_key=end_key,
                slug=PERSONAS[other].home,
                carries=carries,
                may_hold_back=True,
                kinds=uow.plugins.kinds,
            )
        with self.acting(other) as uow:
            agree_to_link(uow, link_to(uow, PERSONAS[name].home))


def incident_of(uow: UnitOfWork, incident_id: UUID) -> Incident:
    return uow.session.get_one(Incident, (uow.tenant.id, incident_id))


def link_to(uow: UnitOfWork, slug: str) -> Link:
    """The newest link with this organisation."""
    return uow.session.scalars(
        select(Link).where(Link.peer_slug == slug).order_by(Link.status != "ended", Link.proposed_on.desc()).limit(1)
    ).one()


def sent(uow: UnitOfWork) -> list[Disclosure]:
    """What left, in the order it left."""
    return list(uow.session.scalars(select(Disclosure).order_by(Disclosure.sent_at, Disclosure.version)))


def received(uow: UnitOfWork) -> list[Receipt]:
    """What came, in the order it came."""
    return list(uow.session.scalars(select(Receipt).order_by(Receipt.received_at, Receipt.version)))


def copies(uow: UnitOfWork) -> list[Incident]:
    """What the receipts became."""
    return list(uow.session.scalars(select(Incident).where(Incident.origin == "received").order_by(Incident.id)))


def room_about(uow: UnitOfWork, record_id: UUID):
    return rooms_of(uow, record_id)[0]
