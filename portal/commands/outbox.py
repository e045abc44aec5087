"""`portal outbox`: mails that wait because no mail server is set, for the operator at the machine."""

from __future__ import annotations

import json

import click
from flask import current_app
from sqlalchemy import text

from portal.core import migrate
from portal.core.installation import Location


@click.command()
@click.option("--all", "show_all", is_flag=True, help="Sent and failed ones too.")
@click.option("--json", "as_json", is_flag=True)
def outbox(show_all: bool, as_json: bool) -> None:  # noqa: FBT001
    """Show the mails that wait to be sent, newest last."""
    location: Location = current_app.extensions["portal.location"]
    with migrate.migrator_engine(location).begin() as connection:
        connection.execute(text("SET LOCAL ROLE portal_gate"))
        rows = connection.execute(
            text(
                "SELECT m.created_at, t.slug AS organisation, m.to_address, m.subject, m.body, m.status, m.last_error"
                " FROM portal.outbox_mail m JOIN portal.tenant t ON t.id = m.tenant_id"
                " WHERE :everything OR m.status = 'waiting' ORDER BY m.created_at"
            ),
            {"everything": show_all},
        ).mappings()
        mails = [dict(row) for row in rows]
    if as_json:
        click.echo(json.dumps(mails, default=str, indent=2))
        return
    for mail in mails:
        click.echo(
            f"{mail['created_at']:%Y-%m-%d %H:%M} {mail['status']} {mail['organisation']} to {mail['to_address']}"
        )
        click.echo(f"  {mail['subject']}\n")
        click.echo("\n".join(f"  {line}" for line in mail["body"].splitlines()) + "\n")
    if not mails:
        click.echo("Nothing waits.")
