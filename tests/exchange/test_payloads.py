"""Messages of a feature's own: what they carry reaches the other side as it stands, and no third organisation."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from portal.core.errors import PortalError
from portal.exchange.conversation import messages_in, send_payload, talks_of
from portal.exchange.models import Message
from tests.exchange.everything import holders
from tests.exchange.story import acts, room_about

CONTENT = {"points": [{"number": 1, "words": "The stair gate was open"}]}


@pytest.fixture
def told(story):
    """A fall at Rosewood, and the record it became at Northshire."""
    incident_id = story.fall()
    return incident_id, story.copy()


def send(story, record_id, *, name="asha"):
    with story.acting(name) as uow:
        send_payload(uow, room_about(uow, record_id), type="toy.notice", payload=CONTENT)


def test_both_sides_keep_the_same_payload(story, told):
    send(story, told[1])

    for name, record_id, direction in (("asha", told[1], "sent"), ("ben", told[0], "received")):
        with story.acting(name) as uow:
            (kept,) = messages_in(uow, room_about(uow, record_id))
            assert (kept.direction, kept.type, kept.payload) == (direction, "toy.notice", CONTENT)


def test_no_third_organisation_holds_it(story, told):
    story.link("vera", "advocates_for:from", "ben")
    send(story, told[1])
    story.work()

    assert holders(story.location, "The stair gate was open") == {"northshire", "rosewood"}


def test_it_is_heard_once_by_each_trail(story, told):
    send(story, told[1])
    story.work()

    with story.acting("ben") as uow:
        assert acts(uow)[-1] == "exchange.message_heard"


def test_it_is_no_line_of_the_conversation(story, told):
    send(story, told[1])
    story.work()

    with story.acting("ben") as uow:
        assert [talk.messages for talk in talks_of(uow, told[0])] == [[]]


@pytest.mark.parametrize(
    ("type_", "payload"),
    [("notice", "{}"), ("toy.notice", "[1]"), ("toy.notice", None), ("ask", "{}"), ("Toy.notice", "{}")],
)
def test_the_database_keeps_words_and_payloads_apart(story, told, type_, payload):
    send_it = sa.text("SELECT exchange.message(:room, :type, '', NULL, NULL, NULL, '', CAST(:payload AS jsonb))")
    with story.acting("asha") as uow:
        room = room_about(uow, told[1])
        with pytest.raises(DBAPIError, match="words_or_payload"), uow.session.begin_nested():
            uow.session.execute(send_it, {"room": room.id, "type": type_, "payload": payload})


def test_once_the_link_has_ended_nothing_more_is_sent(story, told):
    story.end_link()

    with pytest.raises(PortalError, match="has ended"):
        send(story, told[1])
    with story.acting("ben") as uow:
        assert uow.session.scalars(sa.select(Message)).all() == []
