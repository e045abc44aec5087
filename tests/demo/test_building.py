"""The demonstration world is the same each time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from portal.commands.database import prepare_database
from portal.demo import build
from portal.trail.commands import trail
from portal.trail.verify import Check
from tests.databases import EMPTY, as_superuser, made_database, served
from tests.trail.conftest import files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

    from portal.core.installation import Location

DAYS = 10


@contextmanager
def empty_portal(cluster: Location, name: str) -> Iterator[tuple[Flask, Location]]:
    with made_database(cluster, name, EMPTY) as location, served(location) as app:
        prepare_database(location, app.extensions["portal.registry"])
        with app.app_context():
            yield app, location


def built(cluster: Location, name: str, *, exports: Path | None = None, **options: Any) -> dict[str, Any]:
    with empty_portal(cluster, name) as (app, location):
        summary = build.build_world(app, location, days=DAYS, **options)
        assert build.is_whole(location)
        if exports:
            assert faulty_trails(app, location, exports) == {}
        return summary


def faulty_trails(app: Flask, location: Location, folder: Path) -> dict[str, list[str]]:
    """What `verify.py` finds in the exported trails of the organisations."""
    with as_superuser(location) as connection:
        slugs = connection.execute(text("SELECT slug FROM portal.tenant")).scalars().all()
    found = {}
    for slug in slugs:
        done = app.test_cli_runner().invoke(trail, ["export", "--tenant", slug, "--out", str(folder / slug)])
        assert done.exit_code == 0, done.output
        found[slug] = Check(files(folder / slug)).faults
    assert found
    return {slug: faults for slug, faults in found.items() if faults}


@pytest.mark.slow  # builds ten days three times
def test_the_same_seed_is_the_same_world_and_another_seed_another(cluster, worker_id, tmp_path):
    name = f"demo_{worker_id}"
    first = built(cluster, name, exports=tmp_path)

    assert built(cluster, name) == first
    assert built(cluster, name, seed=2)["fingerprint"] != first["fingerprint"]
