"""The `portal` command. `--data DIR` may stand anywhere; it says where the embedded database and files live."""

from __future__ import annotations

import os
import sys

import click

from portal.commands.database import db
from portal.commands.demo import demo
from portal.commands.outbox import outbox
from portal.commands.running import faults_as_words, with_app
from portal.commands.serve import serve, worker
from portal.deadlines.commands import build_commands
from portal.registry import load_registry


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """The provider oversight portal: serve it, build its demonstration world, look after its database."""


def add_commands() -> None:
    from portal.accounts.commands import account  # noqa: PLC0415 - slow: pulls in the whole application
    from portal.app import CORE_FEATURES  # noqa: PLC0415
    from portal.commands.check import check  # noqa: PLC0415
    from portal.commands.doctor import doctor  # noqa: PLC0415
    from portal.commands.search import search  # noqa: PLC0415
    from portal.directory.commands import directory  # noqa: PLC0415
    from portal.trail.commands import trail  # noqa: PLC0415

    for command in (account, check, directory, doctor, outbox, search, trail):
        cli.add_command(with_app(command))
    for command in (db, demo, serve, worker):
        cli.add_command(command)
    cli.add_command(build_commands(lambda: [one.item for one in load_registry(CORE_FEATURES).rules]), "deadlines")


def _parted(argument: str) -> list[str]:
    return ["--data", argument.removeprefix("--data=")] if argument.startswith("--data=") else [argument]


def main() -> None:
    arguments = [part for one in sys.argv[1:] for part in _parted(one)]
    if "--data" in arguments:
        position = arguments.index("--data")
        if position + 1 >= len(arguments):
            raise SystemExit("--data needs a folder")
        os.environ["PORTAL_DATA_DIR"] = arguments[position + 1]
        del arguments[position : position + 2]
    add_commands()
    with faults_as_words():
        cli(arguments, prog_name="portal")


if __name__ == "__main__":
    main()
