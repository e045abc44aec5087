"""The trail: what it adds to a write and to an import, and how long checking an export takes."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from bench.goals import Line, at_most
from bench.measuring import Comparison, Meter, both_cpu, compare, web_cpu
from bench.rows import seeded
from bench.sizes import TenantSize
from bench.world import World, manager_of
from portal.core.ids import new_id
from portal.trail.export import entry_line, payload_line
from portal.trail.rules import Frontier, canonical, commitment, header, leaf_hash
from portal.trail.services import append_entries, append_entry
from portal.trail.signing import Signer, verifier_key
from portal.trail.verify import Check

MOST_ON_WRITE, MOST_ON_IMPORT, MOST_ON_CHECK = 2.0, 3.0, 4.0
ROUNDS = 3
SEALED_EVERY = 1000
NOTES = text(
    "INSERT INTO portal.record_note (tenant_id, id, record_id, compartment, written_at, written_by, words)"
    " SELECT :tenant, n.id, :record, 'general', :at, :person, n.words"
    " FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS n (id uuid, words text)"
)
A_RECORD = text("SELECT id FROM portal.record WHERE compartment = 'general' LIMIT 1")
WORDS = "Found beside the bed at the 3am check. Helped up with the hoist, no pain on moving, small graze dressed."


def trail_lines(world: World) -> list[Line]:
    return [_write_line(world), _import_line(world), _check_line(world)]


def _write_line(world: World) -> Line:
    one = world.sizes.page
    floor, ours = noted(world, one, 1), noted(world, one, 1, tell=True)
    with world.connect() as admin:
        found = compare(floor, ours, meter=lambda: Meter.of_database(admin), seconds=world.sizes.seconds / 2)
    what = "a note written and told the trail, against the note alone"
    return at_most("trail", what, found, both_cpu, limit=MOST_ON_WRITE, how="CPU of both ends")


def _import_line(world: World) -> Line:
    one, count = world.sizes.page, world.sizes.entries // 10
    floor, ours = noted(world, one, count), noted(world, one, count, tell=True)
    floor()
    with world.connect() as admin:
        meter = Meter.of_database(admin)
        pairs = [(meter.cost(floor, 1), meter.cost(ours, 1)) for _ in range(ROUNDS)]
    found = Comparison([bare for bare, _told in pairs], [told for _bare, told in pairs])
    what = f"{count:,} notes in one statement, each told the trail, against the notes alone"
    return at_most("trail", what, found, both_cpu, limit=MOST_ON_IMPORT, how="CPU of both ends")


def noted(world: World, one: TenantSize, count: int, *, tell: bool = False) -> Callable[[], None]:
    """Notes on a record in one transaction of the organisation's manager, and an entry of the trail for each."""
    same = {"tenant": seeded(one).id, "person": manager_of(one).id}

    def write() -> None:
        with world.acting(one) as uow:
            record = uow.session.execute(A_RECORD).scalar_one()
            rows = json.dumps([{"id": str(new_id()), "words": WORDS} for _ in range(count)])
            uow.session.execute(NOTES, same | {"record": record, "at": uow.now, "rows": rows})
            if tell and count == 1:
                append_entry(uow, "record.noted", record_id=record)
            elif tell:
                append_entries(uow, "record.noted", ((record, "general", {}) for _ in range(count)))
            uow.finish()
            uow.session.commit()

    return write


def _check_line(world: World) -> Line:
    count = world.sizes.entries
    files = exported(count)
    assert Check(files).faults == []
    meter = Meter()
    pairs = [(meter.cost(lambda: read_and_hash(files), 1), meter.cost(lambda: Check(files), 1)) for _ in range(ROUNDS)]
    found = Comparison([bare for bare, _checked in pairs], [checked for _bare, checked in pairs])
    what = f"verify.py over {count:,} entries, against reading and hashing their lines"
    return at_most("trail", what, found, web_cpu, limit=MOST_ON_CHECK, how="CPU")


def read_and_hash(files: dict[str, bytes]) -> bytes:
    """What no check can do without: each line read as JSON, and two hashes for each entry and one for each payload."""
    digest = b""
    for name in ("entries.jsonl", "payloads.jsonl"):
        for line in files[name].splitlines():
            json.loads(line)
            digest = sha256(line).digest()
            if name == "entries.jsonl":
                digest = sha256(digest).digest()
    return digest


def exported(count: int) -> dict[str, bytes]:
    """The files of a log of so many entries, with a checkpoint after each thousand."""
    signer = Signer("bench.example/trail", Ed25519PrivateKey.from_private_bytes(secrets.token_bytes(32)))
    rows = [_row(number) for number in range(count)]
    tree, notes = Frontier(), {}
    for start in range(0, count, SEALED_EVERY):
        tree.add(row.leaf for row in rows[start : start + SEALED_EVERY])
        notes[f"checkpoints/{tree.size:010d}.txt"] = signer.checkpoint(tree.size, tree.root())
    last = signer.checkpoint(tree.size, tree.root(), f"export 2026-03-04T12:00:00Z {len(notes)} whole")
    return {
        "entries.jsonl": b"".join(map(entry_line, rows)),
        "payloads.jsonl": b"".join(map(payload_line, rows)),
        "keys.json": canonical({"keys": [verifier_key(signer.name, signer.public_key)]}) + b"\n",
        "checkpoints/export.txt": last.encode(),
        **{name: note.encode() for name, note in notes.items()},
    }


def _row(number: int) -> SimpleNamespace:
    actor, record, salt = new_id(), new_id(), secrets.token_bytes(32)
    payload = {"actor": str(actor), "object": str(record), "role": "Manager", "fields": ["status"]}
    says: dict[str, Any] = {
        "seq": number,
        "at": datetime(2026, 3, 4, 9, 0, 0, number, tzinfo=UTC),
        "act": "record.changed",
        "act_class": "C",
        "objects": 1,
        "commitment": commitment(payload, salt),
    }
    leaf = leaf_hash(canonical(header(**says)))
    return SimpleNamespace(**says, leaf=leaf, actor_id=actor, record_id=record, payload=payload, salt=salt)
