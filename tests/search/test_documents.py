"""A record is found by what its documents are called, by whoever may see it, and by nobody else."""

from __future__ import annotations

import pytest

from portal.documents.models import DocumentLink
from portal.documents.queries import links_of
from portal.documents.services import change_document, link_document, subject_of, unlink_document
from tests.casework.incidents import opened
from tests.documents.evidence import ABOUT, kept
from tests.search.test_index import found
from tests.search.test_pages import searched, titles


@pytest.fixture
def tulips(act_and_commit, vault):
    """A general fall with a document of that name."""
    with act_and_commit("ben") as uow:
        record = opened(uow, "A fall")
        return record, kept(uow, vault, record, title="Tulip bed, as it was")


def test_a_document_leads_to_its_record_and_the_page_says_by_which_words(client, tulips):
    page = searched(client.as_("ben"), "tulip was")

    assert titles(page) == ["A fall"]
    assert "Documents: Tulip bed, as it was" in page.words


def test_it_is_found_by_its_new_name_and_not_by_the_old(act, act_and_commit, tulips):
    _record, document = tulips
    with act_and_commit("ben") as uow:
        change_document(uow, uow.session.merge(document), title="Rose bed", about_on=ABOUT, expires_on=None)

    assert (len(found(act("ben"), "rose")), found(act("ben"), "tulip")) == (1, [])


def test_where_it_was_taken_away_it_leads_nowhere(act, act_and_commit, tulips):
    record, document = tulips
    with act_and_commit("ben") as uow:
        other = opened(uow, "Another fall")
        link_document(uow, uow.session.merge(document), subject_of(other))
    assert set(found(act("ben"))) == {record.id, other.id}
    with act_and_commit("ben") as uow:
        (link,) = [one for one in links_of(uow, document) if one.record_id == record.id]
        unlink_document(uow, uow.session.get_one(DocumentLink, (uow.tenant.id, link.id)))

    assert found(act("ben")) == [other.id]


def test_who_may_not_see_the_record_does_not_find_it_by_a_document(act, act_and_commit, vault):
    with act_and_commit("ben") as uow:
        kept(uow, vault, opened(uow, "A fall", compartment="safeguarding"), title="Tulip bed")

    assert {name: len(found(act(name))) for name in ("ben", "ruth", "cora", "asha")} == {
        "ben": 1,
        "ruth": 0,
        "cora": 0,
        "asha": 0,
    }
