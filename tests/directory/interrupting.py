"""A worker whose connection dies when it has written the sites, and not yet who is listed."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.core.installation import Location

KILL_WHAT_WAITS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))"
)


def killed_while_it_loads(database: Location, load: Callable[[], object]) -> Future[object]:
    """What became of `load`."""
    with psycopg.connect(database.admin_url()) as admin, ThreadPoolExecutor(1) as pool:
        admin.execute("LOCK TABLE directory.import_coverage IN ACCESS EXCLUSIVE MODE")
        loading = pool.submit(load)
        while not loading.done() and not admin.execute(KILL_WHAT_WAITS).fetchall():
            admin.execute("SELECT pg_sleep(0.01)")
    return loading
