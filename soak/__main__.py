"""`python -m soak`: kill at random under load for a while, let everything come to rest, and count."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from soak import checks
from soak.killing import kill_at_random
from soak.load import Load
from soak.postbox import Postbox, listening
from soak.world import World, served_world

READY_WITHIN_SECONDS = 180
REST_WITHIN_SECONDS = 120
SLOTS = "SELECT count(*) FROM portal.trail_entry WHERE act = 'soak.ticked'"
SENT = "SELECT count(*) FROM portal.outbox_mail WHERE status = 'sent'"


@click.command()
@click.option("--seconds", default=90, show_default=True, help="How long to kill for.")
@click.option("--seed", default=1, show_default=True, help="Another seed kills in another order.")
@click.option(
    "--log", default=".soak.log", show_default=True, type=click.Path(path_type=Path), help="The servers' log."
)
def main(seconds: int, seed: int, log: Path) -> None:
    """Exit 1 and name each fault when a promise was not kept."""
    with listening(seed) as postbox, served_world(postbox, log) as world:
        found = soak(world, postbox, seconds=seconds, seed=seed)
    for fault in found:
        click.echo(f"- {fault}")
    click.echo("Every promise was kept." if not found else f"{len(found)} faults; the servers' log is {log}.")
    sys.exit(1 if found else 0)


def soak(world: World, postbox: Postbox, *, seconds: int, seed: int) -> list[str]:
    """Every promise that was not kept."""
    began = time.monotonic()
    load = Load(world, seed)
    load.start(until=began + READY_WITHIN_SECONDS + seconds + REST_WITHIN_SECONDS)
    _wait_for_the_first(load, until=began + READY_WITHIN_SECONDS)
    hits = kill_at_random(world, until=time.monotonic() + seconds, seed=seed)
    load.finish()
    postbox.refusing = False
    left = checks.drain(world, until=time.monotonic() + REST_WITHIN_SECONDS)
    found = checks.faults(world, load.done, postbox)
    if not (load.done.invited and load.done.reported):
        found.append("nothing was acknowledged, so nothing was shown: the portal did not come up in time")
    if left:
        found.append(f"not at rest after {REST_WITHIN_SECONDS} s: {left} jobs and mails wait")
    slots, sent = (checks.count_of(world, query) for query in (SLOTS, SENT))
    twice = sum(number - 1 for number in postbox.taken.values())
    click.echo(f"Killed: {', '.join(f'{name} {number} times' for name, number in sorted(hits.items()))}.")
    click.echo(
        f"Acknowledged: {len(load.done.invited)} invitations, {len(load.done.reported)} reports,"
        f" {len(load.done.completed)} completed and shared,"
        f" {load.done.choices} choices. Slots done: {slots}. Mails sent: {sent}, {twice} of them once more than needed."
    )
    return found


def _wait_for_the_first(load: Load, *, until: float) -> None:
    """Until somebody was answered: a portal that has not started cannot lose anything."""
    while time.monotonic() < until and not (load.done.invited and load.done.reported):
        time.sleep(0.2)


if __name__ == "__main__":
    main()
