"""Work in a thread that can be let go of: a thread cannot be stopped, but it can be kept from committing."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg


class LetGoError(Exception):
    """Nobody waits for this work any more."""


class Hold:
    """The grip on the database connection of work in another thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_let_go = False
        self._connection: Any = None

    @contextlib.contextmanager
    def on(self, connection: Any) -> Iterator[None]:
        """Hold the pooled connection for as long as the work writes by it, and no longer: what is given back to the
        pool is for others, and must not be broken off under them. Raises `LetGoError` when nobody waits any more.
        """
        with self._lock:
            if self._is_let_go:
                raise LetGoError
            self._connection = connection
        try:
            yield
        finally:
            with self._lock:  # held by whoever lets go until the connection is out of the pool
                self._connection = None

    def let_go(self) -> None:
        """Break the connection off: the server rolls back, and whatever the thread still does, it cannot commit."""
        with self._lock:
            self._is_let_go = True
            pooled = self._connection
            connection = pooled.dbapi_connection if pooled is not None else None
            if connection is None or connection.closed:
                return
            with contextlib.suppress(Exception):
                connection.cancel_safe(timeout=1)
            # It may be closed by now, since the server went away.
            lost = contextlib.suppress(OSError, psycopg.Error)
            with lost, socket.socket(fileno=_copy(connection.fileno())) as wire:
                wire.shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(Exception):
                pooled.detach()  # its place in the pool is for others; the thread may keep the wreck for ever


def _copy(descriptor: int) -> int:
    """A descriptor of our own for the same socket, so that closing it closes nothing of the connection's."""
    with socket.fromfd(descriptor, socket.AF_UNIX, socket.SOCK_STREAM) as copied:
        return copied.detach()


async def in_held_thread(work: Callable[[Hold], None], longest: timedelta) -> None:
    """Do the work in a thread and wait for it; raise `TimeoutError` and let go of it when it takes longer.

    The thread is a daemon: one that hangs for ever holds up neither the others nor the end of the process.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()
    hold = Hold()

    def settle(error: BaseException | None) -> None:
        if not done.done():
            done.set_exception(error) if error else done.set_result(None)

    def run() -> None:
        found: BaseException | None = None
        try:
            work(hold)
        except BaseException as error:  # noqa: BLE001 - it is raised again where somebody waits
            found = error
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(settle, found)

    threading.Thread(target=run, daemon=True).start()
    try:
        await asyncio.wait_for(done, longest.total_seconds())
    finally:
        if done.cancelled():  # by the time that ran out, or by whoever ends the worker; not by what the work raised
            await asyncio.shield(asyncio.to_thread(hold.let_go))
