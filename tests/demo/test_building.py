"""The demonstration world is the same each time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from portal.app import create_app
from portal.commands.database import prepare_database
from portal.core.db import db
from portal.demo import build
from tests.databases import EMPTY, made_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from portal.core.installation import Location

DAYS = 16


@contextmanager
def empty_portal(cluster: Location, name: str) -> Iterator[tuple[Flask, Location]]:
    with made_database(cluster, name, EMPTY) as location:
        app = create_app(cluster.settings, location)
        prepare_database(location, app.extensions["portal.registry"])
        with app.app_context():
            yield app, location
            for engine in db.engines.values():
                engine.dispose()


def built(cluster: Location, name: str, **options: Any) -> dict[str, Any]:
    with empty_portal(cluster, name) as (app, location):
        summary = build.build_world(app, location, days=DAYS, **options)
        assert build.is_whole(location)
        return summary


@pytest.mark.slow  # builds a fortnight three times
def test_the_same_seed_is_the_same_world_and_another_seed_another(cluster, worker_id):
    name = f"demo_{worker_id}"
    first = built(cluster, name)

    assert built(cluster, name) == first
    assert built(cluster, name, seed=2)["fingerprint"] != first["fingerprint"]
