"""What files lean on is away, full, slow or wrong: a clear sentence, all that was typed, and nothing half kept."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.core import file_store, pdf
from portal.core.confinement import Limits
from portal.core.file_store import open_store
from portal.documents.inspection import pictures
from tests.casework.incidents import opened, path
from tests.documents.bucket import running_bucket
from tests.documents.evidence import kept, stored, titles
from tests.documents.files import picture
from tests.documents.test_pages import SAID, adding, fetch, sent

AWAY = "Files cannot be kept or fetched just now. Everything else works. Nothing was lost."


@pytest.fixture
def record(act_and_commit, vault):
    with act_and_commit("ben") as uow:
        return opened(uow, "A fall")


@pytest.fixture
def bucket(app, vault, monkeypatch):
    """The documents lie in a bucket that answers within a second, or is away."""
    for name, value in {"ACCESS_KEY_ID": "nobody", "SECRET_ACCESS_KEY": "nothing", "REGION": "eu-west-2"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setattr(file_store, "ANSWER_WITHIN", timedelta(seconds=1))
    monkeypatch.setattr(file_store, "MOST_RETRIES", 0)
    with running_bucket() as bucket:
        monkeypatch.setenv("AWS_ENDPOINT", f"http://127.0.0.1:{bucket.server_port}")
        app.extensions["portal.vault"] = replace(vault, store=open_store("s3://evidence", vault.store.root))
        yield bucket


def refused(client, act, record, **file):
    """The errors of the page and the title still in its box; no document was made of it."""
    page = client.as_("ben").post(adding(record), {**sent(**file), **SAID})
    assert titles(act("ben")) == []
    assert client.as_("ben").get(path(record)).status_code == 200
    return page.errors, page.form()["title"]


def test_a_full_disk_takes_no_file_and_says_so(client, act, vault, record, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    assert refused(client, act, record) == ([AWAY], "Training record")
    assert stored(vault, act("ben")) == set()


def test_a_slow_store_is_not_waited_for(client, act, bucket, record):
    bucket.delay = 3

    assert refused(client, act, record) == ([AWAY], "Training record")


def test_what_a_store_gives_back_altered_is_not_given_out(app, client, act_and_commit, bucket, record):
    with act_and_commit("ben") as uow:
        document = kept(uow, app.extensions["portal.vault"], record)
    (key, body), *_none = bucket.objects.items()
    bucket.objects[key] = body[:-1] + bytes([body[-1] ^ 1])
    ben = client.as_("ben")

    assert (
        "This file is damaged: what is stored is not what was uploaded" in ben.get(fetch(ben, document).location).words
    )


def test_while_the_scanner_is_away_a_file_is_taken_and_the_record_says_that_it_waits(client, unscanned, record):
    ben = client.as_("ben")
    ben.post(adding(record), {**sent(), **SAID})
    page = ben.get(path(record))

    assert "Training record Waits for the virus scanner" in page.words
    assert page.tree.xpath("//form[contains(@action, '/download')]") == []


def test_a_picture_that_takes_too_much_is_refused(client, act, vault, record, monkeypatch):
    monkeypatch.setattr(pictures, "PICTURE", Limits(seconds=20, megabytes=0))

    errors, title = refused(client, act, record, content=picture(size=(3000, 2000)), name="gate.jpg")
    assert (errors, title) == ([pictures.TOO_MUCH], "Training record")
    assert stored(vault, act("ben")) == set()


def test_while_no_pdf_can_be_drawn_the_page_can_still_be_printed(client, record, monkeypatch):
    monkeypatch.setattr(pdf, "PAPER", Limits(seconds=90, megabytes=0))
    ben = client.as_("ben")
    answer = ben.get(f"{path(record)}.pdf")

    assert (answer.status_code, answer.response.headers["Retry-After"]) == (503, "60")
    assert "This PDF could not be made" in answer.words
    assert "Open the same as a page and print that" in answer.words
    assert ben.get(f"{path(record)}/print").status_code == 200
