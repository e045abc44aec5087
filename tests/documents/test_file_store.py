"""A folder and a bucket keep promises alike: a file is there whole or not at all."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime

import pytest

from portal.core.file_store import INCOMING, FileMissingError, StoreAwayError, StoredFile, open_store
from tests.documents.bucket import running_bucket

LARGE = 6 * 1024 * 1024  # more than one part of an upload


@pytest.fixture
def bucket(monkeypatch):
    with running_bucket() as bucket:
        monkeypatch.setenv("AWS_ENDPOINT", f"http://127.0.0.1:{bucket.server_port}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
        monkeypatch.setenv("AWS_REGION", "eu-west-2")
        yield bucket


@pytest.fixture(params=["folder", "bucket"])
def store(request, tmp_path):
    if request.param == "folder":
        return open_store(None, tmp_path / "documents")
    request.getfixturevalue("bucket")
    return open_store("s3://evidence/kept", tmp_path)


def read(store, key):
    return b"".join(store.get(key))


def test_what_was_put_is_got(store):
    store.put("a/1", [b"first ", b"second"])

    assert read(store, "a/1") == b"first second"


def test_a_large_file_is_got_whole(store):
    pieces = [bytes([number]) * 65_536 for number in range(LARGE // 65_536)]
    store.put("a/1", iter(pieces))

    assert read(store, "a/1") == b"".join(pieces)


def test_what_is_not_there_is_missing(store):
    with pytest.raises(FileMissingError):
        read(store, "a/1")


def test_what_was_removed_is_gone_and_may_be_removed_again(store):
    store.put("a/1", [b"x"])
    store.remove("a/1")
    store.remove("a/1")

    with pytest.raises(FileMissingError):
        read(store, "a/1")


def test_a_folder_is_listed_and_no_other(store):
    for key in ("a/1", "a/2", "b/1"):
        store.put(key, [b"x"])

    assert [one.key for one in store.files("a")] == ["a/1", "a/2"]
    assert list(store.files("c")) == []


def test_a_store_that_takes_files_says_so(store):
    store.check()


def test_a_bucket_is_asked_for_its_folder(bucket, tmp_path):
    open_store("s3://evidence/kept", tmp_path).put("a/1", [b"x"])

    assert bucket.objects == {"kept/a/1": b"x"}


def test_a_bucket_says_since_when(bucket, tmp_path):
    store = open_store("s3://evidence", tmp_path)
    store.put("a/1", [b"x"])

    assert list(store.files("a")) == [StoredFile("a/1", datetime(2026, 3, 1, 10, tzinfo=UTC))]


@pytest.mark.parametrize("act", ["put", "get", "remove", "files", "check"])
def test_a_bucket_that_fails_is_away(bucket, tmp_path, act):
    store = open_store("s3://evidence", tmp_path)
    bucket.is_down = True

    with pytest.raises(StoreAwayError):
        {
            "put": lambda: store.put("a/1", [b"x"]),
            "get": lambda: read(store, "a/1"),
            "remove": lambda: store.remove("a/1"),
            "files": lambda: list(store.files("a")),
            "check": store.check,
        }[act]()


def test_a_file_that_breaks_off_leaves_nothing(tmp_path):
    store = open_store(None, tmp_path)

    def pieces():
        yield b"half"
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - the one above
        store.put("a/1", pieces())
    assert list((tmp_path / INCOMING).iterdir()) == []
    assert list(store.files("a")) == []


def test_a_full_disk_is_a_store_that_is_away(tmp_path, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    store = open_store(None, tmp_path)
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(StoreAwayError):
        store.put("a/1", [b"x"])
    assert list((tmp_path / INCOMING).iterdir()) == []
