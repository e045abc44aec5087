"""`verify.py`: every spoilt export is caught, no sound one refused, and what was changed is named."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.trail import verify
from portal.trail.rules import base64_text, canonical
from portal.trail.signing import key_id
from tests.trail import exports
from tests.trail.exports import EXPORT, KEY, Log

SPOILT = 2000
SOUND = 200
WAYS = ("flip", "drop", "swap", "truncate", "duplicate", "fork")


@pytest.fixture(scope="module", autouse=True)
def signatures_once():
    """Remember what a signature check answered: thousands of exports hold the same few checkpoints."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verify, "is_signed", cache(verify.is_signed))
        yield


def faults(files):
    return verify.Check(files).faults


@cache
def sound_files(seed, erased):
    return Log(Random(seed), erased=erased).files()


def spoil(random, way):
    """An export of a small log, spoilt in one way."""
    given = random.randrange(8), random.choice([(), (2, 4)])
    if way == "fork":
        return exports.fork(random, Log(Random(given[0]), erased=given[1]))
    files = spoilt = sound_files(*given)
    while spoilt == files:  # two lines that are the same change nothing by changing places
        spoilt = getattr(exports, way)(random, files)
    return spoilt


def test_two_thousand_spoilt_exports_are_caught_each_of_them():
    random = Random(20260304)
    tried = Counter()
    passed = []
    for number in range(SPOILT):
        way = WAYS[number % len(WAYS)]
        tried[way] += 1
        if not faults(spoil(random, way)):
            passed.append((number, way))

    assert passed == []
    assert sum(tried.values()) == SPOILT
    assert set(tried) == set(WAYS)


