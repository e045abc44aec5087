"""Whether this process can answer people now: `GET /readyz`, for the machine that sends them here."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import Response, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.core import migrate
from portal.core.db import db
from portal.core.file_store import StoreAwayError
from portal.core.log import log
from portal.core.queue import LATE_AFTER_SECONDS
from portal.core.virus_scanner import ScannerAwayError
from portal.documents.blueprint import vault

WELL = "ok"
LEAST_FREE_DISK = 0.1


def readyz() -> Response:
    """200 when every check that keeps people from being answered is well, else 503. Says nothing of any tenant.

    A late queue, a store of documents or a scanner that is away are told but do not take the web server out: mails,
    copies and files wait, people are still answered.
    """
    blocking = {name: _tried(name, check) for name, check in CHECKS.items()}
    checks = {**blocking, **{name: _tried(name, check) for name, check in TOLD.items()}}
    is_ready = all(outcome == WELL for outcome in blocking.values())
    body = json.dumps({"status": WELL if is_ready else "not ready", "checks": checks})
    return Response(body, 200 if is_ready else 503, mimetype="application/json")


def _tried(name: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except (SQLAlchemyError, OSError, StoreAwayError, ScannerAwayError) as error:
        log.warning("not ready", check=name, error=type(error).__name__)
        return "failed"


def _context() -> str:
    """The web's role gets no tenant from a context it wrote itself, nor from a session that does not exist."""
    with db.engine.connect() as connection:
        begun = connection.execute(text("SELECT ctx.begin('nobody', 'nowhere')")).scalar_one()
        connection.execute(text("SELECT set_config('portal.ctx', '||general|||00', true)"))
        tenant = connection.execute(text("SELECT ctx.tenant()")).scalar_one()
    return WELL if begun is None and tenant is None else "failed"


def _migrations() -> str:
    with db.engines["platform"].connect() as connection:
        return WELL if migrate.current(connection) == _head() else "run portal db upgrade"


@cache
def _head() -> str | None:
    return migrate.head()


def _disk() -> str:
    place: Path = current_app.config["SETTINGS"].data_dir
    if not place.exists():  # without an embedded database nothing is kept here
        return WELL
    usage = shutil.disk_usage(place)
    return WELL if usage.free >= usage.total * LEAST_FREE_DISK else "less than a tenth free"


def _queue() -> str:
    with db.engines["platform"].connect() as connection:
        waited = connection.execute(text("SELECT jobs.health()")).scalar_one()["oldest_seconds"]
    return WELL if waited <= LATE_AFTER_SECONDS else "late"


def _documents() -> str:
    vault().store.check()
    return WELL


def _scanner() -> str:
    scanner = vault().scanner
    if scanner is None:
        return "not set up"
    scanner.check()
    return WELL


CHECKS: dict[str, Callable[[], str]] = {"context": _context, "migrations": _migrations, "disk": _disk}
TOLD: dict[str, Callable[[], str]] = {"queue": _queue, "documents": _documents, "scanner": _scanner}
