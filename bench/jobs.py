"""Jobs a second: two at a time through the worker, against two bare connections that claim with SKIP LOCKED."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from statistics import median
from typing import Any

import psycopg

from bench.goals import Line
from bench.measuring import Ratio
from bench.world import World
from portal import worker
from portal.core.queue import enqueue

AT_ONCE = 2
ROUNDS = 5
KIND = "bench.nothing"
SCHEMA = """
    CREATE SCHEMA IF NOT EXISTS bench;
    CREATE TABLE bench.job (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text NOT NULL DEFAULT 'todo');
    CREATE INDEX job_todo ON bench.job (id) WHERE status = 'todo';
"""
CLAIM = """
    UPDATE bench.job SET status = 'doing' WHERE id =
        (SELECT id FROM bench.job WHERE status = 'todo' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id
"""
FINISH = "UPDATE bench.job SET status = 'done' WHERE id = %s"


def job_lines(world: World) -> list[Line]:
    """What a job costs that does nothing: claimed, begun as the person who queued it, marked done."""
    worker.HANDLERS[KIND] = lambda _uow, _arguments: None
    number = world.sizes.jobs
    with world.connect() as admin, ExitStack() as stack:
        admin.execute(SCHEMA)
        bare = [stack.enter_context(world.connect()) for _ in range(AT_ONCE)]
        _ours(world, AT_ONCE)
        rates = [(_floor(admin, bare, number), _ours(world, number)) for _round in range(ROUNDS)]
    ratio = Ratio.of([ours / floor for floor, ours in rates])
    floor, ours = (median(side) for side in zip(*rates, strict=True))
    what = f"jobs a second, {AT_ONCE} at a time, against SKIP LOCKED alone"
    return [Line("jobs", what, ratio, None, None, f"floor {floor:,.0f}, portal {ours:,.0f} a second")]


def _ours(world: World, number: int) -> float:
    with world.acting(world.sizes.writer) as uow:
        for _ in range(number):
            enqueue(uow.session, KIND, {})
        uow.session.commit()
    return asyncio.run(_drain(world, number))


async def _drain(world: World, number: int) -> float:
    queue = worker.queue_app(world.app)
    async with queue.open_async():
        began = time.perf_counter()
        await queue.run_worker_async(
            queues=[worker.QUEUE],
            wait=False,
            concurrency=AT_ONCE,
            install_signal_handlers=False,
            listen_notify=False,
        )
        return number / (time.perf_counter() - began)


def _floor(admin: psycopg.Connection[Any], bare: Sequence[psycopg.Connection[Any]], number: int) -> float:
    admin.execute("INSERT INTO bench.job (status) SELECT 'todo' FROM generate_series(1, %s)", (number,))
    began = time.perf_counter()
    with ThreadPoolExecutor(len(bare)) as threads:
        done = sum(threads.map(_claim_all, bare))
    assert done == number, done
    return number / (time.perf_counter() - began)


def _claim_all(connection: psycopg.Connection[Any]) -> int:
    done = 0
    while row := connection.execute(CLAIM).fetchone():
        connection.execute(FINISH, row)
        done += 1
    return done
