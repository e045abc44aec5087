"""Which day a file is of; previews, loading once, discarding, refusing."""

from __future__ import annotations

from datetime import date

import pytest

from portal.core.errors import NotFoundError, PortalError
from portal.core.ids import new_id
from portal.directory.services import (
    StoppedImportError,
    apply_import,
    discard_import,
    import_file,
    rehearse_imports,
    stage_import,
)
from tests.directory.conftest import NOW
from tests.directory.factories import (
    directory_row,
    directory_rows,
    hsca_rows,
    write_directory,
    write_hsca_ods,
    write_hsca_xlsx,
)
from tests.directory.outcomes import numbers, rows_in


def test_a_file_that_does_not_say_its_day_is_refused(engine, tmp_path):
    path = write_directory(tmp_path / "directory.csv", directory_rows(1), as_at=None)
    outcome = import_file(engine, path, now=NOW)

    assert (outcome.status, list(outcome.problems)) == (
        "refused",
        ["The file does not say what day it is of. Say it with the date “as at”."],
    )


def test_the_name_of_the_file_may_say_the_day(engine, tmp_path):
    path = write_directory(tmp_path / "27_August_2025_CQC_directory.csv", directory_rows(1), as_at=None)

    assert import_file(engine, path, now=NOW).as_at == date(2025, 8, 27)


def test_a_person_who_says_another_day_than_the_file_is_believed_and_noted(engine, tmp_path):
    path = write_directory(tmp_path / "directory.csv", directory_rows(1), as_at="01 May 2026")
    outcome = import_file(engine, path, now=NOW, as_at=date(2026, 5, 2))

    assert outcome.as_at == date(2026, 5, 2)
    assert list(outcome.notes) == ["The file says 1 May 2026; it counts as at 2 May 2026 because you said so."]


def test_a_day_that_has_not_come_is_refused(load_directory):
    outcome = load_directory(directory_rows(1), as_at="01 May 2027")

    assert list(outcome.problems) == ["The register is as at 1 May 2027, and that day has not come yet."]


def stage(engine, path, **options):
    with engine.begin() as connection:
        return stage_import(connection, path, now=NOW, **options)


def test_a_preview_changes_nothing(engine, tmp_path, contents):
    outcome = stage(engine, write_directory(tmp_path / "a.csv", directory_rows(2), as_at="01 May 2026"))

    assert (outcome.status, numbers(outcome)) == ("previewed", [2, 0, 0, 0, 0])
    assert contents()["site"] == []


def test_a_dry_run_leaves_no_trace(engine, tmp_path, contents):
    path = write_directory(tmp_path / "a.csv", directory_rows(2), as_at="01 May 2026")
    [outcome] = rehearse_imports(engine, [path], now=NOW)

    assert (outcome.status, numbers(outcome)) == ("previewed", [2, 0, 0, 0, 0])
    assert rows_in(engine, "SELECT count(*) FROM directory.import_run") == [(0,)]


def test_two_files_staged_side_by_side_are_loaded_one_after_the_other(engine, tmp_path, site):
    first = stage(engine, write_directory(tmp_path / "a.csv", directory_rows(3), as_at="01 May 2026"))
    renamed = [directory_row(1, Name="Rosewood Manor"), *directory_rows(2, first=2)]
    second = stage(engine, write_directory(tmp_path / "b.csv", renamed, as_at="01 June 2026"))
    assert numbers(second) == [3, 0, 0, 0, 0]
    with engine.begin() as connection:
        apply_import(connection, first.run_id, now=NOW)
    with engine.begin() as connection:
        loaded = apply_import(connection, second.run_id, now=NOW)

    assert numbers(loaded) == [0, 1, 2, 0, 0]
    assert site()["name"] == "Rosewood Manor"


def test_a_preview_that_grew_old_still_stops_at_shrinking(engine, tmp_path):
    small = stage(engine, write_directory(tmp_path / "a.csv", directory_rows(90), as_at="01 June 2026"))
    large = stage(engine, write_directory(tmp_path / "b.csv", directory_rows(100), as_at="01 May 2026"))
    with engine.begin() as connection:
        apply_import(connection, large.run_id, now=NOW)

    with pytest.raises(StoppedImportError, match=r"10\.0% fewer"), engine.begin() as connection:
        apply_import(connection, small.run_id, now=NOW)


