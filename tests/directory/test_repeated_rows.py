"""A row that says again what the newest file said is not read again, and leads to what reading it leads to."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from portal.directory.formats.reading import open_source
from portal.directory.formats.register import open_register
from portal.directory.services import import_file
from portal.directory.services.outcomes import IMPORTER_VERSION
from portal.directory.services.repeating import known_fingerprints
from tests.directory.conftest import NOW
from tests.directory.factories import directory_row, directory_rows, hsca_row, write_directory
from tests.directory.outcomes import numbers
from tests.directory.test_any_order import COMPARED, DAYS, empty, snapshot, write

OWNER = "Provider name"
SAME, OTHERWISE = {"1-000000001", "1-000000002"}, set[str]()


def recognised(engine, path, day, **reading):
    """The numbers of the sites whose rows need not be read."""
    with open_source(path) as sheets, engine.begin() as connection:
        register = open_register(sheets, **{"version": IMPORTER_VERSION, **reading})
        known = known_fingerprints(connection, register, day)
        return {row.regulator_id for row in register.rows(known) if hasattr(row, "read")}


@pytest.mark.parametrize(
    ("file", "day", "reading", "found"),
    [
        (directory_rows(2), date(2026, 5, 2), {}, SAME),
        (directory_rows(2), date(2026, 5, 1), {}, SAME),
        (directory_rows(2), date(2026, 4, 30), {}, OTHERWISE),
        (directory_rows(2), date(2026, 5, 2), {"version": "another"}, OTHERWISE),
        (directory_rows(2, **{OWNER: "Elm Care"}), date(2026, 5, 2), {}, OTHERWISE),
        ([directory_row(1), directory_row(2, Name="Elm")], date(2026, 5, 2), {}, {"1-000000001"}),
        ([*directory_rows(2), directory_row(3, **{OWNER: "Elm Care"})], date(2026, 5, 2), {}, SAME),
        ([directory_row(3, **{OWNER: "Elm Care"}), *directory_rows(2)], date(2026, 5, 2), {}, OTHERWISE),
    ],
)
def test_a_row_is_recognised_while_it_and_its_provider_say_the_same(
    engine, load_directory, tmp_path, file, day, reading, found
):
    load_directory(directory_rows(2))

    assert recognised(engine, write_directory(tmp_path / "again.csv", file), day, **reading) == found


def test_rows_are_read_where_another_layout_has_spoken_since_or_a_site_has_left(
    engine, load_directory, load_hsca, tmp_path
):
    rows = directory_rows(100)
    load_directory(rows)
    load_hsca([hsca_row(1)], as_at="03 May 2026")
    load_directory(rows[:99], as_at="04 May 2026")
    path = write_directory(tmp_path / "again.csv", rows)

    assert recognised(engine, path, date(2026, 5, 5)) == {f"1-{number:09d}" for number in range(1, 100)}
    load_hsca([hsca_row(1)], as_at="06 May 2026")
    assert recognised(engine, path, date(2026, 5, 7)) == OTHERWISE


def test_a_row_with_words_nobody_knows_is_read_until_somebody_has_said_what_they_mean(engine, load_directory, tmp_path):
    strange = [directory_row(1, **{"Local authority": "Nowhere"}), directory_row(2)]
    load_directory(strange)

    assert recognised(engine, write_directory(tmp_path / "again.csv", strange), date(2026, 5, 2)) == {"1-000000002"}


def test_a_row_that_stands_there_twice_is_reported_though_the_register_knows_it(load_directory):
    load_directory(directory_rows(2))
    outcome = load_directory([*directory_rows(2), directory_row(1)], as_at="02 May 2026")

    assert numbers(outcome) == [0, 0, 2, 1, 0]


pool = st.lists(snapshot, min_size=1, max_size=2)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pool.flatmap(lambda made: st.lists(st.sampled_from(made), min_size=3, max_size=len(DAYS))))
def test_recognised_or_read_the_directory_and_its_history_are_the_same(engine, tmp_path, snapshots):
    paths = [
        write(tmp_path / f"{at}.csv", one, day) for at, (one, day) in enumerate(zip(snapshots, DAYS, strict=False))
    ]

    assert loaded(engine, paths, reads_all=False) == loaded(engine, paths, reads_all=True)


def loaded(engine, paths, *, reads_all):
    """What each load counted, and the directory after all of them."""
    empty(engine)
    counted = []
    for path in paths:
        if reads_all:
            with engine.begin() as connection:
                connection.execute(text("UPDATE directory.site_source SET facts = facts - 'fingerprint'"))
        counted.append(import_file(engine, path, now=NOW, accept_shrink=True).as_json())
    with engine.connect() as connection:
        return counted, [sorted(map(repr, connection.execute(text(one)))) for one in COMPARED]
