"""A worker as anybody starts it looks into the watched folder; only its pause between two looks is shorter here."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import text

from tests.databases import as_superuser
from tests.directory.factories import directory_rows, write_directory

COMMAND = "from portal import worker; worker.LOOK_AT_REGISTERS_SECONDS = 0.3; from portal.cli import main; main()"
RUNS = (
    "SELECT r.status, w.run_id FROM directory.watched_file w JOIN directory.import_run r ON r.id = w.run_id"
    " ORDER BY w.seen_at"
)
LOADED = "SELECT count(*) FROM directory.site WHERE regulator_id IN ('1-000000001', '1-000000002')"


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def process(location, inbox, tmp_path):
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql:///{location.database}?host={location.embedded.socket_dir}",
        "PORTAL_DATA_DIR": str(tmp_path / "instance"),
        "PORTAL_REGISTER_FOLDER": str(inbox),
    }
    with subprocess.Popen([sys.executable, "-c", COMMAND, "worker"], env=environment) as running:  # noqa: S603 - ours
        try:
            yield running
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(30)


@pytest.fixture
def wait_for(location, process):
    """Until the files of the folder stand so; answers with the newest one's page and how many sites were loaded."""

    def wait(*statuses):
        until = time.monotonic() + 90
        while time.monotonic() < until:
            assert process.poll() is None, "the worker ended"
            with as_superuser(location) as connection:
                runs, sites = connection.execute(text(RUNS)).all(), connection.execute(text(LOADED)).scalar_one()
            if tuple(run.status for run in runs) == statuses:
                return f"/operator/registers/{runs[-1].run_id}", sites
            time.sleep(0.1)
        raise TimeoutError(statuses)

    return wait


def test_a_file_that_comes_in_and_one_that_changes_wait_for_a_yes(client, inbox, wait_for):
    otto = client.as_("otto")
    write_directory(inbox / "register.csv", directory_rows(2), as_at="01 May 2026")
    page, sites = wait_for("previewed")
    assert sites == 0

    otto.post_raw(f"{page}/approve", otto.get(page).form())
    assert wait_for("applied")[1] == 2
    write_directory(inbox / "register.csv", directory_rows(3), as_at="01 June 2026")
    page, _sites = wait_for("applied", "previewed")
    assert "Rosewood House 3" in otto.get(page).words
