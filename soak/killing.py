"""Kill the web, the worker or PostgreSQL, and move the database's clock, at random. Only what the soak started."""

from __future__ import annotations

import contextlib
import random
import time
from collections import Counter
from datetime import timedelta

import psutil
import psycopg

from soak.world import World

PAUSE_SECONDS = (0.5, 4.0)


def kill_at_random(world: World, *, until: float, seed: int) -> Counter[str]:
    """Kill and shift until then (monotonic seconds); how often each was hit."""
    chance = random.Random(seed)
    hits: Counter[str] = Counter()
    ahead = timedelta()
    while time.monotonic() < until:
        time.sleep(chance.uniform(*PAUSE_SECONDS))
        victim = chance.choice(("web", "web worker", "worker", "worker", "postgres", "clock", "clock"))
        if victim == "clock":
            # Mostly on, by an hour at least; now and then back.
            ahead += timedelta(minutes=chance.choice((60, 61, 95, 180, -60, -125)))
            hit = shift_clock(world, ahead)
        else:
            hit = kill(world, victim, chance)
        hits[victim] += hit
    return hits


def kill(world: World, victim: str, chance: random.Random) -> bool:
    """End one process without warning; whether there was one."""
    found = {"postgres": _postmaster, "web": _web, "web worker": _web_workers, "worker": _worker}[victim](world)
    if not found:
        return False
    with contextlib.suppress(psutil.NoSuchProcess):
        chance.choice(found).kill()
    return True


def shift_clock(world: World, ahead: timedelta) -> bool:
    """Set the database's clock that much ahead of the true one."""
    try:
        with world.connect() as admin:
            admin.execute(
                "INSERT INTO ctx.shifted_clock VALUES (1, %s) ON CONFLICT (id) DO UPDATE SET behind = excluded.behind",
                (-ahead,),
            )
    except psycopg.OperationalError:
        return False
    return True


def _servers(world: World) -> list[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):
        children = psutil.Process(world.parent.pid).children()
        return [one for one in children if any("spawn_main" in part for part in one.cmdline())]
    return []


def _web(world: World) -> list[psutil.Process]:
    return [one for one in _servers(world) if _children(one)]


def _web_workers(world: World) -> list[psutil.Process]:
    return [child for one in _servers(world) for child in _children(one)]


def _worker(world: World) -> list[psutil.Process]:
    """The one without children; while the web's have not come yet, nobody can tell them apart."""
    found = _servers(world)
    return [one for one in found if not _children(one)] if _web(world) else []


def _children(process: psutil.Process) -> list[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):
        return list(process.children())
    return []


def _postmaster(world: World) -> list[psutil.Process]:
    process_id = world.location.embedded.process_id() if world.location.embedded else None
    with contextlib.suppress(psutil.NoSuchProcess):
        if process_id:
            process = psutil.Process(process_id)
            return [process] if process.name() == "postgres" else []
    return []
