"""Real values in the published layouts, rebuilt: counts add up, and a second run changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from portal.directory.services import import_file
from tests.directory.conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real_data
FOLDER = "cqc/reconstructed_published_shape"
DIRECTORY = "27_August_2025_CQC_directory.csv"
ACTIVE = "01_March_2025_HSCA_Active_Locations.ods"
OLDER = "02_August_2017_CQC_directory.csv"


@pytest.fixture
def published(real_data: Path) -> Path:
    return real_data / FOLDER


def numbers(outcome):
    answer = outcome.as_json()
    assert answer["read"] == sum(answer[name] for name in ("imported", "updated", "unchanged", "reported"))
    return [answer[name] for name in ("read", "imported", "updated", "unchanged", "reported", "gone")]


@pytest.mark.parametrize(("name", "rows", "as_at"), [(DIRECTORY, 172, "2025-08-27"), (ACTIVE, 41, "2025-03-01")])
def test_every_row_is_accounted_for_and_a_second_run_changes_nothing(engine, published, contents, name, rows, as_at):
    first = import_file(engine, published / name, now=NOW)
    assert (first.status, str(first.as_at), numbers(first)) == ("applied", as_at, [rows, rows, 0, 0, 0, 0])
    before = contents()

    assert numbers(import_file(engine, published / name, now=NOW)) == [rows, 0, 0, rows, 0, 0]
    assert contents() == before


def test_every_authority_of_both_files_is_known(engine, published):
    for name in (DIRECTORY, ACTIVE):
        assert list(import_file(engine, published / name, now=NOW).notes) == []


def test_names_are_kept_as_published(engine, published):
    import_file(engine, published / DIRECTORY, now=NOW)
    with engine.connect() as connection:
        names = set(connection.execute(text("SELECT name FROM directory.site")).scalars())

    assert {"@PlymouthCare", " AbilityAvenue Care", "#HEALTH Crosby"} <= names


def test_both_files_stand_beside_each_other(engine, published):
    import_file(engine, published / DIRECTORY, now=NOW)
    assert numbers(import_file(engine, published / ACTIVE, now=NOW))[1:] == [41, 0, 0, 0, 0]

    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM directory.site WHERE listed")).scalar() == 213


def test_the_layout_of_2017_is_refused_with_the_column_it_renamed(engine, published):
    outcome = import_file(engine, published / OLDER, now=NOW)

    assert outcome.status == "refused"
    assert outcome.problems[1].endswith(
        "The nearest in the file is “CQC Location (for office use only”: was it renamed?"
    )
