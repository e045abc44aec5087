"""Small logs made in memory, in the files an export has, and every way of spoiling them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.trail.export import entry_line, payload_line
from portal.trail.rules import base64_text, canonical, commitment, header, leaf_hash, root_of
from portal.trail.signing import Signer, verifier_key

BEGAN = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
KEY = Signer("localhost/trail/test", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
EXPORT = "checkpoints/export.txt"


class Log:
    """Rows as the database would hold them; sealed after each of `checkpoints` sizes."""

    def __init__(self, random, size=12, checkpoints=(5, 9), erased=(), signer=KEY):
        self.random, self.signer = random, signer
        self.rows = []
        for number in range(size):
            self.add(f"tests.act_{number % 3}", "C", {"number": number})
        if erased:
            self.erase(erased)
        self.checkpoints = sorted({*checkpoints, len(self.rows)} - {0})

    def add(self, act, act_class, details):
        actor, record = (UUID(int=self.random.getrandbits(128)) for _ in range(2))
        payload = {"actor": str(actor), "object": str(record), "fields": ["status"], "role": "Manager", **details}
        row = SimpleNamespace(
            seq=len(self.rows),
            at=BEGAN + timedelta(seconds=len(self.rows)),
            act=act,
            act_class=act_class,
            objects=1,
            actor_id=actor,
            record_id=record,
            payload=payload,
            salt=self.random.randbytes(32),
        )
        row.commitment = commitment(payload, row.salt)
        self.rows.append(row)
        self.seal(row)

    def seal(self, row):
        columns = ("seq", "at", "act", "act_class", "objects", "commitment")
        row.leaf = leaf_hash(canonical(header(**{name: getattr(row, name) for name in columns})))

    def erase(self, numbers):
        told = sorted(base64_text(self.rows[number].commitment) for number in numbers)
        for number in numbers:
            self.rows[number].payload = self.rows[number].salt = self.rows[number].actor_id = None
        self.add("trail.erased", "E", {"basis": "retention", "erased": told})

    def root(self, size):
        return root_of([row.leaf for row in self.rows[:size]])

    def files(self, how="whole"):
        notes = {
            f"checkpoints/{size:010d}.txt": self.signer.checkpoint(size, self.root(size)) for size in self.checkpoints
        }
        words = f"export 2026-03-04T12:00:00Z {len(notes)} {how}"
        notes[EXPORT] = self.signer.checkpoint(len(self.rows), self.root(len(self.rows)), words)
        return {
            "entries.jsonl": b"".join(entry_line(row) for row in self.rows),
            "payloads.jsonl": b"".join(payload_line(row) for row in self.rows if row.payload is not None),
            "keys.json": canonical({"keys": [verifier_key(self.signer.name, self.signer.public_key)]}) + b"\n",
            **{name: note.encode() for name, note in notes.items()},
        }


def flip(random, files):
    """One bit of one file."""
    name = random.choice(sorted(files))
    place = random.randrange(len(files[name]))
    changed = bytearray(files[name])
    changed[place] ^= 1 << random.randrange(8)
    return {**files, name: bytes(changed)}


def drop(random, files):
    """One line, or one whole file."""
    name = random.choice(sorted(files))
    if random.random() < 0.3:
        return {other: content for other, content in files.items() if other != name}
    lines = files[name].splitlines(keepends=True)
    del lines[random.randrange(len(lines))]
    return {**files, name: b"".join(lines)}


def swap(random, files):
    """Two lines of a file, two whole files, or one field between two lines."""
    kind = random.randrange(3)
    if kind == 0:
        one, other = random.sample(sorted(files), 2)
        return {**files, one: files[other], other: files[one]}
    name = random.choice(["entries.jsonl", "payloads.jsonl"])
    lines = files[name].splitlines(keepends=True)
    here, there = random.sample(range(len(lines)), 2)
    if kind == 1:
        lines[here], lines[there] = lines[there], lines[here]
    else:
        one, other = json.loads(lines[here]), json.loads(lines[there])
        field = random.choice(sorted(one))
        one[field], other[field] = other[field], one[field]
        lines[here], lines[there] = (canonical(changed) + b"\n" for changed in (one, other))
    return {**files, name: b"".join(lines)}


def truncate(random, files):
    """The end of one file; or of all of them, back to an older checkpoint."""
    if random.random() < 0.7:
        name = random.choice(sorted(files))
        return {**files, name: files[name][: random.randrange(len(files[name]))]}
    sizes = sorted(int(name[12:22]) for name in files if name.startswith("checkpoints/0"))
    size = random.choice(sizes[:-1])
    kept = {
        name: one for name, one in files.items() if not name.startswith("checkpoints/0") or int(name[12:22]) <= size
    }
    for name in ("entries.jsonl", "payloads.jsonl"):
        lines = files[name].splitlines(keepends=True)
        kept[name] = b"".join(
            line for line in lines if (one := json.loads(line)).get("seq", one.get("h", {}).get("seq")) < size
        )
    if random.random() < 0.5:
        kept[EXPORT] = kept[f"checkpoints/{size:010d}.txt"]
    return kept


def duplicate(random, files):
    """One line, or one checkpoint under another name."""
    name = random.choice(sorted(files))
    if name.startswith("checkpoints/") and random.random() < 0.5:
        return {**files, f"checkpoints/{random.randrange(10**9):010d}.txt": files[name]}
    lines = files[name].splitlines(keepends=True)
    place = random.randrange(len(lines))
    lines.insert(random.randrange(len(lines) + 1), lines[place])
    return {**files, name: b"".join(lines)}


def fork(random, log):
    """Another history from some entry on, sealed as it should be, but signed by nobody, or by another key."""
    told = log.files()
    place = random.randrange(len(log.rows))
    row = log.rows[place]
    row.act = f"{row.act}_not"
    log.seal(row)
    if random.random() < 0.5:
        return {**told, "entries.jsonl": log.files()["entries.jsonl"]}
    log.signer = Signer(KEY.name, Ed25519PrivateKey.from_private_bytes(random.randbytes(32)))
    return {**log.files(), "keys.json": told["keys.json"]}
