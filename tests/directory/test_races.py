"""Two files at once are loaded whole, one after the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

from portal.directory.services import import_file
from tests.directory.conftest import NOW
from tests.directory.factories import directory_rows, write_directory


def test_raced_files_are_each_loaded_whole(engine, tmp_path):
    paths = [
        write_directory(tmp_path / f"{name}.csv", directory_rows(300, **{"Also known as": name}), as_at="01 May 2026")
        for name in ("first", "second", "third")
    ]
    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(lambda path: import_file(engine, path, now=NOW), paths))

    assert [outcome.status for outcome in outcomes] == ["applied"] * 3
    assert sum(outcome.counts["imported"] for outcome in outcomes) == 300
    with engine.connect() as connection:
        names = connection.execute(text("SELECT also_known_as, count(*) FROM directory.site GROUP BY 1")).all()
    assert [count for _name, count in names] == [300]
