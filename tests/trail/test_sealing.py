"""Entries are numbered without gaps or doubles, whoever dies or races, and signed as one tree."""

from __future__ import annotations

import base64
import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.exc import DBAPIError

from portal.core.db import db
from portal.trail import sealing
from portal.trail.models import TrailCheckpoint, TrailEntry
from portal.trail.rules import canonical, header, leaf_hash, root_of
from portal.trail.signing import signer_of
from portal.worker import seal_trails
from tests.trail.conftest import NOON, tenant_id

SEQUENCE = "SELECT seq FROM portal.trail_entry WHERE act = 'tests.written' ORDER BY seq"


def numbers(as_admin):
    return [seq for (seq,) in as_admin(SEQUENCE)]


@pytest.fixture
def rosewood_entries(as_admin):
    """How many entries the world left in Rosewood's log, sealed so that numbers of tests follow on."""
    rows = as_admin("SELECT count(*) FROM portal.trail_entry WHERE tenant_id = :t", t=tenant_id("rosewood"))
    return rows[0][0]


def test_what_waits_is_numbered_in_the_order_it_was_written(write, seal_log, as_admin, rosewood_entries):
    write(5)

    assert seal_log() == rosewood_entries + 5
    assert numbers(as_admin) == list(range(rosewood_entries, rosewood_entries + 5))


def test_the_leaf_in_the_database_is_the_hash_of_the_header(write, seal_log, act):
    write(3)
    seal_log()

    for one in act("ade").session.scalars(sa.select(TrailEntry)):
        says = header(
            seq=one.seq,
            at=one.at,
            act=one.act,
            act_class=one.act_class,
            objects=one.objects,
            commitment=one.commitment,
        )
        assert one.leaf == leaf_hash(canonical(says))


def test_the_checkpoint_signs_the_root_over_all_leaves(write, seal_log, as_admin, settings):
    write(4)
    seal_log()
    write(3)
    seal_log(at=NOON + timedelta(minutes=2))

    leaves = [leaf for (leaf,) in as_admin("SELECT leaf FROM portal.trail_entry WHERE seq IS NOT NULL ORDER BY seq")]
    size, root, note = as_admin("SELECT size, root, note FROM portal.trail_checkpoint ORDER BY size DESC LIMIT 1")[0]
    assert (size, root) == (len(leaves), root_of(leaves))
    assert note == signer_of(settings, tenant_id("rosewood")).checkpoint(size, root)


def test_the_signature_is_over_the_text_before_the_empty_line(settings):
    signer = signer_of(settings, tenant_id("rosewood"))

    text, _, line = signer.checkpoint(3, b"\1" * 32).partition("\n\n")

    assert text == f"localhost/trail/{tenant_id('rosewood')}\n3\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
    signature = base64.b64decode(line.split(" ")[2])
    Ed25519PublicKey.from_public_bytes(signer.public_key).verify(signature[4:], f"{text}\n".encode())


def test_every_log_has_a_key_of_its_own(settings):
    ours, theirs = (signer_of(settings, tenant_id(slug)) for slug in ("rosewood", "northshire"))

    assert ours.public_key != theirs.public_key


def test_nothing_new_makes_no_new_checkpoint(write, seal_log, as_admin):
    write(1)
    seal_log()

    assert seal_log(at=NOON + timedelta(minutes=2)) == 0
    assert as_admin("SELECT count(*) FROM portal.trail_checkpoint")[0][0] == 1


def test_a_sealing_that_dies_half_way_leaves_nothing_and_the_next_leaves_no_gap(
    write, seal_log, as_admin, job, settings, rosewood_entries
):
    write(6)
    sealing.seal(job, settings, tenant_id("rosewood"), at=NOON)
    job.rollback()

    assert numbers(as_admin) == [None] * 6
    seal_log()
    assert numbers(as_admin) == list(range(rosewood_entries, rosewood_entries + 6))


def test_two_who_seal_at_once_give_each_number_once(app, write, as_admin, settings, rosewood_entries):
    write(40)
    start = threading.Barrier(2)

    def run():
        with app.app_context():
            start.wait()
            for _round in range(30):
                with db.engines["job"].begin() as connection:
                    sealing.seal(connection, settings, tenant_id("rosewood"), at=NOON, most=3)

    both = [threading.Thread(target=run) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert numbers(as_admin) == list(range(rosewood_entries, rosewood_entries + 40))
    leaves = [leaf for (leaf,) in as_admin("SELECT leaf FROM portal.trail_entry WHERE seq IS NOT NULL ORDER BY seq")]
    kept = as_admin("SELECT size, root FROM portal.trail_checkpoint ORDER BY size")
    assert [root for _size, root in kept] == [root_of(leaves[:size]) for size, _root in kept]


def test_an_entry_not_yet_committed_is_sealed_later(write, seal_log, act, as_admin, rosewood_entries):
    slow = act("ade")
    slow.session.add(entry_of(slow))
    slow.session.flush()
    write(1)
    assert seal_log() == rosewood_entries + 1
    slow.session.commit()

    assert seal_log(at=NOON + timedelta(minutes=2)) == 1
    assert numbers(as_admin) == [rosewood_entries, rosewood_entries + 1]


def entry_of(uow):
    return TrailEntry(
        tenant_id=uow.tenant.id,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        act="tests.written",
        act_class="C",
        objects=1,
        compartment="organisation",
        payload={},
        salt=b"\0" * 32,
        commitment=b"\0" * 32,
    )


def test_the_worker_seals_every_log_and_then_waits_a_minute(app, write, as_admin):
    write(2)
    write(3, "noor")

    assert seal_trails(app) >= 5
    write(1)
    assert seal_trails(app) == 0
    assert len(as_admin("SELECT DISTINCT tenant_id FROM portal.trail_checkpoint")) >= 2


def test_a_row_put_in_by_force_stops_its_own_log_and_no_other(app, write, seal_log, as_admin):
    write(2)
    seal_log()
    as_admin(
        "INSERT INTO portal.trail_entry"
        " SELECT tenant_id, gen_random_uuid(), seq + 1, at, act, act_class, objects, NULL, compartment,"
        " actor_id, payload, salt, commitment, leaf FROM portal.trail_entry WHERE tenant_id = :t"
        " ORDER BY seq DESC LIMIT 1",
        t=tenant_id("rosewood"),
    )
    write(1)
    write(1, "noor")

    sealed = seal_trails(app)

    logs = [log for (log,) in as_admin("SELECT tenant_id FROM portal.trail_checkpoint")]
    assert (sealed > 0, logs.count(tenant_id("rosewood")), logs.count(tenant_id("northshire"))) == (True, 1, 1)


def test_another_organisation_sees_no_checkpoint_of_ours(write, seal_log, act):
    write(1)
    seal_log()

    assert act("cora").session.scalars(sa.select(TrailCheckpoint)).all() == []
    assert len(act("ben").session.scalars(sa.select(TrailCheckpoint)).all()) == 1


@pytest.mark.parametrize("call", ["trail.due(interval '0')", "trail.number(ctx.tenant(), 5)"])
def test_a_page_cannot_seal(act, call):
    with pytest.raises(DBAPIError, match="permission denied"):
        act("ade").session.execute(sa.text(f"SELECT {call}"))
