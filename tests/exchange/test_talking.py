"""Talking: both sides keep the same words, one side owes an answer, and nobody else hears of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from portal.core.errors import PortalError
from portal.deadlines.models import Deadline
from portal.exchange.conversation import messages_in, rooms_of, say
from portal.exchange.models import Disclosure, Message, Room
from portal.exchange.talking import ASK_REPLY, acknowledge_copy, answer_question, ask_question, object_to
from portal.records.services import restrict_record
from tests.exchange.everything import holders, ids_in, kept
from tests.exchange.story import LEARNING, acts, copies, incident_of, link_to, room_about, said
from tests.world import PERSONAS

FRIDAY = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)
WORDS = "Has the stair gate been checked?"


@pytest.fixture
def told(story):
    """A fall at Rosewood, and the record it became at Northshire."""
    incident_id = story.fall()
    return incident_id, story.copy()


def reply_clocks(uow):
    return uow.session.scalars(sa.select(Deadline).where(Deadline.rule_code == ASK_REPLY)).all()


def page_of(story, client, name, record_id):
    return client.as_(name).get(f"/t/{PERSONAS[name].home}/records/incident/{record_id}")


def test_both_sides_keep_the_question(story, told):
    incident_id, copy_id = told
    story.ask(copy_id, WORDS)

    with story.acting("asha") as uow:
        assert said(uow, copy_id) == [("sent", "ask", WORDS)]
    with story.acting("ben") as uow:
        assert said(uow, incident_id) == [("received", "ask", WORDS)]


def test_the_other_side_reads_a_role_and_never_a_name(story, told):
    incident_id, copy_id = told
    before = ids_in(kept(story.location)["rosewood"])
    story.ask(copy_id, WORDS)

    with story.acting("ben") as uow:
        (question,) = messages_in(uow, room_about(uow, incident_id))
    assert (question.author_role, question.author_id) == ("Officer or practitioner", None)
    assert holders(story.location, "Asha Verma") == {"northshire"}
    assert str(PERSONAS["asha"].id) not in ids_in(kept(story.location)["rosewood"]) - before


def test_nobody_else_hears_of_it(story, told):
    story.link("vera", "advocates_for:from", "ben")
    story.disclose(told[0], LEARNING, to="clearvoice")
    story.ask(told[1], WORDS)
    story.work()

    assert holders(story.location, WORDS) == {"northshire", "rosewood"}
    with story.acting("vera") as uow:
        assert uow.session.scalars(sa.select(Message)).all() == []


def test_each_organisation_has_a_conversation_of_its_own_about_the_same_record(story, told, client):
    incident_id, copy_id = told
    story.link("vera", "advocates_for:from", "ben")
    story.disclose(incident_id, LEARNING, to="clearvoice")
    story.ask(copy_id, WORDS)
    story.ask(story.copy("vera"), "Was she heard?", name="vera")

    with story.acting("ben") as uow:
        rooms = rooms_of(uow, incident_id)
        assert [(one.peer_name, [two.body for two in messages_in(uow, one)]) for one in rooms] == [
            ("Northshire Council", [WORDS]),
            ("Clear Voice Advocacy", ["Was she heard?"]),
        ]
    assert "Was she heard?" not in page_of(story, client, "asha", copy_id).text


def test_a_question_hopes_for_an_answer_in_three_working_days(story, told):
    story.ask(told[1])

    with story.acting("asha") as uow:
        assert uow.session.scalars(sa.select(Message.answer_by)).one() == date(2026, 3, 9)


def test_the_clock_runs_where_the_answer_is_owed(story, told):
    incident_id, copy_id = told
    story.ask(copy_id)
    story.work()

    with story.acting("ben") as uow:
        (clock,) = reply_clocks(uow)
        assert (clock.record_id, clock.due_on, clock.is_running) == (incident_id, date(2026, 3, 9), True)
    with story.acting("asha") as uow:
        assert reply_clocks(uow) == []


def test_a_question_delivered_twice_starts_one_clock(story, told):
    story.ask(told[1])
    story.work()
    story.forget_done(requests=True)
    story.work()

    with story.acting("ben") as uow:
        assert len(reply_clocks(uow)) == 1


def test_a_question_that_came_before_its_record_starts_its_clock_with_it(story):
    story.switch(on=False)
    incident_id = story.fall()
    story.ask(incident_id, WORDS, name="ben")
    story.work()
    with story.acting("asha") as uow:
        assert reply_clocks(uow) == []

    story.switch(on=True)
    copy_id = story.copy()

    with story.acting("asha") as uow:
        assert [(one.record_id, one.due_on) for one in reply_clocks(uow)] == [(copy_id, date(2026, 3, 9))]


def test_the_answer_stops_the_clock_and_both_sides_see_when(story, told):
    incident_id, copy_id = told
    story.ask(copy_id)
    story.work()
    story.at(FRIDAY)
    story.answer("Yes, the same day.")

    with story.acting("ben") as uow:
        (clock,) = reply_clocks(uow)
        assert (clock.is_running, clock.within_time) == (False, True)
    for name, record_id in (("ben", incident_id), ("asha", copy_id)):
        with story.acting(name) as uow:
            question, answer = messages_in(uow, room_about(uow, record_id))
            assert question.answered_at.replace(second=0, microsecond=0) == FRIDAY
            assert (answer.body, answer.answers_key) == ("Yes, the same day.", question.message_key)


def test_both_home_pages_say_who_owes_an_answer(story, told, client):
    story.ask(told[1])
    story.work()

    assert "Answer the question Fall at Rosewood House" in " ".join(client.as_("ben").get("/t/rosewood/").words.split())
    waits = client.as_("asha").get("/t/northshire/").words
    assert "Rosewood Care to answer your question" in waits

    story.answer()
    assert "to answer your question" not in client.as_("asha").get("/t/northshire/").words


def test_the_whole_talk_stands_on_both_pages(story, told, client):
    incident_id, copy_id = told
    asha, ben = client.as_("asha"), client.as_("ben")
    asha.post(f"/t/northshire/records/incident/{copy_id}/open", form_at=f"/t/northshire/records/incident/{copy_id}")
    with story.acting("asha") as uow:
        room = room_about(uow, copy_id).id
    asha.post(f"/t/northshire/sharing/rooms/{room}/ask", {"body": WORDS})
    story.work()
    link = ben.get(f"/t/rosewood/records/incident/{incident_id}").links()["Answer"]
    ben.post(link, {"body": "Yes, on Monday."})

    for name, record_id in (("asha", copy_id), ("ben", incident_id)):
        words = page_of(story, client, name, record_id).words
        assert words.index(WORDS) < words.index("Yes, on Monday.")


def test_a_question_is_answered_once(story, told):
    story.ask(told[1])
    story.answer()

    with story.acting("ben") as uow:
        question = uow.session.scalars(sa.select(Message).where(Message.type == "ask")).one()
        with pytest.raises(PortalError, match="answered already"):
            answer_question(uow, room_about(uow, told[0]), question, body="Once more")


def test_only_who_was_asked_can_answer(story, told, client):
    question_id = story.ask(told[1])

    assert client.as_("asha").get(f"/t/northshire/sharing/questions/{question_id}/answer").status_code == 404
    assert client.as_("gil").get(f"/t/glenview/sharing/questions/{question_id}/answer").status_code == 404


@pytest.mark.parametrize(("way", "error"), [("ask", "Write your question"), ("object", "Say what you object to")])
def test_nothing_is_said_without_words(story, told, client, way, error):
    with story.acting("asha") as uow:
        room = room_about(uow, told[1])
        with pytest.raises(PortalError, match="Write what you want to say"):
            say(uow, room, type=way, body="  ")

    assert client.as_("asha").post(f"/t/northshire/sharing/rooms/{room.id}/{way}", {"body": " "}).errors == [error]


def test_a_form_sent_twice_asks_once(story, told, client):
    asha = client.as_("asha")
    with story.acting("asha") as uow:
        path = f"/t/northshire/sharing/rooms/{room_about(uow, told[1]).id}/ask"
    form = asha.get(path).form() | {"body": WORDS}

    first, second = asha.post_raw(path, form), asha.post_raw(path, form)

    assert first.location == second.location
    with story.acting("ben") as uow:
        assert said(uow, told[0]) == [("received", "ask", WORDS)]


def test_what_arrived_is_acknowledged_once(story, told, client):
    incident_id, copy_id = told
    asha, page = client.as_("asha"), f"/t/northshire/records/incident/{copy_id}"
    asha.post(f"{page}/open", form_at=page)
    with story.acting("asha") as uow:
        path = f"/t/northshire/sharing/rooms/{room_about(uow, copy_id).id}/acknowledge"
    asha.post(path, form_at=page)
    story.work()

    with story.acting("asha") as uow:
        assert copies(uow)[0].handling == "acknowledged"
        with pytest.raises(PortalError, match="acknowledged already"):
            acknowledge_copy(uow, room_about(uow, copy_id))
    with story.acting("ben") as uow:
        assert said(uow, incident_id) == [("received", "acknowledge", "")]
        assert acts(uow)[-1] == "exchange.heard_acknowledge"


def test_what_is_ones_own_is_not_acknowledged(story, told):
    with story.acting("ben") as uow, pytest.raises(PortalError, match="Only something another organisation shared"):
        acknowledge_copy(uow, room_about(uow, told[0]))


def test_an_objection_stands_on_both_sides(story, told):
    incident_id, copy_id = told
    with story.acting("asha") as uow:
        object_to(uow, room_about(uow, copy_id), body="The date is wrong")
    story.work()

    with story.acting("asha") as uow:
        assert said(uow, copy_id) == [("sent", "object", "The date is wrong")]
    with story.acting("ben") as uow:
        assert said(uow, incident_id) == [("received", "object", "The date is wrong")]
        assert reply_clocks(uow) == []


def test_who_may_only_read_says_nothing(story, told, client):
    with story.acting("rhona") as uow:
        room = room_about(uow, told[0])
        with pytest.raises(DBAPIError, match="not permitted"), uow.session.begin_nested():
            ask_question(uow, room, body=WORDS)

    assert client.as_("rhona").get(f"/t/rosewood/sharing/rooms/{room.id}/ask").status_code == 403


def test_another_organisations_room_is_not_there(story, told, client):
    with story.acting("asha") as uow:
        room = room_about(uow, told[1])
    cora = client.as_("cora")
    assert cora.get(f"/t/westmere/sharing/rooms/{room.id}/ask").status_code == 404

    for name in ("cora", "ben"):
        with story.acting(name) as uow, pytest.raises(DBAPIError, match="no such room"):
            uow.session.execute(sa.text(f"SELECT exchange.message('{room.id}', 'ask', 'x', NULL, NULL, NULL, '')"))


def test_a_restricted_record_takes_its_talk_and_its_ledger_with_it(story, told):
    incident_id, copy_id = told
    story.ask(copy_id, WORDS)
    with story.acting("ruth") as uow:
        assert len(said(uow, incident_id)) == 1
    with story.acting("ben") as uow:
        restrict_record(uow, incident_of(uow, incident_id), compartment="safeguarding", reason="An allegation")

    with story.acting("ruth") as uow:
        assert [uow.session.scalars(sa.select(one)).all() for one in (Room, Message, Disclosure)] == [[], [], []]
    with story.acting("ben") as uow:
        assert len(said(uow, incident_id)) == 1


def test_once_the_link_has_ended_nothing_more_is_said(story, told, client):
    story.ask(told[1], WORDS)
    story.end_link()
    with story.acting("asha") as uow:
        path = f"/t/northshire/sharing/rooms/{room_about(uow, told[1]).id}/ask"

    assert client.as_("asha").post(path, {"body": "And now?"}).errors == ["That link is not agreed, or has ended."]
    with story.acting("ben") as uow:
        assert said(uow, told[0]) == [("received", "ask", WORDS)]


def test_the_database_refuses_it_too(story, told):
    story.end_link()
    with story.acting("asha") as uow:
        assert not link_to(uow, "rosewood").is_live
        room = room_about(uow, told[1])
        with pytest.raises(DBAPIError, match="no such room"):
            uow.session.execute(sa.text(f"SELECT exchange.message('{room.id}', 'ask', 'x', NULL, NULL, NULL, '')"))
