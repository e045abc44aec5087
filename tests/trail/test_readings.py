"""Whoever is shown a restricted record leaves an entry, one for each page; ordinary records leave none."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.records.services import restrict_record
from portal.trail.models import TrailEntry
from tests.casework.incidents import LIST, completed
from tests.world import PERSONAS


@pytest.fixture
def restricted(act_and_commit):
    """Two restricted incidents and an ordinary one, by their ids."""
    with act_and_commit("ben") as uow:
        made = [completed(uow) for _ in range(3)]
        for one in made[:2]:
            restrict_record(uow, one, compartment="safeguarding", reason="About a colleague")
        return [one.id for one in made]


@pytest.fixture
def readings(act):
    """The entries of class R so far, oldest first."""

    def read():
        uow = act("ben")
        return uow.session.scalars(
            sa.select(TrailEntry).where(TrailEntry.act_class == "R").order_by(TrailEntry.id)
        ).all()

    return read


@pytest.mark.parametrize("page", ["", "/print", ".pdf", "/edit"])
def test_each_page_of_a_restricted_record_leaves_one_entry(client, restricted, readings, page):
    assert client.as_("ben").get(f"{LIST}{restricted[0]}{page}").status_code == 200

    assert [(one.act, one.record_id, one.compartment, one.actor_id) for one in readings()] == [
        ("record.read", restricted[0], "safeguarding", PERSONAS["ben"].id)
    ]


def test_a_plugins_own_page_leaves_one_too(client, restricted, readings):
    assert client.as_("ben").get(f"/t/rosewood/incidents/{restricted[0]}/duties").status_code == 200

    assert [one.record_id for one in readings()] == [restricted[0]]


@pytest.mark.parametrize(
    "page", [LIST, LIST.rstrip("/") + ".csv", "/t/rosewood/search/?kind=incident"], ids=["list", "file", "search"]
)
def test_a_list_leaves_one_entry_that_names_what_it_showed(client, restricted, readings, page):
    client.as_("ben").get(page)

    [entry] = readings()
    assert (entry.objects, entry.payload["objects"]) == (2, sorted(str(one) for one in restricted[:2]))


def test_an_ordinary_record_leaves_none(client, restricted, readings):
    client.as_("ben").get(f"{LIST}{restricted[2]}")

    assert readings() == []


def test_whoever_is_shown_nothing_leaves_none(client, restricted, readings):
    assert client.as_("ruth").get(f"{LIST}{restricted[0]}").status_code == 404
    client.as_("ruth").get(LIST)

    assert readings() == []


def test_a_form_that_was_sent_leaves_its_own_entry_and_no_reading(client, restricted, readings):
    ben = client.as_("ben")
    page = f"{LIST}{restricted[0]}/notes"
    form = ben.get(f"{LIST}{restricted[0]}").form(page)
    before = len(readings())

    assert ben.post_raw(page, form | {"words": "Looked into."}).status_code == 302
    assert len(readings()) == before


def test_a_form_that_is_shown_again_shows_the_record_again(client, restricted, readings):
    ben = client.as_("ben")
    page = f"{LIST}{restricted[0]}/notes"
    form = ben.get(f"{LIST}{restricted[0]}").form(page)
    before = len(readings())

    assert ben.post_raw(page, form | {"words": ""}).status_code == 422
    assert len(readings()) == before + 1


def test_the_timeline_of_the_record_does_not_fill_with_readings(client, restricted):
    ben = client.as_("ben")
    for _twice in range(2):
        page = ben.get(f"{LIST}{restricted[0]}")

    assert "record read" not in page.words
