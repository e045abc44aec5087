"""The world the cells are asked in: who is linked with whom, what is recorded, what each told another."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa

from plugins.candour.kinds import CANDOUR
from plugins.candour.models import RelevantPerson
from plugins.candour.tests import steps as candour
from plugins.complaints.kinds import COMPLAINT
from plugins.complaints.tests import steps as complaints
from plugins.safeguarding.kinds import CONCERN
from plugins.safeguarding.pipot_kinds import CASE
from plugins.safeguarding.services import pipot
from plugins.safeguarding.tests import steps as concerns
from portal.exchange.models import Receipt
from portal.exchange.services import Basis, disclose, open_receipt
from portal.plugin.services import load_record
from portal.records.admissions import let_in
from portal.records.models import Record
from portal.records.services import add_note
from portal.retention.services.holding import hold_record
from portal.tenants.models import Link
from portal.worker import run_waiting_jobs
from tests.databases import as_superuser
from tests.visibility.words import plant_words, word
from tests.world import GLENVIEW_HOUSE, PERSONAS, ROSEWOOD_HOUSE, acting

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
BASIS = Basis("They need it for their part.", "A public task: UK GDPR article 6(1)(e)", "They agreed")
CARRIED = '[{"kind": "complaint", "view": "complaint_summary", "may_hold_back": true}]'
# Who proposes which link to Rosewood.
LINKS = (("sam", "hosts", "[]"), ("hal", "commissions", CARRIED), ("vera", "advocates_for", "[]"))
# Whom each record's copy is told, by which view.
TOLD = (
    ("rw_shared", "northshire", "safeguarding_alert"),
    ("rw_shared", "westmere", "safeguarding_plan"),
    ("rw_shared", "clearvoice", "safeguarding_for_advocate"),
    ("rw_commissioned", "clearvoice", "complaint_for_advocate"),
    ("ns_own", "rosewood", "safeguarding_feedback"),
    ("rw_harm", "northshire", "candour_learning"),
    ("rw_harm", "westmere", "candour_status"),
    ("rw_harm", "clearvoice", "candour_advocate"),
)
OWNERS = {"rw": "ben", "ns": "lena", "cv": "vera", "gl": "gil"}
OPENS_COPIES = {"northshire": "sam", "westmere": "hal", "clearvoice": "vera", "rosewood": "ben"}
KINDS = {"safeguarding_concern": CONCERN, "complaint": COMPLAINT, "candour": CANDOUR, "pipot_case": CASE}


@dataclass(frozen=True)
class Kept:
    """Where a record stands. `view` is that of a copy, which holds the fields of that view alone."""

    tenant: str
    kind: str
    id: object
    reference: str
    view: str | None = None


class World:
    """Builds itself step by step; `records` are by name, a copy as `name@organisation`."""

    def __init__(self, app, location):
        self.app, self.location = app, location
        self.records: dict[str, Kept] = {}

    @contextmanager
    def as_(self, name):
        with acting(self.app, PERSONAS[name], now=NOW, keep=True) as uow:
            yield uow

    def link_everybody(self):
        carry = sa.text("UPDATE portal.link SET standing = CAST(:carried AS jsonb) WHERE kind = 'commissions'")
        for name, kind, standing in LINKS:
            with self.as_(name) as uow:
                propose = sa.text("SELECT exchange.propose_link(:kind, 'from', 'rosewood', CAST(:standing AS jsonb))")
                uow.session.execute(propose, {"kind": kind, "standing": standing})
            with self.as_("ben") as uow:
                for link in uow.session.scalars(sa.select(Link.id).where(Link.status == "proposed")).all():
                    uow.session.execute(sa.text("SELECT exchange.answer_link(:link, true)"), {"link": link})
        with as_superuser(self.location) as connection:
            connection.execute(carry, {"carried": CARRIED})
            connection.commit()

    def open_records(self):
        with self.as_("ben") as uow:
            links = {
                one.peer_name: one.id for one in uow.session.scalars(sa.select(Link).where(Link.kind == "commissions"))
            }
            self._keep(uow, "rw_shared", concerns.planned(uow, self._concern(uow, "rw_shared")))
            self._keep(uow, "rw_private", self._concern(uow, "rw_private"))
            for name, link in (
                ("rw_commissioned", links["Northshire Council"]),
                ("rw_placed", links["Westmere Council"]),
                ("rw_own_funds", None),
            ):
                routed = complaints.routed(uow, self._complaint(uow, name), arranged_by=link)
                self._keep(uow, name, complaints.answered(uow, complaints.acknowledged(uow, routed)))
            for name in ("rw_harm", "rw_harm_untold"):
                self._keep(uow, name, self._told_with_her_daughter(uow, name))
        with self.as_("gil") as uow:
            harm = candour.confirmed(uow, "scotland", what_happened=word("gl_harm", "what_happened"))
            self._keep(uow, "gl_harm", harm)
        for name, record in (("lena", "ns"), ("ola", "cv_client"), ("vera", "cv_other"), ("gil", "gl_own")):
            with self.as_(name) as uow:
                site = GLENVIEW_HOUSE if name == "gil" else None
                if record == "ns":
                    self._keep(uow, "ns_own", self._concern(uow, "ns_own", site=ROSEWOOD_HOUSE))
                else:
                    self._keep(uow, f"{record}", self._concern(uow, record, site=site))
                    self._keep(uow, f"{record}_complaint", self._complaint(uow, f"{record}_complaint", site=site))
        for name, record in (("pia", "rw_case"), ("lena", "ns_case")):
            with self.as_(name) as uow:
                what = {"source": "home", "allegation_type": "allegation"}
                self._keep(uow, record, pipot.open_case(uow, what_is_said=word(record, "what_is_said"), **what))

    def _concern(self, uow, name, site=ROSEWOOD_HOUSE):
        asked = concerns.asked(uow, site=site, what_happened=word(name, "what_happened"), raised_as="family")
        return concerns.decided(uow, asked)

    def _told_with_her_daughter(self, uow, name):
        case = candour.confirmed(uow, what_happened=word(name, "what_happened"))
        candour.add(uow, case)
        for one in case.people:
            candour.tell(uow, case, to=one)
        return case

    def _complaint(self, uow, name, site=ROSEWOOD_HOUSE):
        return complaints.received(uow, site=site, summary=word(name, "summary"), wanted=word(name, "wanted"))

    def _keep(self, uow, name, record):
        uow.session.flush()
        add_note(uow, record, words=word(name, "note"))
        self.records[name] = Kept(uow.tenant.slug, record.kind, record.id, record.reference)

    def plant_words(self):
        with as_superuser(self.location) as connection:
            for name, kept in self.records.items():
                plant_words(connection, name, KINDS[kept.kind], kept.id)
                self._plant_what_her_daughter_was_told(connection, name, kept.id)
            connection.commit()

    def _plant_what_her_daughter_was_told(self, connection, name, record_id):
        hers = {column: word(name, f"daughters_{column}") for column in RelevantPerson.__personal__.columns}
        is_hers = (RelevantPerson.record_id == record_id) & (RelevantPerson.position == 2)
        connection.execute(sa.update(RelevantPerson).where(is_hers).values(hers))

    def person_told(self, record_id):
        """Whose papers a candour record has first; of any other record, nobody's."""
        first = sa.select(RelevantPerson.id).where(RelevantPerson.record_id == record_id, RelevantPerson.position == 1)
        with as_superuser(self.location) as connection:
            return connection.execute(first).scalar_one_or_none() or record_id

    def share(self):
        for name, tenant, view in TOLD:
            with self.as_(OWNERS[name[:2]]) as uow:
                kept = self.records[name]
                kind = KINDS[kept.kind]
                record = load_record(uow, kind, kept.id)
                link = self._link(uow, tenant)
                disclose(uow, record, kind=kind, view=kind.view(view), link=link, basis=BASIS)
        run_waiting_jobs(self.app)
        self._note_copies()
        for tenant, name in OPENS_COPIES.items():
            with acting(self.app, PERSONAS[name], now=NOW, tenant=tenant, keep=True) as uow:
                for receipt in uow.session.scalars(sa.select(Receipt).where(Receipt.opened_at.is_(None))).all():
                    open_receipt(uow, receipt)

    def _link(self, uow, tenant):
        peers = {
            "northshire": "Northshire Council",
            "westmere": "Westmere Council",
            "clearvoice": "Clear Voice Advocacy",
        }
        there = sa.select(Link).where(Link.peer_name == peers.get(tenant, "Rosewood Care"), Link.status == "agreed")
        return uow.session.scalars(there.order_by(Link.kind.desc())).first()

    def _note_copies(self):
        names = {kept.reference: name for name, kept in self.records.items()}
        rows = (
            "SELECT t.slug, r.kind, r.id, r.reference, r.peer_reference, c.view FROM portal.record r"
            " JOIN portal.tenant t ON t.id = r.tenant_id"
            " JOIN portal.receipt c ON (c.tenant_id, c.id) = (r.tenant_id, r.receipt_id)"
        )
        with as_superuser(self.location) as connection:
            for row in connection.execute(sa.text(rows)):
                name = f"{names[row.peer_reference]}@{row.slug}"
                self.records[name] = Kept(row.slug, row.kind, row.id, row.reference, row.view)

    def let_people_in(self):
        for by, name, whom in (
            ("pia", "rw_shared", "wanda"),
            ("vera", "rw_shared@clearvoice", "ola"),
            ("vera", "rw_commissioned@clearvoice", "ola"),
            ("vera", "rw_harm@clearvoice", "ola"),
        ):
            with self.as_(by) as uow:
                kept = self.records[name]
                let_in(uow, KINDS[kept.kind], load_record(uow, KINDS[kept.kind], kept.id), user_id=PERSONAS[whom].id)
        with self.as_("ben") as uow:
            for name in ("rw_shared", "rw_commissioned", "rw_harm"):
                held = uow.session.get_one(Record, (uow.tenant.id, self.records[name].id))
                hold_record(uow, held, reason="An inquiry.", review_on=date(2027, 3, 4))
