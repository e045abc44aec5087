"""A watched folder: what comes in waits for a yes, is read whole or not at all, and is offered once."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import event, func, select

from portal.core.errors import NotFoundError, PortalError
from portal.directory.services import WatchedFolder, approve_file, look_at_folder, offer_file, refuse_file
from portal.directory.services.watching import LOOKING
from tests.directory.conftest import NOW
from tests.directory.factories import directory_rows, write_directory
from tests.directory.interrupting import killed_while_it_loads
from tests.directory.outcomes import rows_in

OTTO = "019a0000-0000-7000-8000-000000000001"


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def folder(inbox):
    return WatchedFolder(inbox)


@pytest.fixture
def look(engine, folder):
    return lambda: [(one.file_name, one.status) for one in look_at_folder(engine, folder, now=NOW)]


@pytest.fixture
def say_yes(engine):
    def approve(run_id, *, accept_shrink=False):
        with engine.begin() as connection:
            approve_file(connection, run_id, approved_by=OTTO, accept_shrink=accept_shrink, now=NOW)

    return approve


def put(inbox, name="may.csv", count=3, as_at="01 May 2026"):
    return write_directory(inbox / name, directory_rows(count), as_at=as_at)


def runs(engine):
    return rows_in(
        engine,
        "SELECT w.file_name, r.status, r.id FROM directory.watched_file w"
        " JOIN directory.import_run r ON r.id = w.run_id ORDER BY w.id",
    )


def sites(engine):
    return rows_in(engine, "SELECT count(*) FROM directory.site")[0][0]


def test_a_file_is_read_once_it_stood_still_between_two_looks(look, inbox):
    put(inbox)

    assert [look(), look(), look()] == [[], [("may.csv", "previewed")], []]


def test_a_file_still_being_written_waits(look, inbox):
    put(inbox, count=2)
    assert look() == []
    put(inbox, count=3)

    assert [look(), look()] == [[], [("may.csv", "previewed")]]


def test_what_changes_while_it_is_read_is_left_for_later(engine, inbox):
    path = put(inbox)

    def write_on(_connection, _cursor, statement, *_rest):
        if "INSERT INTO directory.import_row" in statement:
            put(inbox, count=4)

    event.listen(engine, "before_cursor_execute", write_on)
    offered = offer_file(engine, path, now=NOW)
    event.remove(engine, "before_cursor_execute", write_on)

    assert offered is None
    assert rows_in(engine, "SELECT count(*) FROM directory.import_run") == [(0,)]


def test_nothing_is_loaded_until_somebody_says_yes(engine, look, inbox, say_yes):
    put(inbox)
    look(), look()
    [(_name, status, run_id)] = runs(engine)
    assert (status, sites(engine)) == ("previewed", 0)

    say_yes(run_id)
    look()
    assert (runs(engine)[0].status, sites(engine)) == ("applied", 3)


def test_a_yes_outlives_the_worker_that_was_killed_while_it_loaded(engine, register_database, look, inbox, say_yes):
    put(inbox)
    look(), look()
    say_yes(runs(engine)[0].id)
    killed_while_it_loads(register_database, look)

    assert (runs(engine)[0].status, sites(engine)) == ("loading", 0)
    look()
    assert (runs(engine)[0].status, sites(engine)) == ("applied", 3)


def test_a_yes_can_be_taken_back_until_it_is_carried_out(engine, look, inbox, say_yes):
    put(inbox)
    look(), look()
    say_yes(runs(engine)[0].id)
    with engine.begin() as connection:
        refuse_file(connection, runs(engine)[0].id)
    look()

    assert (runs(engine)[0].status, sites(engine)) == ("discarded", 0)


@pytest.mark.parametrize("again", ["touched", "copied", "changed and back"])
def test_the_same_file_is_never_offered_twice(engine, look, inbox, again):
    path = put(inbox)
    look(), look()
    with engine.begin() as connection:
        refuse_file(connection, runs(engine)[0].id)
    if again == "touched":
        os.utime(path, (0, 1_800_000_000))
    elif again == "copied":
        (inbox / "copy.csv").write_bytes(path.read_bytes())
    else:
        put(inbox, count=4)
        put(inbox)

    assert [look(), look(), look()] == [[], [], []]
    assert {one.status for one in runs(engine)} == {"discarded"}


def test_a_file_that_was_loaded_by_hand_is_not_offered(engine, look, inbox, load_directory, tmp_path):
    load_directory(directory_rows(3))
    (inbox / "may.csv").write_bytes((tmp_path / "directory.csv").read_bytes())

    assert [look(), look()] == [[], []]


def test_a_refused_file_says_why_and_may_come_again_under_a_name_with_its_day(engine, look, inbox):
    path = put(inbox, name="register.csv", as_at=None)
    look(), look()
    [problem] = rows_in(engine, "SELECT report->'problems'->>0 FROM directory.import_run")
    assert problem[0].startswith("The file does not say what day it is of.")

    path.rename(inbox / "register 1 May 2026.csv")
    assert [look(), look()] == [[], [("register 1 May 2026.csv", "previewed")]]


@pytest.mark.parametrize("name", [".may.csv", "may.csv.part", "may.txt"])
def test_what_is_no_register_by_its_name_is_passed_over(look, inbox, name):
    put(inbox, name=name)

    assert [look(), look()] == [[], []]


def test_a_link_out_of_the_folder_is_passed_over(look, inbox, tmp_path):
    (inbox / "may.csv").symlink_to(put(tmp_path))

    assert [look(), look()] == [[], []]


def test_a_folder_that_is_away_is_asked_again(look, inbox):
    inbox.rmdir()
    assert look() == []
    inbox.mkdir()
    put(inbox)

    assert [look(), look()] == [[], [("may.csv", "previewed")]]


def test_a_shrinking_register_needs_a_yes_that_says_so(engine, look, inbox, say_yes):
    put(inbox, count=20)
    look(), look()
    say_yes(runs(engine)[0].id)
    put(inbox, name="june.csv", count=10, as_at="01 June 2026")
    look(), look()
    june = runs(engine)[-1].id
    with pytest.raises(PortalError, match="Tick the box"):
        say_yes(june)

    say_yes(june, accept_shrink=True)
    look()
    assert runs(engine)[-1].status == "applied"


def test_a_yes_counts_no_more_when_another_file_made_it_stop(engine, look, inbox, say_yes, load_directory):
    put(inbox, count=10, as_at="01 June 2026")
    look(), look()
    run_id = runs(engine)[0].id
    say_yes(run_id)
    load_directory(directory_rows(20))
    look()

    assert runs(engine)[0].status == "previewed"
    with pytest.raises(PortalError, match="Tick the box"):
        say_yes(run_id)


def test_a_decision_is_made_once(engine, look, inbox, say_yes):
    put(inbox)
    look(), look()
    run_id = runs(engine)[0].id
    say_yes(run_id)

    with pytest.raises(PortalError, match="no longer waiting"):
        say_yes(run_id)
    with pytest.raises(NotFoundError):
        say_yes("019a0000-0000-7000-8000-000000000009")


def test_only_one_process_looks_at_a_time(engine, look, inbox):
    put(inbox)
    look()
    with engine.connect() as other:
        other.execute(select(func.pg_advisory_xact_lock(LOOKING)))
        assert look() == []

    assert look() == [("may.csv", "previewed")]
