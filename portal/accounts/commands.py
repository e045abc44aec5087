"""`portal account`: what only somebody with a shell on the server may do to accounts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Connection, text

from portal.accounts.passwords import hash_password, refuse_weak
from portal.accounts.rules import email_key, join_link, refuse_odd_email
from portal.core.errors import PortalError
from portal.core.ids import new_token, token_hash
from portal.core.migrate import migrator_engine
from portal.core.roles import GATE

if TYPE_CHECKING:
    from portal.config import Settings
    from portal.core.installation import Location


@click.group()
def account() -> None:
    """Make operators, and links for people who cannot sign in."""


@account.command("create-operator")
@click.argument("email")
@click.option("--name", required=True, help="Full name.")
@with_appcontext
def create_operator(email: str, name: str) -> None:
    """Make an account for whoever runs the installation.

    The password is asked for, or read from standard input.
    """
    password = _read_password()
    try:
        refuse_odd_email(email)
        refuse_weak(password, email=email)
    except PortalError as error:
        raise click.ClickException(error.message) from error
    row = {
        "email": email,
        "key": email_key(email),
        "name": name,
        "hash": hash_password(password, cost=_settings().password_cost),
    }
    with migrator_engine(_location()).begin() as connection:
        _become_gate(connection)
        made = connection.execute(
            text(
                "INSERT INTO auth.account (email, email_key, name, password_hash, is_operator)"
                " VALUES (:email, :key, :name, :hash, true) ON CONFLICT (email_key) DO NOTHING RETURNING id"
            ),
            row,
        ).scalar()
    if made is None:
        raise click.ClickException(f"There is an account with the address {email} already.")
    click.echo(f"{email} can sign in at {_settings().base_url}/sign-in and runs this installation.")


@account.command("new-link")
@click.argument("email")
@with_appcontext
def new_link(email: str) -> None:
    """Print a link, for one use, to choose a new password. A second factor stays."""
    token, hours = new_token(), _settings().invitation_hours
    with migrator_engine(_location()).begin() as connection:
        _become_gate(connection)
        found = connection.execute(
            text(
                "INSERT INTO auth.invitation (token_hash, purpose, email, email_key, name, roles, expires_at)"
                " SELECT :hash, 'new_password', email, email_key, name, '{}',"
                " now() + make_interval(hours => :hours)"
                " FROM auth.account WHERE email_key = :key RETURNING id"
            ),
            {"hash": token_hash(token), "hours": hours, "key": email_key(email)},
        ).scalar()
    if found is None:
        raise click.ClickException(f"There is no account with the address {email}.")
    click.echo(join_link(_settings().base_url, token))
    click.echo(f"It works once, for {hours} hours. Give it to nobody but the person.", err=True)


def _read_password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _become_gate(connection: Connection) -> None:
    """Row security binds the owner too; only this role writes accounts."""
    connection.execute(text(f"SET LOCAL ROLE {GATE}"))


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def _location() -> Location:
    found: Location = current_app.extensions["portal.location"]
    return found
