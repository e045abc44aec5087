"""`portal trail export`: what it writes is whole, and whatever the database's owner changed is named."""

from __future__ import annotations

import subprocess
import sys
from base64 import b64decode

import pytest

from plugins.incidents.tests.steps import reported
from portal.trail.commands import trail
from portal.trail.rules import base64_text, node_hash
from portal.trail.services import append_entry, append_platform_entry
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


def test_a_row_cut_off_from_its_record_by_the_superuser_is_named(act_and_commit, seal_log, exported, as_admin):
    with act_and_commit("ben") as uow:
        append_entry(uow, "tests.told", record_id=reported(uow).id)
    seal_log()
    seq = as_admin("UPDATE portal.trail_entry SET record_id = NULL WHERE act = 'tests.told' RETURNING seq")[0][0]

    said = verified(exported()).stdout.splitlines()

    assert f"The row of entry {seq} names another person or record than its payload." in said


def test_a_row_deleted_by_the_superuser_is_named_also_when_it_was_the_last(write, seal_log, exported, as_admin):
    write(5)
    seal_log()
    gone = as_admin("DELETE FROM portal.trail_entry WHERE payload->>'number' = '4' RETURNING seq")[0][0]
    write(1)

    assert f"Entry {gone} is missing." in verified(exported()).stdout.splitlines()


def test_one_entry_is_proved_without_a_word_of_the_others(write, seal_log, exported, as_admin):
    write(7, hint="WESTWARD-HO")
    seal_log()
    [(seq,)] = as_admin("SELECT seq FROM portal.trail_entry WHERE payload->>'number' = '2'")
    folder = exported("--tenant", "rosewood", "--entry", str(seq))
    found, check = files(folder), Check(files(folder))

    assert (check.faults, verified(folder).returncode) == ([], 0)
    assert list(check.headers) == [seq]
    assert {name: one.count(b"WESTWARD-HO") for name, one in found.items() if b"WESTWARD-HO" in one} == {
        "payloads.jsonl": 1
    }


def test_the_proof_of_one_entry_leads_from_its_leaf_to_the_signed_root(write, seal_log, exported):
    write(11)
    seal_log()
    folder = exported("--tenant", "rosewood", "--entry", "5")
    head, _, note = (folder / "entry.tlog-proof").read_text().partition("\n\n")
    version, index, *path = head.split("\n")
    size, root = note.split("\n")[1:3]

    assert (version, index) == ("c2sp.org/tlog-proof@v1", "index 5")
    assert base64_text(climbed(Check(files(folder)).leaves[5], 5, int(size), map(b64decode, path))) == root
    assert (folder / f"checkpoints/{int(size):010d}.txt").read_text() == note


def climbed(leaf, place, size, path):
    """The root a proof leads to. Source: RFC 9162 section 2.1.3.2."""
    last = size - 1
    for one in path:
        if place & 1 or place == last:
            leaf = node_hash(one, leaf)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            leaf = node_hash(leaf, one)
        place, last = place >> 1, last >> 1
    assert last == 0
    return leaf


@pytest.mark.parametrize("number", ["-1", "1000000"])
def test_a_number_that_no_sealed_entry_has_is_said_so(app, tmp_path, write, number):
    write(1)

    asked = ["export", "--tenant", "rosewood", "--entry", number, "--out", str(tmp_path / "new")]
    done = app.test_cli_runner().invoke(trail, asked)

    assert (done.exit_code, f"There is no entry {number} yet." in done.output) == (1, True)
    assert not (tmp_path / "new").exists()


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
