"""A vault, and something to put documents to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from portal.core.db import db
from portal.core.virus_scanner import VirusScanner
from portal.worker import run_waiting_jobs
from tests.databases import as_superuser
from tests.documents.scanner import stub_scanner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from flask import Flask
    from sqlalchemy import Connection

    from portal.core.installation import Location
    from portal.documents.vault import Vault


@pytest.fixture
def scanned(app: Flask, vault: Vault) -> Iterator[Vault]:
    """The same, with a scanner that knows the EICAR test file."""
    with stub_scanner() as url:
        app.extensions["portal.vault"] = replace(vault, scanner=VirusScanner(url))
        yield app.extensions["portal.vault"]


@pytest.fixture
def unscanned(app: Flask, vault: Vault) -> Vault:
    """The same, with a scanner that is away."""
    app.extensions["portal.vault"] = replace(vault, scanner=VirusScanner("tcp://127.0.0.1:1", timeout=1))
    found: Vault = app.extensions["portal.vault"]
    return found


@pytest.fixture
def run_schedule(app: Flask) -> Callable[[str, datetime], None]:
    """Do what is due by the clock for every organisation, once, as the worker does at that moment."""

    def run(key: str, now: datetime) -> None:
        with app.app_context(), db.engines["job"].begin() as connection:
            connection.execute(text("SELECT jobs.queue_slot(:key, :slot)"), {"key": key, "slot": now})
        run_waiting_jobs(app, now=now)

    return run


@pytest.fixture
def superuser(location: Location) -> Iterator[Connection]:
    with as_superuser(location) as connection:
        yield connection
