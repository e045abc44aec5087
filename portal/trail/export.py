"""A log as files that anyone can check offline: headers and leaves, payloads, checkpoints, keys, and `verify.py`.

`verify.py` reads what is written here; the format is told in the README that goes with every export.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, TextClause, text

from portal.trail.rules import base64_text, canonical, header, inclusion_path, root_of
from portal.trail.signing import Signer, verifier_key

HERE = Path(__file__).parent
VERIFY, README, PROOF = "verify.py", "README.txt", "entry.tlog-proof"
ROWS_AT_ONCE = 2000

ENTRIES = text(
    "SELECT seq, at, act, act_class, objects, commitment, leaf FROM portal.trail_entry"
    " WHERE tenant_id = :log AND seq < :size ORDER BY seq"
)
# What the person may not see is a leaf without its header.
SEEN_ENTRIES = text(
    "SELECT l.seq, l.leaf, e.at, e.act, e.act_class, e.objects, e.commitment FROM trail.leaves() l"
    " LEFT JOIN portal.trail_entry e ON e.tenant_id = :log AND e.seq = l.seq WHERE l.seq < :size ORDER BY l.seq"
)
# What was not asked for is a leaf without its header too.
ONE_ENTRY = text(
    "SELECT l.seq, l.leaf, e.at, e.act, e.act_class, e.objects, e.commitment FROM portal.trail_entry l"
    " LEFT JOIN portal.trail_entry e ON e.tenant_id = l.tenant_id AND e.id = l.id AND e.seq = :only"
    " WHERE l.tenant_id = :log AND l.seq < :size ORDER BY l.seq"
)
LEAVES = text("SELECT leaf FROM portal.trail_entry WHERE tenant_id = :log AND seq < :size ORDER BY seq")
PAYLOADS = text(
    "SELECT seq, payload, salt, actor_id, record_id FROM portal.trail_entry"
    " WHERE tenant_id = :log AND seq < :size AND seq = coalesce(CAST(:only AS integer), seq)"
    " AND payload IS NOT NULL AND salt IS NOT NULL ORDER BY seq"
)
CHECKPOINTS = text(
    "SELECT size, root, public_key, note FROM portal.trail_checkpoint WHERE tenant_id = :log ORDER BY size"
)
UNSEALED_ERASURES = text(
    "SELECT EXISTS (SELECT FROM portal.trail_entry WHERE tenant_id = :log AND seq IS NULL AND act_class = 'E')"
)

Opened = Callable[[str], AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True)
class Source:
    """Where an export reads: a connection that shows the log, in one transaction.

    `is_part` when a person reads. `only` is the number of the one entry that is asked for; None asks for all.
    """

    connection: Connection
    log: Any
    signer: Signer
    is_part: bool
    only: int | None = None

    @property
    def entries(self) -> TextClause:
        """The statement of all leaves, with the headers that are to be seen."""
        if self.only is not None:
            return ONE_ENTRY.bindparams(only=self.only)
        return SEEN_ENTRIES if self.is_part else ENTRIES

    def rows(self, statement: Any, **parameters: Any) -> Iterable[Any]:
        streamed = statement.execution_options(yield_per=ROWS_AT_ONCE)
        return self.connection.execute(streamed, {"log": self.log, **parameters})


def entry_line(row: Any) -> bytes:
    """One line of `entries.jsonl`: the header as the row says it, and the leaf as it was sealed.

    Of an entry the reader may not see (all but number and leaf is None) nothing but those.
    """
    leaf = base64_text(row.leaf or b"")
    if row.commitment is None:
        return canonical({"seq": row.seq, "leaf": leaf}) + b"\n"
    says = header(
        seq=row.seq,
        at=row.at,
        act=row.act,
        act_class=row.act_class,
        objects=row.objects,
        commitment=row.commitment,
    )
    return canonical({"h": says, "leaf": leaf}) + b"\n"


def payload_line(row: Any) -> bytes:
    """One line of `payloads.jsonl`: what the commitment binds, and the row's own columns beside it."""
    said = {
        "seq": row.seq,
        "salt": base64_text(row.salt),
        "body": row.payload,
        "actor": str(row.actor_id) if row.actor_id else None,
        "record": str(row.record_id) if row.record_id else None,
    }
    return canonical(said) + b"\n"


def write_export(source: Source, opened: Opened, *, at: datetime) -> int:
    """Write every file of the export through `opened(name)`; how many entries it holds.

    It ends with the last checkpoint: entries not yet sealed are not in it.
    """
    checkpoints = list(source.rows(CHECKPOINTS))
    size, root = (checkpoints[-1].size, checkpoints[-1].root) if checkpoints else (0, root_of([]))
    for name, lines in (
        ("entries.jsonl", map(entry_line, source.rows(source.entries, size=size))),
        ("payloads.jsonl", map(payload_line, source.rows(PAYLOADS, size=size, only=source.only))),
    ):
        with opened(name) as file:
            file.writelines(lines)
    signer = source.signer
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    how = f"export {moment} {len(checkpoints)} {'part' if source.is_part else 'whole'}"
    for name, content in (
        *_proof(source, checkpoints),
        *((f"checkpoints/{one.size:010d}.txt", one.note.encode()) for one in checkpoints),
        ("checkpoints/export.txt", signer.checkpoint(size, root, how).encode()),
        ("keys.json", canonical({"keys": _keys(checkpoints, signer)}) + b"\n"),
        (VERIFY, (HERE / VERIFY).read_bytes()),
        (README, (HERE / "export_readme.txt").read_bytes()),
    ):
        with opened(name) as file:
            file.write(content)
    return int(size)


def into_folder(folder: Path) -> Opened:
    """Files of a folder that only its owner reads; it is made, and must be new or empty."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty.")
    (folder / "checkpoints").mkdir(mode=0o700)
    return lambda name: (folder / name).open("wb")


def zipped(source: Source, *, at: datetime) -> bytes:
    """The export as one ZIP file."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        write_export(source, lambda name: archive.open(f"trail/{name}", "w"), at=at)
    return buffer.getvalue()


def _proof(source: Source, checkpoints: Sequence[Any]) -> Iterator[tuple[str, bytes]]:
    """The one entry's way to the last checkpoint's root, for any program that reads it. Source: C2SP tlog-proof."""
    if source.only is None:
        return
    latest = checkpoints[-1]
    leaves = [row.leaf for row in source.rows(LEAVES, size=latest.size)]
    path = inclusion_path(leaves, source.only)
    head = ["c2sp.org/tlog-proof@v1", f"index {source.only}", *map(base64_text, path)]
    yield PROOF, ("\n".join(head) + "\n\n" + latest.note).encode()


def _keys(checkpoints: Iterable[Any], signer: Signer) -> list[str]:
    """Every key that signed a checkpoint, or signs this export, as verifier keys."""
    return sorted({*_signed_by(checkpoints), verifier_key(signer.name, signer.public_key)})


def _signed_by(checkpoints: Iterable[Any]) -> Iterator[str]:
    return (verifier_key(one.note.partition("\n")[0], one.public_key) for one in checkpoints)
