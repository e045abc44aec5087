"""A register sent through a page is read and loaded by a worker: whole, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from portal.core.db import db
from portal.core.errors import NotFoundError, PortalError
from portal.core.file_store import FolderStore
from portal.core.ids import new_id
from portal.directory.services import (
    StoppedImportError,
    ask_to_load,
    discard_import,
    import_file,
    keep_upload,
    load_waiting,
    read_upload,
)
from portal.directory.services.uploading import Shelf
from portal.worker import note_try, run_waiting_jobs
from tests.directory.conftest import NOW
from tests.directory.factories import directory_rows, write_directory
from tests.directory.interrupting import killed_while_it_loads
from tests.directory.outcomes import rows_in
from tests.directory.test_views import IMPORTS

if TYPE_CHECKING:
    from pathlib import Path

OURS = new_id()
STATE = "SELECT status, report FROM directory.import_run WHERE id = :id"
COUNT = "SELECT count(*) AS sites FROM directory.site"


class Sent:
    """A file as a browser sends it."""

    def __init__(self, path: Path) -> None:
        self.filename, self._path = path.name, path

    def save(self, dst) -> None:
        dst.write_bytes(self._path.read_bytes())


@pytest.fixture
def shelf(tmp_path):
    return Shelf(FolderStore(tmp_path / "shelf"), "a secret, long enough to be one")


@pytest.fixture
def upload(engine, shelf):
    def send(path, *, is_read=True):
        run_id = keep_upload(engine, shelf, Sent(path), started_by=None, started_in=OURS, now=NOW)
        if is_read:
            read_upload(engine, shelf, run_id, as_at=None, now=NOW)
        return run_id

    return send


@pytest.fixture
def file(tmp_path):
    return write_directory(tmp_path / "register.csv", directory_rows(30), as_at="01 May 2026")


def state(engine, run_id):
    [row] = rows_in(engine, STATE, id=run_id)
    return row


def ask(engine, run_id, **options):
    with engine.begin() as connection:
        ask_to_load(connection, run_id, **{"accept_shrink": False, "started_in": OURS, **options})


def files_in(folder):
    return [one for one in folder.rglob("*") if one.is_file()]


def test_what_was_sent_waits_sealed_and_is_forgotten_once_read(engine, shelf, upload, file, tmp_path):
    run_id = upload(file, is_read=False)
    [waiting] = files_in(tmp_path / "shelf")

    assert state(engine, run_id).status == "reading"
    assert b"Name," in file.read_bytes()
    assert b"Name," not in waiting.read_bytes()
    read_upload(engine, shelf, run_id, as_at=None, now=NOW)
    assert (state(engine, run_id).status, files_in(tmp_path / "shelf")) == ("previewed", [])


def test_a_file_that_was_lost_says_to_send_it_again(engine, shelf, upload, file):
    run_id = upload(file, is_read=False)
    shelf.forget(run_id)
    read_upload(engine, shelf, run_id, as_at=None, now=NOW)

    assert state(engine, run_id).status == "failed"
    assert state(engine, run_id).report["problems"] == ["Reading failed; nothing was changed. Send the file once more."]


def test_a_step_done_twice_is_done_once(engine, shelf, upload, file):
    run_id = upload(file)
    read_upload(engine, shelf, run_id, as_at=None, now=NOW)
    ask(engine, run_id)
    for _ in range(2):
        load_waiting(engine, run_id, accept_shrink=False, now=NOW)

    assert (state(engine, run_id).status, rows_in(engine, COUNT)[0].sites) == ("applied", 30)


def test_a_worker_killed_while_it_loads_leaves_nothing_half_and_the_next_one_loads_it_all(
    engine, register_database, upload, file
):
    run_id = upload(file)
    ask(engine, run_id)
    loading = killed_while_it_loads(
        register_database, lambda: load_waiting(engine, run_id, accept_shrink=False, now=NOW)
    )

    with pytest.raises(OperationalError):
        loading.result()
    assert (state(engine, run_id).status, rows_in(engine, COUNT)[0].sites) == ("loading", 0)
    load_waiting(engine, run_id, accept_shrink=False, now=NOW)
    assert (state(engine, run_id).status, rows_in(engine, COUNT)[0].sites) == ("applied", 30)


def test_a_file_that_would_shrink_the_register_needs_a_yes(engine, upload, load_directory, tmp_path):
    load_directory(directory_rows(30), as_at="01 April 2026")
    run_id = upload(write_directory(tmp_path / "few.csv", directory_rows(10), as_at="01 May 2026"))

    with pytest.raises(StoppedImportError):
        ask(engine, run_id)
    ask(engine, run_id, accept_shrink=True)
    load_waiting(engine, run_id, accept_shrink=True, now=NOW)
    assert state(engine, run_id).status == "applied"


def test_a_file_that_shrinks_what_another_brought_meanwhile_waits_for_a_person_again(engine, upload, tmp_path):
    run_id = upload(write_directory(tmp_path / "few.csv", directory_rows(10), as_at="01 May 2026"))
    ask(engine, run_id)
    import_file(engine, write_directory(tmp_path / "all.csv", directory_rows(30), as_at="01 April 2026"), now=NOW)
    load_waiting(engine, run_id, accept_shrink=False, now=NOW)

    assert (state(engine, run_id).status, len(state(engine, run_id).report["stops"])) == ("previewed", 1)


def test_a_file_that_waits_to_be_loaded_can_still_be_discarded(engine, upload, file):
    run_id = upload(file)
    ask(engine, run_id)
    with engine.begin() as connection:
        discard_import(connection, run_id, started_in=OURS)
    load_waiting(engine, run_id, accept_shrink=False, now=NOW)

    assert (state(engine, run_id).status, rows_in(engine, COUNT)[0].sites) == ("discarded", 0)


def test_a_file_a_worker_is_at_is_not_discarded(engine, upload, file):
    run_id = upload(file)
    with engine.begin() as worker, engine.begin() as connection:
        worker.execute(text("SELECT 1 FROM directory.import_run FOR UPDATE"))
        with pytest.raises(PortalError, match="just now"):
            discard_import(connection, run_id, started_in=OURS)


def test_only_who_sent_it_has_it_loaded_and_once(engine, upload, file):
    run_id = upload(file)
    with pytest.raises(NotFoundError):
        ask(engine, run_id, started_in=new_id())
    ask(engine, run_id)
    with pytest.raises(PortalError, match="no longer waiting"):
        ask(engine, run_id)


def test_the_page_says_that_the_file_is_being_read_and_then_what_it_would_change(app, client, file):
    asha = client.as_("asha")
    with file.open("rb") as content:
        sent = asha.post(IMPORTS, {"file": (content, file.name)}, content_type="multipart/form-data")
    waiting = asha.get(sent.location)

    assert (waiting.summary["What became of it"], "Look again" in waiting.links()) == ("Being read", True)
    run_waiting_jobs(app)
    page = asha.get(sent.location)
    assert (page.summary["What became of it"], "Look again" in page.links()) == ("Waiting for a decision", False)
    asha.post_raw(f"{sent.location}/load", page.form(f"{sent.location}/load"))
    assert asha.get(sent.location).summary["What became of it"] == "Being loaded"


def test_a_file_no_worker_could_read_ends_as_failed(app, client, file):
    asha = client.as_("asha")
    with file.open("rb") as content:
        sent = asha.post(IMPORTS, {"file": (content, file.name)}, content_type="multipart/form-data")
    with app.app_context(), db.engines["job"].begin() as connection:
        queued = "SELECT args->>'request' FROM jobs.procrastinate_jobs WHERE status = 'todo' ORDER BY id DESC LIMIT 1"
        request = connection.execute(text(queued)).scalar_one()
    note_try(app, request, RuntimeError("worker died"), is_last=True)

    page = asha.get(sent.location)
    assert page.summary["What became of it"] == "Failed"
    assert "Reading failed; nothing was changed. Send the file once more." in page.words
    assert not list((app.config["SETTINGS"].data_dir / "imports").rglob(sent.location.rpartition("/")[2]))
