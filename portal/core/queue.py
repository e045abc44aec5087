"""Queue work inside the business transaction; a worker does it afterwards, as the person who asked.

The request is a row bound to the acting tenant by the database, so a worker can act only for a tenant that queued.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

LATE_AFTER_SECONDS = 300  # from here on pages say that work in the background is delayed


def enqueue(
    session: Session,
    kind: str,
    arguments: dict[str, Any],
    *,
    run_at: datetime | None = None,
    lock: str | None = None,
) -> UUID:
    """Queue one job of `kind` (`feature.verb`). Arguments hold ids, never content.

    Jobs of one tenant with the same `lock` run one after another, in the order they were queued.
    """
    made: UUID = session.execute(
        text("SELECT jobs.enqueue(:kind, CAST(:arguments AS jsonb), :run_at, :lock)"),
        {"kind": kind, "arguments": json.dumps(arguments), "run_at": run_at, "lock": lock},
    ).scalar_one()
    return made
