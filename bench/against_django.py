"""Goal 2: the same list beside the changelist of Django's admin, on the same rows.

Django is no dependency of the portal: it lives in an environment of its own below `.bench/`, made here.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from bench.goals import Line
from bench.list_page import portal_list
from bench.measuring import WARM_UP, Cost, Here, Meter, compare_sides, wall, web_cpu
from bench.rows import seeded
from bench.world import BENCH_FOLDER, World

LEAST = 8.0
WHAT = "list page of 50, requests a second against Django's admin"
PEER = Path(__file__).parent / "django_peer" / "serve.py"
HOME = BENCH_FOLDER / "django"
REQUIRED = ("django>=5.2,<5.3", "psycopg[binary]>=3.2,<4")
ROWS = 50


class PeerUnavailableError(Exception):
    """Django could not be installed: no network, or no index that has it."""


@dataclass(frozen=True, eq=False)
class Peer:
    """A process that answers the changelist as often as it is told to and says what that cost."""

    orders: IO[str]
    answers: IO[str]

    def cost(self, times: int) -> Cost:
        figures = self.ask(times)
        return Cost(figures["cpu"], 0.0, figures["wall"])

    def ask(self, times: int) -> dict[str, Any]:
        self.orders.write(f"{times}\n")
        self.orders.flush()
        found: dict[str, Any] = json.loads(self.answers.readline())
        return found


def django_lines(world: World) -> list[Line]:
    one = world.sizes.page
    try:
        python = installed_django()
    except PeerUnavailableError as error:
        return [Line("2", WHAT, None, "at least", LEAST, str(error))]
    work = portal_list(world, one)
    with serving(world, python) as peer:
        shown = peer.ask(WARM_UP)
        assert shown["rows"] == ROWS, shown
        for _ in range(WARM_UP):
            work()
        found = compare_sides(peer, Here(Meter(), work), seconds=world.sizes.seconds)
    theirs, ours = found.typical(wall)
    their_cpu, our_cpu = found.typical(web_cpu)
    detail = (
        f"one process each: Django {1000 / theirs:,.0f}, portal {1000 / ours:,.0f} requests a second;"
        f" CPU of a request {their_cpu:.1f} and {our_cpu:.1f} ms"
    )
    return [Line("2", WHAT, found.advantage(wall), "at least", LEAST, detail)]


@contextmanager
def serving(world: World, python: Path) -> Iterator[Peer]:
    """The peer over this run's database, for as long as the block runs."""
    assert world.location.embedded
    environment = os.environ | {
        "PEER_DATABASE": world.location.database,
        "PEER_HOST": str(world.location.embedded.socket_dir),
        "PEER_TENANT": str(seeded(world.sizes.page).id),
    }
    with subprocess.Popen(
        [python, PEER], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield Peer(process.stdin, process.stdout)
        finally:
            process.stdin.close()


def installed_django() -> Path:
    """The interpreter of an environment with Django, made on the first run and kept for the next.

    Raises `PeerUnavailableError` where it cannot be installed.
    """
    python, made = HOME / "bin" / "python", HOME / "made"
    make: list[list[str | Path]]
    wanted = "\n".join(REQUIRED)
    if made.exists() and made.read_text() == wanted:
        return python
    uv = shutil.which("uv") or shutil.which("uv", path=str(BENCH_FOLDER.parent / ".tools" / "bin"))
    if uv:
        make = [[uv, "venv", "-q", "--clear", "--python", sys.executable, HOME]]
        make += [[uv, "pip", "install", "-q", "--python", python, *REQUIRED]]
    else:
        make = [[sys.executable, "-m", "venv", "--clear", HOME]]
        make += [[python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *REQUIRED]]
    for command in make:
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            raise PeerUnavailableError(f"Django could not be installed: {done.stderr.strip().splitlines()[-1:]}")
    made.write_text(wanted)
    return python
