"""More of the register than the world has: sites of many kinds, and their ratings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from portal.core.clock import start_of_day
from portal.core.db import db
from portal.core.ids import new_id
from portal.demo.seeding import directory_id, site_row
from portal.directory.formats.ratings import OVERALL, rating_code
from portal.directory.models import ImportRun, Rating, Site

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Flask

SEEN = date(2026, 1, 5)
PROVIDER_OF_ROSEWOOD = {"id": directory_id("provider", "1-900000001"), "regulator": "cqc", "nation": "england"}


def add_site(app: Flask, regulator_id: str, name: str, **columns: Any) -> UUID:
    """One more site of Rosewood's."""
    row = site_row(PROVIDER_OF_ROSEWOOD, regulator_id, name, seen_on=SEEN, **columns)
    with app.app_context(), db.engines["importer"].begin() as connection:
        connection.execute(sa.insert(Site), row)
    return row["id"]


def change_site(app: Flask, site: UUID, **columns: Any) -> None:
    with app.app_context(), db.engines["importer"].begin() as connection:
        connection.execute(sa.update(Site).where(Site.id == site).values(**columns))


def rate(app: Flask, site: UUID, words: str) -> None:
    """The site's current overall rating, as one more file gave it."""
    run = {
        "id": new_id(),
        "file_name": "invented.csv",
        "file_hash": new_id().hex,
        "importer_version": "test",
        "status": "applied",
        "counts": {},
        "report": {},
        "started_at": start_of_day(SEEN),
        "applied_at": start_of_day(SEEN),
    }
    rating = {
        "site_id": site,
        "service_group": OVERALL,
        "domain": OVERALL,
        "rating": rating_code(words),
        "words": words,
        "published_on": date(2025, 6, 2),
        "is_inherited": False,
        "is_current": True,
        "import_run_id": run["id"],
        "first_seen_on": SEEN,
    }
    with app.app_context(), db.engines["importer"].begin() as connection:
        connection.execute(sa.insert(ImportRun), run)
        connection.execute(sa.insert(Rating), rating)
