"""Registers without a published layout: columns are chosen once, and kept."""

from __future__ import annotations

from datetime import date

import pytest

from portal.core.errors import PortalError
from portal.directory.services import import_file, keep_mapping
from tests.directory.conftest import NOW
from tests.directory.factories import directory_rows
from tests.directory.outcomes import numbers, rows_in
from tests.directory.registers import write_table

NORTHERN = ["Service", "Owner", "Category", "Town", "Postcode", "Places"]
CHOSEN = {
    "name": "Service",
    "provider_name": "Owner",
    "category": "Category",
    "town": "Town",
    "postcode": "Postcode",
    "places": "Places",
}
ROWS = [
    {"Service": "Lagan Rosewood", "Owner": "Rosewood NI", "Category": "Nursing Home", "Postcode": "BT28 IJA"},
    {"Service": "Lagan Rosewood", "Owner": "Rosewood NI", "Category": "Residential Home", "Postcode": "BT28 IJA"},
    {"Service": "Foyle Elms", "Owner": "Elm Care NI", "Category": "Domiciliary", "Postcode": "", "Places": "NA"},
]
MAY = date(2026, 5, 1)


@pytest.fixture
def keep(engine):
    def keep(columns=CHOSEN, *, regulator="rqia", headers=NORTHERN):
        with engine.begin() as connection:
            return keep_mapping(
                connection, label="Northern Ireland", regulator=regulator, headers=headers, columns=columns, now=NOW
            )

    return keep


@pytest.fixture
def load(engine, tmp_path):
    def load(rows=ROWS, *, header=NORTHERN, as_at=MAY):
        return import_file(engine, write_table(tmp_path / "ni.csv", header, rows), now=NOW, as_at=as_at)

    return load


def test_an_unknown_layout_offers_its_columns(engine, load):
    assert load().status == "refused"
    [(report,)] = rows_in(engine, "SELECT report FROM directory.import_run")
    assert report["headers"] == NORTHERN


def test_a_row_with_figures_or_addresses_is_never_taken_for_a_header(engine, load):
    load([], header=["Mia Castellano", "mia@example.org", "02890 123456"])

    assert rows_in(engine, "SELECT report ? 'headers' FROM directory.import_run") == [(False,)]


def test_mapped_columns_are_read_and_a_second_run_changes_nothing(keep, load, contents):
    keep()
    assert numbers(load()) == [3, 0, 0, 0, 0]
    before = contents()

    assert numbers(load()) == [0, 0, 3, 0, 0]
    assert contents() == before


def test_without_numbers_the_name_the_postcode_and_the_kind_tell_services_apart(engine, keep, load):
    keep()
    load()

    sites = "SELECT name, nation, regulator_id LIKE 'made-%' FROM directory.site ORDER BY 1"
    assert rows_in(engine, sites) == [
        ("Foyle Elms", "northern-ireland", True),
        ("Lagan Rosewood", "northern-ireland", True),
        ("Lagan Rosewood", "northern-ireland", True),
    ]
    assert rows_in(engine, "SELECT count(*) FROM directory.provider") == [(2,)]


def test_the_same_columns_again_replace_what_was_chosen(engine, keep):
    assert keep() == keep({**CHOSEN, "region": "Town"})

    [(columns,)] = rows_in(engine, "SELECT columns FROM directory.import_mapping")
    assert columns["region"] == "Town"


@pytest.mark.parametrize("columns", [{"postcode": "Postcode"}, {"name": "Service"}, {"name": "Elsewhere"}])
def test_what_tells_no_service_from_another_is_refused(keep, columns):
    with pytest.raises(PortalError):
        keep(columns)


def test_a_mapped_row_without_a_name_is_reported(keep, load):
    keep()

    assert numbers(load([*ROWS, {"Postcode": "BT1 1AA"}])) == [3, 0, 0, 1, 0]


def test_the_owner_a_mapped_file_names_yields_to_one_with_a_number(keep, load, load_directory, site):
    header = ["Home", "CQC number", "Owner", "Council"]
    columns = {"name": "Home", "regulator_id": "CQC number", "provider_name": "Owner", "authority": "Council"}
    keep(columns, regulator="cqc", headers=header)
    row = {"Home": "Rosewood House 1", "CQC number": "1-000000001", "Owner": "Rosewood Care Ltd", "Council": "Oldham"}
    load([row], header=header)
    from_directory = load_directory(directory_rows(1))

    assert from_directory.counts["moved"] == 0
    assert site()["provider_regulator_id"] == "1-900000001"
