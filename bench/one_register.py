"""One side of goal 7 in a process of its own: what it cost.

`python -m bench.one_register floor|portal FILE [DAY]`: the day is the one the file counts as at.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from threading import Event, Thread

import psycopg
import python_calamine
from sqlalchemy import create_engine

from portal.core import clock
from portal.directory.services import import_file

SHEET = "HSCA_Active_Locations"
SITE, RATING = ("Location ID",), ("Location ID", "Service / Population Group", "Domain")


def floor(path: Path, address: str, _as_at: date | None) -> int:
    """What anybody would do: read every row as it stands, put it into a table, replace what is there."""
    if path.suffix == ".ods":
        return load_bare(address, _of_workbook(path), SITE)
    with path.open(newline="", encoding="utf-8") as file:
        return load_bare(address, csv.reader(file), RATING)


def portal(path: Path, address: str, as_at: date | None) -> int:
    """What `portal directory import` does: read, refuse, compare, write down what changes, load, tell."""
    engine = create_engine(address)
    outcome = import_file(engine, path, now=clock.now(), as_at=as_at)
    engine.dispose()
    if outcome.status != "applied":
        raise SystemExit(" ".join([outcome.status, *outcome.problems]))
    return outcome.counts["read"]


def load_bare(address: str, rows: Iterator[Sequence[str]], key: Sequence[str]) -> int:
    """COPY everything into a temporary table, then one upsert; how many rows there were."""
    header = [one.strip() for one in next(rows)]
    names = [f'"{number}"' for number in range(len(header))]
    wanted = ", ".join(names[header.index(one)] for one in key)
    columns = ", ".join(f"{name} text" for name in names)
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS public.floor_{len(header)} ({columns}, PRIMARY KEY ({wanted}))")
        cursor.execute(f"CREATE TEMP TABLE incoming ({columns}) ON COMMIT DROP")
        count = 0
        with cursor.copy("COPY incoming FROM STDIN") as copy:
            for row in rows:
                copy.write_row([*row, *[""] * (len(header) - len(row))])
                count += 1
        changed = ", ".join(f"{name} = excluded.{name}" for name in names)
        upsert = f"INSERT INTO public.floor_{len(header)} SELECT * FROM incoming"
        cursor.execute(f"{upsert} ON CONFLICT ({wanted}) DO UPDATE SET {changed}")
    return count


def _of_workbook(path: Path) -> Iterator[Sequence[str]]:
    sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name(SHEET)
    yield from ([str(cell) for cell in row] for row in sheet.iter_rows())


def _megabytes(pid: int | str = "self") -> float:
    """The most a process ever held. What `getrusage` says also counts the process it was forked from."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def _watch_readers(done: Event, seen: list[float]) -> None:
    """Note what the programs started beside this one hold, until it is done."""
    started = Path(f"/proc/self/task/{os.getpid()}/children")
    while not done.wait(0.02):
        seen += [_megabytes(int(pid)) for pid in started.read_text(encoding="ascii").split()]


def main(side: str, path: str, as_at: str | None = None) -> None:
    """The most memory at one time: of this process, or of the reader it started beside what it held until then."""
    before, seen, done = _megabytes(), [0.0], Event()
    watching = Thread(target=_watch_readers, args=(done, seen))
    watching.start()
    began = time.perf_counter()
    rows = {"floor": floor, "portal": portal}[side](
        Path(path), os.environ["BENCH_DATABASE"], date.fromisoformat(as_at) if as_at else None
    )
    seconds = time.perf_counter() - began
    done.set()
    watching.join()
    print(json.dumps({"seconds": seconds, "megabytes": max(_megabytes(), before + max(seen)), "rows": rows}))


if __name__ == "__main__":
    main(*sys.argv[1:])
