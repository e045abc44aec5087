"""Seal logs: number what was appended, count the tree on, sign its size and root. One transaction for each log.

Only the worker's role, or the sealer itself, may call what this calls.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from portal.trail.rules import Frontier
from portal.trail.signing import signer_of

if TYPE_CHECKING:
    from uuid import UUID

    from portal.config import Settings

PAUSE = timedelta(minutes=1)  # between two checkpoints of one log
MOST_AT_ONCE = 50_000

DUE = text("SELECT trail.due(:pause)")
LATEST = text("SELECT size, frontier FROM trail.latest(:log)")
NUMBER = text("SELECT leaf FROM trail.number(:log, :most)")
KEEP = text("SELECT trail.keep_checkpoint(:log, :size, :root, :frontier, :key, :note, :at)")


def due_logs(connection: Connection, *, pause: timedelta = PAUSE) -> list[UUID]:
    """The logs in which something waits and that were not sealed for a while."""
    return list(connection.execute(DUE, {"pause": pause}).scalars())


def seal(connection: Connection, settings: Settings, log: UUID, *, at: datetime, most: int = MOST_AT_ONCE) -> int:
    """Seal what waits in this log, `most` entries of it; how many there were. The caller commits.

    Another who seals the same log at this moment is waited for.
    """
    latest = connection.execute(LATEST, {"log": log}).one_or_none()
    tree = Frontier(latest.size, latest.frontier) if latest else Frontier()
    leaves = connection.execute(NUMBER, {"log": log, "most": most}).scalars().all()
    if not leaves:
        return 0
    tree.add(leaves)
    signer = signer_of(settings, log)
    row = {
        "log": log,
        "size": tree.size,
        "root": tree.root(),
        "frontier": tree.packed(),
        "key": signer.public_key,
        "note": signer.checkpoint(tree.size, tree.root()),
        "at": at,
    }
    connection.execute(KEEP, row)
    return len(leaves)