def test_a_run_is_loaded_once(engine, tmp_path):
    outcome = stage(engine, write_directory(tmp_path / "a.csv", directory_rows(1), as_at="01 May 2026"))
    with engine.begin() as connection:
        apply_import(connection, outcome.run_id, now=NOW)

    with pytest.raises(PortalError, match="no longer waiting"), engine.begin() as connection:
        apply_import(connection, outcome.run_id, now=NOW)


def test_a_discarded_run_keeps_its_line_and_nothing_else(engine, tmp_path):
    outcome = stage(engine, write_directory(tmp_path / "a.csv", directory_rows(1), as_at="01 May 2026"))
    with engine.begin() as connection:
        discard_import(connection, outcome.run_id)

    assert rows_in(engine, "SELECT status FROM directory.import_run") == [("discarded",)]
    assert rows_in(engine, "SELECT * FROM directory.import_row") == []


def test_another_organisation_neither_loads_nor_discards_a_run(engine, tmp_path):
    ours, theirs = new_id(), new_id()
    path = write_directory(tmp_path / "a.csv", directory_rows(1), as_at="01 May 2026")
    outcome = stage(engine, path, started_in=ours)

    for act in (discard_import, lambda *args, **kw: apply_import(*args, now=NOW, **kw)):
        with pytest.raises(NotFoundError), engine.begin() as connection:
            act(connection, outcome.run_id, started_in=theirs)


def test_a_refused_file_keeps_its_report_and_changes_nothing(engine, tmp_path, contents):
    path = tmp_path / "a.csv"
    path.write_bytes(b"<html>Sign in</html>")
    outcome = import_file(engine, path, now=NOW)

    assert (outcome.status, outcome.counts) == ("refused", {})
    assert not any(contents().values())
    assert rows_in(engine, "SELECT status FROM directory.import_run") == [("refused",)]


def test_a_file_that_breaks_off_in_the_middle_is_refused_whole(engine, tmp_path, contents):
    path = write_directory(tmp_path / "a.csv", directory_rows(2500), as_at="01 May 2026")
    path.write_bytes(path.read_bytes() + b'"Rosewood,')
    outcome = import_file(engine, path, now=NOW)

    assert outcome.status == "refused"
    assert contents()["site"] == []
    assert rows_in(engine, "SELECT * FROM directory.import_row") == []


@pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
@pytest.mark.parametrize("write", [write_hsca_ods, write_hsca_xlsx])
def test_a_workbook_that_breaks_off_is_refused(engine, tmp_path, write, share):
    path = write(tmp_path / "27 March 2026", hsca_rows(20))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    outcome = import_file(engine, path, now=NOW)

    assert outcome.problems == ("The workbook cannot be opened. It may be damaged or protected.",)


def test_a_table_that_breaks_off_in_a_row_is_refused_and_not_loaded_to_there(engine, tmp_path, contents):
    path = write_directory(tmp_path / "a.csv", directory_rows(60), as_at="01 May 2026")
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b"Rosewood House 41") + 18])
    outcome = import_file(engine, path, now=NOW)

    assert outcome.problems == ("The file breaks off in row 46. Fetch it once more.",)
    assert contents()["site"] == []


def test_a_short_last_row_of_a_whole_file_is_reported_alone(engine, tmp_path):
    path = write_directory(tmp_path / "a.csv", directory_rows(3), as_at="01 May 2026")
    path.write_bytes(path.read_bytes() + b"Rosewood House 4,\n")
    outcome = import_file(engine, path, now=NOW)

    assert (outcome.status, outcome.counts["imported"], outcome.counts["reported"]) == ("applied", 3, 1)


def test_a_failure_while_loading_undoes_everything_and_says_so(engine, tmp_path, contents, monkeypatch):
    def fail(*_arguments):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("portal.directory.services.writing._mark_providers", fail)
    path = write_hsca_ods(tmp_path / "a.ods", hsca_rows(2))
    with pytest.raises(RuntimeError):
        import_file(engine, path, now=NOW)

    assert contents()["site"] == []
    assert rows_in(engine, "SELECT status FROM directory.import_run") == [("failed",)]
