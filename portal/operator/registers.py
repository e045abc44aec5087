"""Registers that came into the watched folder: what they are, and a yes or no to each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFoundError
from portal.core.log import log
from portal.directory.models import ImportRun, WatchedFile
from portal.directory.services import approve_file, refuse_file
from portal.trail.services import append_platform_entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

MOST_FILES = 100


def watched_files(session: Session) -> Sequence[Any]:
    """The newest files of the folder: `file_name, run_id, seen_at, status, as_at, counts, problems`."""
    columns = (
        *(WatchedFile.file_name, WatchedFile.run_id, WatchedFile.seen_at),
        *(ImportRun.status, ImportRun.as_at, ImportRun.counts, ImportRun.report["problems"].label("problems")),
    )
    newest = select(*columns).join(ImportRun, ImportRun.id == WatchedFile.run_id)
    return session.execute(newest.order_by(WatchedFile.seen_at.desc(), WatchedFile.id.desc()).limit(MOST_FILES)).all()


def watched_file(session: Session, run_id: UUID) -> Any:
    """One of them with its `report` and `format`. Raises `NotFoundError`."""
    chosen = select(WatchedFile.file_name, WatchedFile.seen_at, ImportRun.__table__)
    joined = chosen.join(ImportRun, ImportRun.id == WatchedFile.run_id).where(WatchedFile.run_id == run_id)
    found = session.execute(joined.order_by(WatchedFile.seen_at).limit(1)).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def approve_register(session: Session, run_id: UUID, *, accept_shrink: bool) -> None:
    """Say yes; the worker loads it. Raises as `approve_file` does."""
    now = clock.now()
    session.connection()  # begins where nothing was asked yet: only then is it known who acts
    operator = UUID(session.info["facts"]["user_id"])
    with db.engines["importer"].begin() as connection:
        approve_file(connection, run_id, approved_by=operator, accept_shrink=accept_shrink, now=now)
    append_platform_entry(session, "register.approved", at=now, run=str(run_id), accept_shrink=accept_shrink)
    log.info("register approved", run=str(run_id))


def refuse_register(session: Session, run_id: UUID) -> None:
    """Say no; the file is not offered again."""
    with db.engines["importer"].begin() as connection:
        refuse_file(connection, run_id)
    append_platform_entry(session, "register.refused", at=clock.now(), run=str(run_id))
    log.info("register refused", run=str(run_id))
