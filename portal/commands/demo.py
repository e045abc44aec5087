"""`portal demo`: build the demonstration world, then serve it."""

from __future__ import annotations

import json

import click
from flask import Flask
from sqlalchemy import text

from portal.commands.running import at_port, faults_as_words, running_app
from portal.commands.serve import run_servers
from portal.config import ConfigurationError, load_settings
from portal.core.db import db
from portal.core.installation import empty_embedded_database
from portal.demo.build import build_world, is_whole
from portal.demo.cast import PASSWORD, SHOWN


@click.command()
@click.option("--port", default=8000, show_default=True, envvar="PORT", help="Port on 127.0.0.1.")
@click.option("--seed", default=1, show_default=True, help="Another seed is another year.")
@click.option("--no-serve", is_flag=True, help="Build the world, print a summary as JSON, and stop.")
def demo(port: int, seed: int, no_serve: bool) -> None:  # noqa: FBT001
    """Build a year in the life of ten invented organisations and serve it."""
    with faults_as_words():
        settings = at_port(load_settings(), port)
        if settings.environment == "production":
            raise ConfigurationError(["A demonstration is not for production: PORTAL_ENV says production."])
        summary = ensure_world(seed)
        if no_serve:
            click.echo(json.dumps(summary, indent=2))
            return
        run_servers(settings, f"127.0.0.1:{port}", ready=lambda: introduce(port))


def ensure_world(seed: int) -> dict[str, object]:
    """Build the world unless it is there; begin again where an earlier building broke off."""
    with running_app() as (app, location):
        if not _has_cast(app):
            click.echo("Building the demonstration world …", err=True)
            return build_world(app, location, seed=seed)
        if is_whole(location):
            return {"already": "built"}
        for engine in db.engines.values():
            engine.dispose()
        click.echo("An earlier building of the demonstration world broke off.", err=True)
        empty_embedded_database(location)
    return ensure_world(seed)


def introduce(port: int) -> None:
    """The address, and whom to sign in as."""
    click.echo(f"\nThe portal is at http://127.0.0.1:{port}\n")
    for email, who in SHOWN:
        click.echo(f"  {email:<28} {who}")
    click.echo(f"\n  Everybody's password is {PASSWORD}. Stop with Ctrl-C.\n")


def _has_cast(app: Flask) -> bool:
    with app.app_context(), db.engines["auth"].begin() as connection:
        found = connection.execute(text("SELECT 1 FROM auth.credentials(:email)"), {"email": SHOWN[0][0]}).first()
        return found is not None
