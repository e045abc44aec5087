"""A document goes with the last thing it is put to: rows, keys and files; and whatever fell between is swept up."""

from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from portal.core.errors import NotFoundError
from portal.core.virus_scanner import VirusScanner
from portal.documents.hooks import portal_record_erased
from portal.documents.queries import documents_on, links_of, load_document, versions_of
from portal.documents.services import erase_documents, link_document, subject_of, unlink_document
from portal.documents.upkeep import YOUNG
from portal.worker import run_waiting_jobs
from tests.casework.incidents import opened
from tests.documents.evidence import counted, kept, newest, stored, titles
from tests.documents.files import EICAR, WORDS
from tests.documents.scanner import stub_scanner

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


def test_with_the_last_link_the_document_its_rows_and_its_file_are_gone(app, act_and_commit, act, vault):
    with act_and_commit("ben") as uow:
        document = kept(uow, vault, opened(uow, "A fall"))
        (link,) = links_of(uow, document)
        assert unlink_document(uow, link)
        assert stored(vault, uow) != set()  # until this is committed, nothing may be lost

    run_waiting_jobs(app)
    ben = act("ben")
    assert (titles(ben), counted(ben), stored(vault, ben)) == ([], set(), set())


def test_a_document_that_is_used_elsewhere_stays_even_where_one_cannot_see(app, act_and_commit, act, vault):
    with act_and_commit("ben") as uow:
        general = opened(uow, "A fall")
        document = kept(uow, vault, general)
        link_document(uow, document, subject_of(opened(uow, "Restricted", compartment="safeguarding")))
    with act_and_commit("ruth") as uow:
        (link,) = links_of(uow, load_document(uow, document.id))
        assert not unlink_document(uow, link)

    run_waiting_jobs(app)
    ben = act("ben")
    assert titles(ben) == [document.title]
    assert documents_on(ben, record_id=general.id) == []
    assert stored(vault, ben) == {str(one.id) for one in versions_of(ben, document)}


def test_erasing_a_record_erases_what_was_put_to_it_alone(app, act_and_commit, act, vault):
    with act_and_commit("ben") as uow:
        first, second = opened(uow, "A fall"), opened(uow, "Another")
        kept(uow, vault, first, title="ALONE")
        link_document(uow, kept(uow, vault, first, title="SHARED"), subject_of(second))
        assert erase_documents(uow, first.id) == 1

    run_waiting_jobs(app)
    ben = act("ben")
    assert titles(ben) == ["SHARED"]
    assert len(stored(vault, ben)) == 1


def test_what_was_erased_with_a_record_is_said_for_its_certificate(act, vault):
    uow = act("ben")
    record = opened(uow, "A fall")
    kept(uow, vault, record)

    assert portal_record_erased(uow, record.id) == {"Documents": 1}
    assert portal_record_erased(uow, record.id) is None
    assert titles(uow) == []


def test_what_is_rolled_back_leaves_a_file_that_is_swept_up_later(app, act, vault, run_schedule):
    kept(act("ben"), vault, opened(act("ben"), "A fall"))
    rolled_back = stored(vault, act("ben"))

    run_schedule("documents.sweep", NOW)
    assert stored(vault, act("ben")) == rolled_back != set()

    for file in vault.store.root.glob("*-*/*"):
        os.utime(file, (0, 0))  # as if it had come long ago
    run_schedule("documents.sweep", NOW + timedelta(days=1))
    assert stored(vault, act("ben")) == set()


def test_a_document_whose_record_is_gone_is_swept_up(act_and_commit, act, vault, run_schedule, superuser):
    with act_and_commit("ben") as uow:
        gone, there = opened(uow, "Gone"), opened(uow, "There")
        kept(uow, vault, gone, title="GONE")
        kept(uow, vault, there, title="THERE")
    superuser.execute(text("DELETE FROM portal.incident WHERE id = :id"), {"id": gone.id})
    superuser.execute(text("DELETE FROM portal.record WHERE id = :id"), {"id": gone.id})
    superuser.commit()

    run_schedule("documents.sweep", NOW)

    found = superuser.execute(text("SELECT title FROM portal.document")).scalars().all()
    assert found == ["THERE"]
    assert len(stored(vault, act("ben"))) == 1


def test_a_file_that_is_gone_is_marked_and_found_again_when_it_is_back(act_and_commit, act, vault, run_schedule):
    with act_and_commit("ben") as uow:
        document = kept(uow, vault, opened(uow, "A fall"))
        place = vault.store.root / str(uow.tenant.id) / str(newest(uow, document).id)
    sealed, later = place.read_bytes(), NOW + YOUNG + timedelta(hours=1)

    place.unlink()
    run_schedule("documents.sweep", later)
    assert newest(act("ben"), document).state == "lost"

    place.write_bytes(sealed)
    run_schedule("documents.sweep", later + timedelta(days=1))
    assert newest(act("ben"), document).state == "kept"


@contextmanager
def while_the_scanner_answers(app, vault, **given):
    with stub_scanner(**given) as url:
        object.__setattr__(app.extensions["portal.vault"], "scanner", VirusScanner(url))
        yield


@pytest.mark.parametrize(("content", "state"), [(WORDS, "kept"), (EICAR + b"\n", "infected")])
def test_what_waited_is_scanned_once_the_scanner_is_back(
    app, act_and_commit, act, unscanned, run_schedule, content, state
):
    with act_and_commit("ben") as uow:
        document = kept(uow, unscanned, opened(uow, "A fall", compartment="safeguarding"), content)
    run_schedule("documents.scan", NOW)
    assert newest(act("ben"), document).state == "waiting"

    with while_the_scanner_answers(app, unscanned):
        run_schedule("documents.scan", NOW + timedelta(hours=1))

    ben = act("ben")
    assert newest(ben, document).state == state
    assert (stored(unscanned, ben) == set()) == (state == "infected")


def test_a_document_that_was_erased_is_found_by_nobody(act, vault):
    uow = act("ben")
    record = opened(uow, "A fall")
    document_id = kept(uow, vault, record).id
    erase_documents(uow, record.id)

    with pytest.raises(NotFoundError):
        load_document(uow, document_id)
