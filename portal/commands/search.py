"""`portal search`: look after the index of words."""

from __future__ import annotations

import click
from flask import current_app
from sqlalchemy import text

from portal.core.db import db
from portal.search.mending import MEND
from portal.worker import run_waiting_jobs


@click.group()
def search() -> None:
    """The index of words that search asks."""


@search.command()
def reindex() -> None:
    """Index every record whose entry is missing or stale, for every organisation; what a night does, now."""
    with db.engines["job"].begin() as connection:
        statement = text("SELECT jobs.queue_slot(:key, ctx.now())")
        organisations = connection.execute(statement, {"key": MEND}).scalar_one()
    run_waiting_jobs(current_app)
    click.echo(f"Done for {organisations} organisations.")