def test_two_hundred_sound_exports_with_erasures_are_taken():
    random = Random(20260305)
    refused = []
    for number in range(SOUND):
        size = random.randrange(1, 40)
        erased = random.sample(range(size), random.randrange(size // 2 + 1))
        log = Log(random, size, {random.randrange(1, size + 1)}, erased)
        refused += [(number, one) for one in faults(log.files())]

    assert refused == []


def test_an_empty_log_is_whole():
    assert faults(Log(Random(1), size=0, checkpoints=()).files()) == []


@pytest.mark.parametrize("column", ["act", "at", "objects", "act_class", "commitment"])
def test_a_changed_row_is_named_by_its_number(column):
    log = Log(Random(1))
    row = log.rows[7]
    given = {"act": "tests.other", "at": exports.BEGAN, "objects": 2, "act_class": "S", "commitment": bytes(32)}
    setattr(row, column, given[column])

    assert "Entry 7 was changed: it is not what was sealed." in faults(log.files())


def test_a_row_changed_together_with_its_leaf_is_found_between_two_checkpoints():
    log = Log(Random(1))
    files = log.files()
    log.rows[7].act = "tests.other"
    log.seal(log.rows[7])

    assert faults({**files, "entries.jsonl": log.files()["entries.jsonl"]}) == [
        "The checkpoint of 9 entries does not fit: something among the entries 5 to 8 is not what was signed."
    ]


def test_a_changed_payload_is_named():
    log = Log(Random(1))
    log.rows[3].payload["role"] = "Officer"

    assert faults(log.files()) == ["The payload of entry 3 was changed."]


@given(st.dictionaries(st.text(st.characters(codec="ascii"), max_size=9), st.text(max_size=40), max_size=3))
@example({"reason": '","body":{"actor":"x"},"record":'})
@settings(max_examples=60)
def test_whatever_a_payload_says_it_is_read_as_it_was_bound(details):
    log = Log(Random(1), size=2, checkpoints=())
    log.add("tests.told", "C", {f"more {name}": words for name, words in details.items()})
    log.checkpoints = [3]

    assert faults(log.files()) == []


def test_a_payload_that_went_without_an_erasure_is_named():
    log = Log(Random(1))
    log.rows[3].payload = log.rows[3].salt = None

    assert faults(log.files()) == ["The payload of entry 3 is missing, and no entry says it was erased."]


def test_a_payload_that_came_back_after_its_erasure_is_named():
    log = Log(Random(1))
    whole = exports.payload_line(log.rows[3])
    log.erase([3])
    log.checkpoints.append(len(log.rows))
    files = log.files()
    lines = files["payloads.jsonl"].splitlines(keepends=True)
    lines.insert(3, whole)

    assert faults({**files, "payloads.jsonl": b"".join(lines)}) == [
        "The payload of entry 3 is here, but entry 12 says it was erased."
    ]


@pytest.mark.parametrize("column", ["actor_id", "record_id"])
@pytest.mark.parametrize("other", [None, UUID(int=4)])
def test_another_person_or_record_in_the_row_is_named_and_so_is_none(column, other):
    log = Log(Random(1))
    setattr(log.rows[3], column, other)

    assert faults(log.files()) == ["The row of entry 3 names another person or record than its payload."]


def test_a_part_may_lack_payloads_and_says_so():
    log = Log(Random(1))
    log.rows[3].payload = None

    check = verify.Check(log.files("part"))

    assert check.faults == []
    assert "Payloads: 11 here, 1 withheld or erased" in check.lines()


def test_the_report_tells_size_root_gaps_erasures_and_checkpoints():
    log = Log(Random(1), erased=(2,))

    assert verify.Check(log.files()).lines() == [
        "Size: 13",
        f"Root: {base64_text(log.root(13))}",
        "Gaps: none",
        f"Key: {exports.verifier_key(KEY.name, KEY.public_key)}",
        "Exported 2026-03-04T12:00:00Z",
        "Erased: the payload of entry 2, by entry 12 on the basis retention",
        "Payloads: 12 here",
        "Checkpoint of 5 entries: fits",
        "Checkpoint of 9 entries: fits",
        "Checkpoint of 13 entries: fits",
        "Checkpoint of 13 entries: fits",
    ]


WITNESS, WITNESS_NAME = Ed25519PrivateKey.from_private_bytes(bytes(32)), "northshire.example/witness"


def cosigned(note, time):
    """The signature line of a witness, and its key. Source: C2SP tlog-cosignature."""
    raw = b"\4" + WITNESS.public_key().public_bytes_raw()
    line_id = hashlib.sha256(WITNESS_NAME.encode() + b"\n" + raw).digest()[:4]
    text = note.decode().partition("\n\n")[0] + "\n"
    signature = WITNESS.sign(f"cosignature/v1\ntime {time}\n{text}".encode())
    line = base64_text(line_id + time.to_bytes(8, "big") + signature)
    return f"\u2014 {WITNESS_NAME} {line}\n".encode(), f"{WITNESS_NAME}+{line_id.hex()}+{base64_text(raw)}"


@pytest.mark.parametrize(
    ("what", "found"),
    [
        (EXPORT, ["Checkpoint of 12 entries: fits; witnessed by northshire.example/witness at 1772625600"]),
        ("checkpoints/0000000005.txt", []),
    ],
)
def test_a_witness_is_named_who_signed_this_and_nothing_else(what, found):
    files = Log(Random(1)).files()
    line, key = cosigned(files[what], 1772625600)
    keys = canonical({"keys": sorted([key, exports.verifier_key(KEY.name, KEY.public_key)])}) + b"\n"

    check = verify.Check({**files, EXPORT: files[EXPORT] + line, "keys.json": keys})

    named = [one.removesuffix(" (seconds since 1970)") for one in check.lines() if "witnessed" in one]
    assert (named, not check.faults) == (found, bool(found))


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
@settings(max_examples=15)
def test_our_check_of_signatures_agrees_with_the_librarys(seed, message):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)

    assert verify.is_signed(public, message, signature)
    assert not verify.is_signed(public, message + b".", signature)


@pytest.mark.parametrize(
    ("public", "message", "signature"),
    [
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            (
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
                "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            (
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
                "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            ),
        ),
    ],
)
def test_the_published_signatures_are_right(public, message, signature):
    assert verify.is_signed(*(bytes.fromhex(one) for one in (public, message, signature)))


def test_the_id_of_a_key_is_the_one_the_note_carries():
    key = verify.Key(exports.verifier_key(KEY.name, KEY.public_key))

    assert bytes.fromhex(key.hex_id) == key_id(KEY.name, KEY.public_key)


def test_a_key_somebody_kept_shows_a_history_signed_by_another(tmp_path):
    ours = Log(Random(1))
    ours.signer = exports.Signer(KEY.name, Ed25519PrivateKey.from_private_bytes(bytes(32)))
    put(tmp_path, ours.files())

    assert run(tmp_path).returncode == 0
    assert run(tmp_path, "--key", exports.verifier_key(KEY.name, KEY.public_key)).returncode == 1


def test_the_foot_of_a_pdf_is_found_again(tmp_path):
    log = Log(Random(1))
    put(tmp_path, log.files())

    assert run(tmp_path, "--foot", f"9 {base64_text(log.root(9))}").returncode == 0
    assert run(tmp_path, "--foot", f"9 {base64_text(log.root(5))}").returncode == 1


@pytest.mark.parametrize("way", WAYS)
def test_the_command_itself_ends_with_1_and_the_reason(tmp_path, way):
    put(tmp_path, spoil(Random(WAYS.index(way)), way))

    done = run(tmp_path)

    assert (done.returncode, done.stdout.splitlines()[-1], done.stderr) == (1, "NOT WHOLE.", "")


def put(folder, files):
    (folder / "checkpoints").mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / "verify.py").write_bytes(Path(verify.__file__).read_bytes())


def run(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
