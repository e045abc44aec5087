"""Names of managers are kept only where wanted and not for long; where a service is goes when it is withheld."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from portal.directory.services import forget_managers, import_file, load_run, stage_import
from tests.directory.conftest import NOW
from tests.directory.factories import MANAGER, directory_row, hsca_row
from tests.directory.outcomes import rows_in
from tests.directory.registers import SCOTTISH_HEADER, scottish_row, write_table

EVERYWHERE = """
    SELECT table_name FROM information_schema.tables WHERE table_schema = 'directory' AND table_type = 'BASE TABLE'
"""
ADDRESS = "Address_line_1"


def named(engine):
    return rows_in(engine, "SELECT name, as_at FROM directory.site_manager ORDER BY as_at")


def tables_with(engine, words):
    """Every table of the register in whose rows these words stand."""
    found = []
    for (table,) in rows_in(engine, EVERYWHERE):
        seen = rows_in(
            engine, f"SELECT count(*) FROM directory.{table} t WHERE t::text LIKE :words", words=f"%{words}%"
        )
        found += [table] if seen[0][0] else []
    return sorted(found)


def forget(engine, today, *, keeps_names=True):
    with engine.begin() as connection:
        forget_managers(connection, today, keeps_names=keeps_names)


def test_no_name_is_read_unless_the_installation_asks(engine, load_hsca):
    load_hsca([hsca_row(1)])

    assert tables_with(engine, "Invented, Manager") == []


def test_where_they_are_kept_a_name_stands_in_one_place_alone(engine, load_hsca):
    load_hsca([hsca_row(1)], keeps_names=True)

    assert named(engine) == [(MANAGER, date(2026, 5, 1))]
    assert tables_with(engine, "Invented, Manager") == ["site_manager"]


@pytest.mark.parametrize(("newer", "left"), [("Other, Person", ["Other, Person"]), ("", [])])
def test_a_newer_register_replaces_the_name_or_takes_it_away(engine, load_hsca, newer, left):
    load_hsca([hsca_row(1)], keeps_names=True)
    load_hsca([hsca_row(1, **{"Registered manager": newer})], as_at="01 June 2026", keeps_names=True)

    assert [one.name for one in named(engine)] == left


@pytest.mark.parametrize(("today", "left"), [(date(2027, 5, 1), 1), (date(2027, 5, 2), 0)])
def test_a_name_goes_a_year_after_the_last_register_that_said_it(engine, load_hsca, today, left):
    load_hsca([hsca_row(1)], keeps_names=True)
    forget(engine, today)

    assert len(named(engine)) == left


def test_names_go_at_once_where_they_are_no_longer_wanted(engine, load_hsca, tmp_path):
    load_hsca([hsca_row(1)], keeps_names=True)
    forget(engine, date(2026, 5, 2), keeps_names=False)

    assert tables_with(engine, "Invented, Manager") == []


def load_scotland(engine, tmp_path, *rows, day):
    return import_file(engine, write_table(tmp_path / f"MDSF_data_{day}.csv", SCOTTISH_HEADER, rows), now=NOW)


def test_an_address_that_is_withheld_later_goes_everywhere_and_the_service_stays(engine, tmp_path):
    home = {ADDRESS: "7 Secret Wynd"}
    load_scotland(engine, tmp_path, scottish_row(1, **home), scottish_row(2), day="30_November_2025")
    load_scotland(
        engine, tmp_path, scottish_row(1, **{ADDRESS: "8 Secret Wynd"}), scottish_row(2), day="31_December_2025"
    )
    load_scotland(engine, tmp_path, scottish_row(1, **home, PublicList="No"), scottish_row(2), day="30_April_2026")

    assert tables_with(engine, "Secret Wynd") == []
    [site] = rows_in(
        engine,
        "SELECT listed, postcode, phone, uprn, address_lines FROM directory.site WHERE regulator_id = :number",
        number=scottish_row(1)["CSNumber"],
    )
    assert tuple(site) == (True, None, None, None, [])


@pytest.mark.parametrize(("waiting_of", "place"), [("31_January_2026", []), ("31_May_2026", ["9 Secret Wynd"])])
def test_a_file_that_waited_while_an_address_was_withheld_is_loaded_and_tells_it_only_of_a_later_day(
    engine, tmp_path, waiting_of, place
):
    load_scotland(engine, tmp_path, scottish_row(1), scottish_row(2), day="30_November_2025")
    moved = scottish_row(1, **{ADDRESS: "9 Secret Wynd"})
    path = write_table(tmp_path / f"MDSF_data_{waiting_of}.csv", SCOTTISH_HEADER, [moved, scottish_row(2)])
    with engine.begin() as connection:
        waiting = stage_import(connection, path, now=NOW)
    load_scotland(engine, tmp_path, scottish_row(1, PublicList="No"), scottish_row(2), day="30_April_2026")

    assert bool(tables_with(engine, "Secret Wynd")) == bool(place)
    load_run(engine, waiting.run_id, now=NOW)
    [site] = rows_in(engine, "SELECT address_lines FROM directory.site WHERE regulator_id = :n", n=moved["CSNumber"])
    assert site.address_lines[:1] == place


def test_a_withheld_service_that_was_never_known_leaves_no_trace(engine, tmp_path):
    row = scottish_row(1, PublicList="No")
    load_scotland(engine, tmp_path, row, scottish_row(2), day="30_April_2026")

    assert tables_with(engine, row["CSNumber"]) == []


def test_what_stood_there_without_a_row_that_says_it_stays(engine, load_hsca, load_directory, site):
    load_hsca([hsca_row(1, **{"Regulated activity - Personal care": "Y"})])
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM directory.site_source"))
        connection.execute(text("DELETE FROM directory.provider_source"))
    for day in ("01 June 2026", "01 July 2026"):
        load_directory([directory_row(1)], as_at=day)
    kept = site()

    assert (kept["regulated_activities"], kept["beds"]) == (["Personal care"], 22)
    [provider] = rows_in(engine, "SELECT companies_house FROM directory.provider")
    assert provider.companies_house == "03841476"
    assert rows_in(engine, "SELECT rating FROM directory.rating WHERE is_current") == [("good",)]


def test_loading_what_stood_there_again_changes_nothing(engine, load_hsca, contents):
    load_hsca([hsca_row(1)])
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM directory.site_source"))
        connection.execute(text("DELETE FROM directory.provider_source"))
    before = contents()
    load_hsca([hsca_row(1)])

    assert contents() == before
