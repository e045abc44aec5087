"""The portal's own PostgreSQL, begun by a process that a power cut ends on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest

from portal.core.embedded import SUPERUSER, SYSTEM_HOME, embedded_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOLD = """
import pathlib, sys
from portal.core.embedded import embedded_postgres
with embedded_postgres(pathlib.Path(sys.argv[1]), durable=False):
    print("holding", flush=True)
    input()
"""


@pytest.mark.parametrize("seen", ["PG_VERSION", "global/pg_control", "postgresql.auto.conf", "postmaster.pid"])
def test_a_holder_killed_on_the_way_leaves_a_server_the_next_one_can_use(tmp_path: Path, seen: str) -> None:
    with _begun(tmp_path) as holder:
        _wait_for(tmp_path, seen)
        os.killpg(holder.pid, signal.SIGKILL)
        holder.wait()
        with embedded_postgres(tmp_path, durable=False) as server:
            assert _answer(server.url(SUPERUSER, "postgres")) == 1


def test_a_holder_killed_while_holding_leaves_its_server_to_the_next_one(tmp_path: Path) -> None:
    with _begun(tmp_path) as holder:
        assert holder.stdout.readline() == b"holding\n"
        os.killpg(holder.pid, signal.SIGKILL)
        holder.wait()
        with embedded_postgres(tmp_path, durable=False) as server:
            assert _answer(server.url(SUPERUSER, "postgres")) == 1
        with pytest.raises(psycopg.OperationalError):
            _answer(server.url(SUPERUSER, "postgres"))


def test_the_number_of_a_dead_server_may_belong_to_another_process_by_now(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path, durable=False) as server:
        pass
    (server.server_dir / "postmaster.pid").write_text(f"{os.getpid()}\n")
    with embedded_postgres(tmp_path, durable=False) as again:
        assert _answer(again.url(SUPERUSER, "postgres")) == 1


@contextmanager
def _begun(data: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", HOLD, str(data)]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as holder:
        try:
            yield holder
        finally:
            if holder.poll() is None:
                os.killpg(holder.pid, signal.SIGKILL)


def _wait_for(data: Path, name: str) -> None:
    """Until a file of that name is in what the holder is making, finished or not."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        note = data / "postgres" / "cluster"
        place = SYSTEM_HOME / "clusters" / note.read_text() if note.exists() else data / "postgres"
        if any(place.glob(f"*/{name}")):
            return
        time.sleep(0.002)
    raise TimeoutError(name)


def _answer(address: str) -> int:
    with psycopg.connect(address) as connection:
        return int(connection.execute("SELECT 1").fetchone()[0])
