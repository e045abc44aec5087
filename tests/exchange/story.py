"""People of the world at work on literal days: each step is one transaction, kept, as in the portal itself."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import time_machine
from sqlalchemy import select, text

from plugins.incidents.models import Incident
from plugins.incidents.services import FirstReport, complete_report, report_incident
from portal.core import clock
from portal.core.migrate import migrator_engine
from portal.demo.seeding import shift_clock
from portal.directory.models import Site
from portal.exchange.conversation import messages_in, room_of, rooms_of
from portal.exchange.models import Disclosure, Message, Receipt, Room
from portal.exchange.services import Basis, disclose, open_receipt, withdraw
from portal.exchange.talking import answer_question, ask_question
from portal.tenants.models import Link
from portal.tenants.services import agree_to_link, end_link, propose_link, switch_plugin_off, switch_plugin_on
from portal.trail.models import TrailEntry
from portal.worker import run_request, run_waiting_jobs
from tests.databases import as_superuser
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

    def work_backwards(self) -> None:
        """The same, the newest first, as a queue that lost its order would."""
        with as_superuser(self.location) as connection:
            waiting = "SELECT id FROM jobs.request WHERE finished_at IS NULL ORDER BY created_at DESC"
            requests = connection.scalars(text(waiting)).all()
        for request in requests:
            run_request(self.app, request, now=clock.now())

    def report(self, name: str = "ben", *, site: UUID = ROSEWOOD_HOUSE, report: FirstReport = FALL) -> UUID:
        """A fall, in somebody's first words; nobody outside may be told yet."""
        with self.acting(name) as uow:
            return report_incident(uow, site=uow.session.get_one(Site, site), report=report).id

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

    def copy(self, name: str = "asha") -> UUID:
        """The one record that what arrived has become."""
        self.work()
        with self.acting(name) as uow:
            (only,) = copies(uow)
        return only.id

    def ask(self, record_id: UUID, words: str = "Was the family told?", *, name: str = "asha") -> UUID:
        with self.acting(name) as uow:
            return ask_question(uow, room_about(uow, record_id), body=words).id

    def answer(self, words: str = "Yes, the same day.", *, name: str = "ben") -> None:
        """Answer whatever was asked and waits."""
        with self.acting(name) as uow:
            waiting = Message.type == "ask", Message.direction == "received", Message.answered_at.is_(None)
            for question in uow.session.scalars(select(Message).where(*waiting)).all():
                answer_question(uow, room_of(uow, question.room_id), question, body=words)

    def end_link(self, name: str = "ben", other: str = "northshire") -> None:
        with self.acting(name) as uow:
            end_link(uow, link_to(uow, other), reason="The contract is over")

    def switch(self, *, on: bool, name: str = "noor") -> None:
        """An administrator switches the plugin on or off."""
        with self.acting(name) as uow:
            (switch_plugin_on if on else switch_plugin_off)(uow, "incidents")

    def forget_done(self, *, requests: bool) -> None:
        """What a queue that delivers twice does: all jobs wait again, their requests open again or not."""
        with as_superuser(self.location) as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text("UPDATE jobs.procrastinate_jobs SET status = 'todo'"))
            if requests:
                connection.execute(text("UPDATE jobs.request SET finished_at = NULL, outcome = NULL"))
            connection.commit()

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
        select(Link).where(Link.peer_slug == slug).order_by(Link.status == "ended", Link.proposed_on.desc()).limit(1)
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


def room_about(uow: UnitOfWork, record_id: UUID) -> Room:
    """The conversation opened first."""
    return rooms_of(uow, record_id)[0]


def said(uow: UnitOfWork, record_id: UUID) -> list[tuple[str, str, str]]:
    """Direction, type and words of every message about a record."""
    messages = (one for room in rooms_of(uow, record_id) for one in messages_in(uow, room))
    return [(one.direction, one.type, one.body) for one in messages]


def acts(uow: UnitOfWork, like: str = "exchange.%") -> list[str]:
    """What the organisation's trail says was done, oldest first."""
    return list(uow.session.scalars(select(TrailEntry.act).where(TrailEntry.act.like(like)).order_by(TrailEntry.id)))
