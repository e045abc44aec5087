"""`portal directory import`: one JSON object, and an exit code a script can trust."""

from __future__ import annotations

import json
from types import SimpleNamespace

import click
import pytest
from flask import Flask

from portal.directory import commands
from tests.directory.factories import directory_row, directory_rows, write_directory
from tests.directory.registers import SCOTTISH_HEADER, scottish_row, write_table


@pytest.fixture
def run(engine, monkeypatch):
    """Run the command over the empty register: the exit code and what it printed."""
    monkeypatch.setattr(commands, "db", SimpleNamespace(engines={"importer": engine}))
    app = Flask(__name__)
    app.config["SETTINGS"] = SimpleNamespace(keeps_manager_names=False)

    def invoke(*arguments, command="import"):
        result = app.test_cli_runner().invoke(commands.directory, [command, *map(str, arguments)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output

    return invoke


@pytest.fixture
def file(tmp_path):
    return write_directory(tmp_path / "directory.csv", directory_rows(3), as_at="01 May 2026")


def test_the_group_is_a_click_group():
    assert isinstance(commands.directory, click.Group)


def test_json_says_what_was_read_and_what_became_of_it(run, file):
    code, output = run(file, "--json")
    answer = json.loads(output)

    wanted = (
        "read",
        "imported",
        "updated",
        "unchanged",
        "reported",
        "gone",
        "format",
        "as_at",
        "status",
        "problems",
    )
    assert code == 0
    assert [answer[name] for name in wanted] == [
        3,
        3,
        0,
        0,
        0,
        0,
        "cqc-directory",
        "2026-05-01",
        "applied",
        [],
    ]
    assert len(answer["file_hash"]) == 64


def test_the_same_file_again_says_unchanged(run, file):
    run(file)
    answer = json.loads(run(file, "--json")[1])

    assert (answer["imported"], answer["updated"], answer["unchanged"]) == (0, 0, 3)


def test_a_dry_run_says_what_would_change_and_ends_well(run, file, contents):
    code, output = run(file, "--dry-run", "--json")

    assert (code, json.loads(output)["status"], json.loads(output)["imported"]) == (0, "previewed", 3)
    assert contents()["site"] == []


def test_a_refused_file_ends_with_two_and_says_why(run, tmp_path):
    header = ["Name", "Postcode"]
    code, output = run(write_directory(tmp_path / "a.csv", directory_rows(1), header=header), "--json")

    assert code == 2
    assert json.loads(output)["status"] == "refused"
    [problem] = json.loads(output)["problems"]
    assert problem.startswith("No row of this file is the header of a register we know. We know “CQC directory (CSV)”,")


def test_shrinking_ends_with_two_until_it_is_accepted(run, file, tmp_path):
    run(file)
    fewer = write_directory(tmp_path / "fewer.csv", directory_rows(1), as_at="01 June 2026")

    code, output = run(fewer)
    assert code == 2
    assert output.endswith("If that is right, load it with --accept-shrink.\nRefused; nothing was changed.\n")
    assert run(fewer, "--accept-shrink")[0] == 0


def test_the_day_may_be_said(run, tmp_path):
    path = write_directory(tmp_path / "a.csv", directory_rows(1), as_at=None)

    assert json.loads(run(path, "--json", "--as-at", "2026-05-01")[1])["as_at"] == "2026-05-01"


def test_reported_rows_stand_among_the_problems(run, tmp_path):
    rows = [directory_row(1, Name=""), directory_row(2)]
    answer = json.loads(run(write_directory(tmp_path / "a.csv", rows), "--json")[1])

    assert (answer["reported"], answer["problems"]) == (1, ["Row 6: The row has no name."])


def test_people_read_lines(run, file):
    assert run(file)[1] == (
        "directory.csv: CQC directory (CSV), as at 1 May 2026\n"
        "3 rows read: 3 new, 0 changed, 0 unchanged, 0 reported and not loaded.\n"
        "0 sites no longer listed.\n"
        "Loaded.\n"
    )


def test_people_read_which_changes_there_were_and_what_was_left_aside(run, file, tmp_path):
    run(file)
    rows = [
        directory_row(1, Name="Rose Manor"),
        directory_row(2),
        *directory_rows(2, first=3),
        directory_row(5, Name=""),
    ]
    output = run(write_directory(tmp_path / "june.csv", rows, as_at="01 June 2026"))[1].splitlines()

    assert output[1:4] == [
        "5 rows read: 1 new, 1 changed, 2 unchanged, 1 reported and not loaded.",
        "What changed: 1 renamed.",
        "0 sites no longer listed.",
    ]
    assert output[4] == "- Row 10: The row has no name."


def test_people_read_how_many_rows_are_no_adult_social_care(run, tmp_path):
    services = [scottish_row(1), scottish_row(2, Client_group="Children")]
    output = run(write_table(tmp_path / "a.csv", SCOTTISH_HEADER, services), "--as-at", "2026-04-30")[1]

    assert "Of those reported, 1 are not adult social care." in output


def test_a_refused_file_is_not_said_to_be_of_an_unknown_layout(run, tmp_path):
    path = write_directory(tmp_path / "a.csv", directory_rows(1), as_at=None)

    assert run(path)[1].startswith("a.csv:\n- The file does not say what day it is of.")


def test_a_folder_is_loaded_oldest_first_with_a_line_for_each_file(run, tmp_path):
    folder = tmp_path / "registers"
    folder.mkdir()
    write_directory(folder / "01_June_2026_directory.csv", directory_rows(4), as_at="01 June 2026")
    write_directory(folder / "01_May_2026_directory.csv", directory_rows(3), as_at="01 May 2026")
    code, output = run(folder, "--json")

    told = [(one["file"], one["imported"], one["unchanged"]) for one in json.loads(output)["files"]]
    assert (code, told) == (0, [("01_May_2026_directory.csv", 3, 0), ("01_June_2026_directory.csv", 1, 3)])


def test_one_refused_file_of_a_folder_ends_with_two_and_the_others_are_loaded(run, tmp_path):
    folder = tmp_path / "registers"
    folder.mkdir()
    write_directory(folder / "a.csv", directory_rows(3), as_at="01 May 2026")
    (folder / "b.csv").write_text("<html>Sign in</html>", encoding="utf-8")
    code, output = run(folder, "--json")

    assert (code, [one["status"] for one in json.loads(output)["files"]]) == (2, ["applied", "refused"])


def test_a_dry_run_of_a_folder_says_of_each_file_what_loading_them_all_says(run, tmp_path, contents):
    folder = tmp_path / "registers"
    folder.mkdir()
    for name, rows in (("May", directory_rows(5)), ("June", directory_rows(4, first=2)), ("July", directory_rows(1))):
        write_directory(folder / f"01_{name}_2026_directory.csv", rows, as_at=f"01 {name} 2026")
    (folder / "August.csv").write_text("<html>Sign in</html>", encoding="utf-8")
    rehearsed = run(folder, "--dry-run", "--json")
    assert contents()["site"] == []
    loaded = run(folder, "--json")

    told = [(one["status"], one["imported"], one["gone"]) for one in json.loads(loaded[1])["files"]]
    assert told == [("applied", 5, 0), ("applied", 0, 1), ("refused", 0, 4), ("refused", 0, 0)]
    assert (rehearsed[0], rehearsed[1].replace("previewed", "applied")) == loaded


def test_columns_are_mapped_from_the_command_line(run, tmp_path):
    path = tmp_path / "homes.csv"
    path.write_text("Home,Code,Owner\nRosewood House,BT1 1AA,Rosewood NI\n", encoding="utf-8")
    chosen = ("--column", "name=Home", "--column", "postcode=Code", "--column", "provider_name=Owner")
    code, _output = run(path, "--regulator", "rqia", "--label", "Homes", *chosen, command="map")
    assert code == 0

    _code, output = run(path, "--as-at", "2026-05-01", "--json")
    assert (json.loads(output)["imported"], json.loads(output)["problems"]) == (1, [])
