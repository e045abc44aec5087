"""`portal trail export`: what it writes is whole, and whatever the database's owner changed is named."""

from __future__ import annotations

import subprocess
import sys

import pytest

from portal.trail.commands import trail
from portal.trail.services import append_platform_entry
from portal.trail.verify import Check
from tests.trail.conftest import NOON, files


def verified(folder):
    return subprocess.run(
        [sys.executable, "-I", "-S", "verify.py"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_an_export_is_checked_by_the_program_that_lies_beside_it(write, exported):
    write(3)

    done = verified(exported())

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "WHOLE: everything is as it was signed."


def test_an_export_holds_what_was_written_last_and_what_every_case_says(write, exported, as_admin):
    write(2)
    count = as_admin(
        "SELECT count(*) FROM portal.trail_entry e JOIN portal.tenant t ON t.id = e.tenant_id WHERE t.slug = 'rosewood'"
    )[0][0]

    check = Check(files(exported()))

    assert (check.faults, len(check.leaves)) == ([], count)
    assert f"Payloads: {count} here" in check.lines()


def test_an_export_says_nothing_of_another_organisation(write, exported):
    write(1, "noor", hint="WESTWARD-HO")

    assert not [name for name, content in files(exported()).items() if b"WESTWARD-HO" in content]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("act = 'tests.other'", "Entry {seq} was changed: it is not what was sealed."),
        ("at = at - interval '1 microsecond'", "Entry {seq} was changed: it is not what was sealed."),
        ("payload = payload || jsonb_build_object('number', 7)", "The payload of entry {seq} was changed."),
        ("salt = sha256(salt)", "The payload of entry {seq} was changed."),
        ("payload = NULL, salt = NULL", "The payload of entry {seq} is missing, and no entry says it was erased."),
        ("actor_id = gen_random_uuid()", "The row of entry {seq} names another person or record than its payload."),
    ],
)
def test_a_row_changed_by_the_superuser_is_named_by_its_number(write, seal_log, exported, as_admin, change, words):
    write(5)
    seal_log()
    seq = as_admin("SELECT seq FROM portal.trail_entry WHERE act = 'tests.written' AND payload->>'number' = '2'")[0][0]
    as_admin(f"UPDATE portal.trail_entry SET {change} WHERE seq = {seq} AND act = 'tests.written'")

    done = verified(exported())

    assert (done.returncode, words.format(seq=seq) in done.stdout.splitlines()) == (1, True)


def test_a_row_deleted_by_the_superuser_is_named_also_when_it_was_the_last(write, seal_log, exported, as_admin):
    write(5)
    seal_log()
    gone = as_admin("DELETE FROM portal.trail_entry WHERE payload->>'number' = '4' RETURNING seq")[0][0]
    write(1)

    assert f"Entry {gone} is missing." in verified(exported()).stdout.splitlines()


def test_an_old_export_is_the_beginning_of_a_later_one(write, exported):
    write(2)
    earlier = files(exported())
    write(2)
    later = files(exported())

    assert later["entries.jsonl"].startswith(earlier["entries.jsonl"])
    assert {name for name in earlier if name not in later} == set()


def test_a_folder_that_holds_something_is_left_alone(app, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")

    done = app.test_cli_runner().invoke(trail, ["export", "--tenant", "rosewood", "--out", str(tmp_path)])

    assert (done.exit_code, "is not empty" in done.output) == (1, True)
    assert [one.name for one in tmp_path.iterdir()] == ["notes.txt"]


def test_an_unknown_organisation_is_said_so(app, tmp_path):
    done = app.test_cli_runner().invoke(trail, ["export", "--tenant", "nowhere", "--out", str(tmp_path / "new")])

    assert (done.exit_code, "no organisation with the address nowhere" in done.output) == (1, True)


def test_the_folder_is_its_owners_alone(exported):
    assert exported().stat().st_mode & 0o077 == 0


def test_the_platform_has_a_log_of_its_own(operating, exported):
    with operating() as session:
        append_platform_entry(session, "tenant.suspended", at=NOON, tenant="x")

    check = Check(files(exported("--platform")))

    assert (check.faults, [header["act"] for header in check.headers.values()]) == ([], ["tenant.suspended"])
