"""Documents are kept sealed, in versions, on as many things as they are put to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import ProgrammingError

from portal.core.errors import NotFoundError, PortalError, UnavailableError
from portal.core.file_store import StoreAwayError
from portal.core.ids import new_id
from portal.core.keys import Purpose, derive_key
from portal.core.sealing import unwrap_key
from portal.documents.models import Document, DocumentLink, DocumentVersion
from portal.documents.queries import bytes_kept, documents_on, load_document, versions_of
from portal.documents.services import add_version, change_document, link_document, subject_of
from portal.documents.vault import FileLostError
from portal.records.services import restrict_record
from portal.trail.models import TrailEntry
from tests.casework.incidents import opened
from tests.documents.evidence import ABOUT, TITLE, counted, kept, newest, read, stored
from tests.documents.files import EICAR, PDF, WORDS, picture, upload
from tests.world import TENANTS


def test_a_document_has_the_day_it_is_about_and_the_moment_it_came(act, vault):
    uow = act("ben")
    document = kept(uow, vault, opened(uow, "A fall"), expires_on=date(2027, 3, 2))
    version = newest(uow, document)

    assert (document.title, document.about_on, document.expires_on) == (TITLE, date(2026, 3, 2), date(2027, 3, 2))
    assert version.uploaded_at == uow.now
    assert (version.number, version.file_name, version.size_bytes) == (1, "round.txt", len(WORDS))


def test_what_is_fetched_is_what_was_sent_and_what_lies_in_the_store_says_nothing(act, vault):
    uow = act("ben")
    version = newest(uow, kept(uow, vault, opened(uow, "A fall")))

    assert read(uow, vault, version) == WORDS
    sealed = b"".join(vault.store.get(f"{uow.tenant.id}/{version.id}"))
    assert b"round" not in sealed


def test_another_organisations_key_does_not_open_it(act, vault):
    uow = act("ben")
    version = newest(uow, kept(uow, vault, opened(uow, "A fall")))
    keys = {one.slug: derive_key(vault.secret, Purpose.DOCUMENTS, context=str(one.id)) for one in TENANTS}

    assert len(unwrap_key(keys["rosewood"], version.wrapped_key)) == 32
    with pytest.raises(FileLostError):
        vault.read(TENANTS[0].id, version.id, version.wrapped_key, version.sha256)


def test_a_version_replaces_none(act, vault):
    uow = act("ben")
    document = kept(uow, vault, opened(uow, "A fall"))
    add_version(uow, vault, document, upload=upload("round.pdf", PDF))

    both = versions_of(uow, document)
    assert [(one.number, one.media_type) for one in both] == [(2, "application/pdf"), (1, "text/plain")]
    assert [read(uow, vault, one) for one in both] == [PDF, WORDS]


def test_one_document_serves_many_records_and_stands_once_on_each(act, vault):
    uow = act("ben")
    first, second = opened(uow, "A fall"), opened(uow, "Another fall")
    document = kept(uow, vault, first)
    for _twice in range(2):
        link_document(uow, document, subject_of(second))
    add_version(uow, vault, document, upload=upload("round.pdf", PDF))

    rows = [documents_on(uow, record_id=one.id) for one in (first, second)]
    assert [[(row.title, row.newest, row.version_number) for row in one] for one in rows] == [[(TITLE, 2, 1)]] * 2


def test_a_picture_keeps_the_hash_of_what_came_beside_that_of_what_is_kept(act, vault):
    uow = act("ben")
    version = newest(uow, kept(uow, vault, opened(uow, "A fall"), picture(hidden=b"here"), name="gate.jpg"))

    assert version.is_redrawn
    assert b"here" not in read(uow, vault, version)


def test_what_is_said_of_it_can_be_corrected(act, vault):
    uow = act("ben")
    document = kept(uow, vault, opened(uow, "A fall"))
    change_document(uow, document, title="Night rounds", about_on=ABOUT, expires_on=None)

    assert load_document(uow, document.id).title == "Night rounds"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"about_on": date(2026, 3, 5)}, "about_on"),
        ({"expires_on": date(2026, 3, 1)}, "expires_on"),
        ({"name": "run.exe"}, "file"),
    ],
)
def test_what_cannot_be_is_refused_on_its_field_and_nothing_is_kept(act, vault, given, field):
    uow = act("ben")

    with pytest.raises(PortalError) as refused:
        kept(uow, vault, opened(uow, "A fall"), **given)
    assert refused.value.field == field
    assert stored(vault, uow) == set()


def test_the_trail_tells_what_happened_and_never_what_it_is_called(act, vault):
    uow = act("ben")
    record = opened(uow, "A fall")
    document = kept(uow, vault, record)
    add_version(uow, vault, document, upload=upload("round.pdf", PDF))

    entries = uow.session.scalars(select(TrailEntry).where(TrailEntry.record_id == record.id)).all()
    acts = {one.act for one in entries}
    assert {"document.added", "document.new_version"} <= acts
    assert not any(word in str(one.payload) for one in entries for word in (TITLE, "round."))


def test_an_organisation_keeps_so_much_and_no_more(act, vault):
    uow = act("ben")
    record, small = opened(uow, "A fall"), replace(vault, most_per_tenant=len(WORDS) + 10)
    kept(uow, small, record)

    with pytest.raises(PortalError, match="There is no room for this file"):
        kept(uow, small, record)
    assert bytes_kept(uow) == len(WORDS)


def test_room_is_counted_whoever_may_see_what_takes_it(act, vault):
    ben = act("ben")
    kept(ben, vault, opened(ben, "A fall", compartment="safeguarding"))

    assert bytes_kept(ben) == len(WORDS)


class AwayStore:
    """A store that does not answer."""

    def put(self, *_given):
        raise StoreAwayError

    def get(self, *_given):
        raise StoreAwayError


def test_a_store_that_is_away_says_so_and_leaves_no_row(act, vault):
    uow = act("ben")
    record = opened(uow, "A fall")

    with pytest.raises(UnavailableError, match="cannot be kept or fetched just now"):
        kept(uow, replace(vault, store=AwayStore()), record)
    assert counted(uow) == set()
    assert documents_on(uow, record_id=record.id) == []


@pytest.mark.parametrize("harm", [lambda file: file.write_bytes(file.read_bytes()[:-1]), lambda file: file.unlink()])
def test_a_damaged_or_missing_file_is_not_given_out(act, vault, harm):
    uow = act("ben")
    version = newest(uow, kept(uow, vault, opened(uow, "A fall")))
    harm(vault.store.root / str(uow.tenant.id) / str(version.id))

    with pytest.raises(FileLostError):
        read(uow, vault, version)


def test_one_file_in_anothers_place_is_not_given_out(act, vault):
    uow = act("ben")
    record = opened(uow, "A fall")
    first, second = (newest(uow, kept(uow, vault, record)) for _each in range(2))
    folder = vault.store.root / str(uow.tenant.id)
    (folder / str(first.id)).write_bytes((folder / str(second.id)).read_bytes())

    with pytest.raises(FileLostError):
        read(uow, vault, first)


def test_what_the_scanner_finds_is_refused_and_not_kept(act, scanned):
    uow = act("ben")
    record = opened(uow, "A fall")

    with pytest.raises(PortalError, match="found something harmful"):
        kept(uow, scanned, record, EICAR + b"\n")
    assert stored(scanned, uow) == set()
    assert newest(uow, kept(uow, scanned, record)).scanned_at == uow.now


def test_while_the_scanner_is_away_a_file_waits(act, unscanned):
    uow = act("ben")
    version = newest(uow, kept(uow, unscanned, opened(uow, "A fall")))

    assert (version.state, version.scanned_at) == ("waiting", None)


def test_who_sees_nothing_it_is_put_to_does_not_find_it(act_and_commit, act, vault):
    with act_and_commit("ben") as uow:
        hidden = kept(uow, vault, opened(uow, "A fall", compartment="safeguarding"), title="HIDDEN")
        shown = kept(uow, vault, opened(uow, "A fall"), title="SHOWN")

    for name in ("ruth", "rhona"):
        assert load_document(act(name), shown.id).title == "SHOWN"
    for name, document in (("ruth", hidden), ("rhona", hidden), ("ade", hidden), ("ade", shown), ("cora", shown)):
        with pytest.raises(NotFoundError):
            load_document(act(name), document.id)
    assert versions_of(act("ruth"), hidden) == []


def test_put_to_one_more_thing_it_is_seen_there_and_no_word_of_the_other(act_and_commit, act, vault):
    with act_and_commit("ben") as uow:
        document = kept(uow, vault, opened(uow, "A fall", compartment="safeguarding"))
        link_document(uow, document, subject_of(opened(uow, "A fall")))

    ruth = act("ruth")
    assert load_document(ruth, document.id).title == TITLE
    assert len(ruth.session.scalars(select(DocumentLink)).all()) == 1


def test_a_record_that_is_restricted_takes_its_documents_along(act_and_commit, act, vault):
    with act_and_commit("ben") as uow:
        record = opened(uow, "A fall")
        document = kept(uow, vault, record)
    with act_and_commit("ben") as uow:
        uow.session.get_one(type(record), (uow.tenant.id, record.id)).compartment = "safeguarding"

    with pytest.raises(NotFoundError):
        load_document(act("ruth"), document.id)
    assert load_document(act("ben"), document.id).title == TITLE


@pytest.fixture
def hidden(act_and_commit, vault):
    """A document of a record that officers do not find."""
    with act_and_commit("ben") as uow:
        incident = opened(uow, "A fall in the lounge")
        document = kept(uow, vault, incident)
        restrict_record(uow, incident, compartment="safeguarding", reason="An allegation")
    return document


def put_to(uow, record, document_id):
    """The row itself, past every service."""
    key = {"tenant_id": uow.tenant.id, "id": new_id(), "compartment": record.compartment}
    return DocumentLink(
        **key, document_id=document_id, kind="record", record_id=record.id, version_number=1, linked_at=uow.now
    )


def test_nobody_gets_to_see_a_document_by_putting_it_to_a_record_of_their_own(act, hidden):
    ruth = act("ruth")
    ruth.session.add(put_to(ruth, opened(ruth, "A cold supper"), hidden.id))

    with pytest.raises(ProgrammingError, match="row-level security"):
        ruth.session.flush()


def test_orders_that_read_nothing_reach_no_document_out_of_sight(act, vault, hidden):
    ruth = act("ruth")
    own = kept(ruth, vault, opened(ruth, "A cold supper"))
    changed = [
        ruth.session.execute(update(DocumentVersion).values(document_id=own.id)).rowcount,
        ruth.session.execute(update(Document).values(title="Mine")).rowcount,
        ruth.session.execute(delete(DocumentLink)).rowcount,
        ruth.session.execute(delete(Document)).rowcount,
    ]

    assert changed == [1, 1, 1, 0]
    ruth.session.close()
    assert load_document(act("ben"), hidden.id).title == TITLE
