"""What links carry goes out too when a job is what changed the record."""

from __future__ import annotations

import sqlalchemy as sa

from portal.exchange.models import Disclosure
from portal.exchange.services import hold_back
from portal.records.queries import any_record
from tests.databases import as_superuser
from tests.exchange.story import SUMMARY, link_to

CARRIED = ("incident/incident_summary",)


def sent_to(hearing, peer):
    with hearing.acting("ben") as uow:
        found = sa.select(Disclosure.view, Disclosure.version, Disclosure.decided_by, Disclosure.is_standing)
        return uow.session.execute(found.where(Disclosure.peer_name == peer)).all()


def left_open(hearing):
    with as_superuser(hearing.location) as connection:
        return connection.scalars(sa.text("SELECT kind FROM jobs.request WHERE finished_at IS NULL")).all()


def test_a_link_agreed_since_is_told_when_a_job_writes_a_reply(hearing):
    hearing.draft(hearing.incident_id, name="ben")
    hearing.send("ben")
    hearing.link("vera", "advocates_for:from", "ben", carries=CARRIED)
    with hearing.acting("ben") as uow:
        peer = link_to(uow, "clearvoice").peer_name
    assert sent_to(hearing, peer) == []

    hearing.reply("asha")

    assert left_open(hearing) == []
    assert hearing.whole("ben").status == "replied"
    assert sent_to(hearing, peer) == [(SUMMARY, 1, None, True)]


def test_a_hold_keeps_it_back_from_a_job_too(hearing):
    hearing.draft(hearing.incident_id, name="ben")
    hearing.send("ben")
    hearing.link("vera", "advocates_for:from", "ben", carries=CARRIED)
    with hearing.acting("ben") as uow:
        link = link_to(uow, "clearvoice")
        hold_back(uow, any_record(uow, hearing.incident_id), link, reason="The family first")

    hearing.reply("asha")

    assert (left_open(hearing), sent_to(hearing, link.peer_name)) == ([], [])
