"""A correction travels to every copy disclosed, and both sides see that it did."""

from __future__ import annotations

from sqlalchemy import select

from portal.exchange.models import Disclosure
from portal.replies.services.corrections import copies_of, send_corrections
from portal.replies.services.notices import send_notice, start_notice, write_point
from portal.replies.services.replying import send_reply
from tests.exchange.story import LEARNING, SUMMARY, copies, incident_of
from tests.replies.hearing import the_notice


def own_notice(hearing):
    """Rosewood gives Northshire notice about its own record; Northshire disputes it."""
    with hearing.acting("ben") as uow:
        notice = start_notice(uow, incident_of(uow, hearing.incident_id), about="decision", opening="We decided")
        write_point(uow, notice, words="You were told on the day")
        send_notice(uow, notice)
    hearing.work()
    hearing.write_reply("asha", p1="dispute")
    with hearing.acting("asha") as uow:
        send_reply(uow, the_notice(uow))
    hearing.work()


def versions(hearing, name="ben"):
    with hearing.acting(name) as uow:
        current = (
            select(Disclosure).where(Disclosure.state == "current").order_by(Disclosure.peer_name, Disclosure.view)
        )
        return [(one.peer_name, one.view, one.version) for one in uow.session.scalars(current)]


def test_the_owner_of_a_record_corrects_it_and_every_holder_gets_the_next_version(hearing):
    hearing.link("vera", "advocates_for:from", "ben")
    hearing.disclose(hearing.incident_id, LEARNING, to="clearvoice")
    hearing.give()
    hearing.reply()
    hearing.decide()
    hearing.outcome()
    hearing.complete(hearing.incident_id, physical_harm="moderate")
    with hearing.acting("ben") as uow:
        assert [
            (one.disclosure.peer_name, one.behind) for one in copies_of(uow, incident_of(uow, hearing.incident_id))
        ] == [
            ("Clear Voice Advocacy", True),
            ("Northshire Council", False),
        ]
        assert len(send_corrections(uow, the_notice(uow))) == 1
    hearing.work()

    assert versions(hearing) == [("Clear Voice Advocacy", LEARNING, 2), ("Northshire Council", SUMMARY, 2)]
    for name in ("asha", "vera"):
        with hearing.acting(name) as uow:
            assert [one.physical_harm for one in copies(uow)] == ["moderate"]


def test_an_outcome_that_changes_our_own_record_sends_it_by_itself(hearing):
    hearing.disclose(hearing.incident_id, LEARNING)
    own_notice(hearing)
    hearing.decide("ben", p1="changed")
    hearing.complete(hearing.incident_id, learning="Ring at once")
    assert versions(hearing)[0] == ("Northshire Council", LEARNING, 1)

    hearing.outcome("ben")

    assert versions(hearing)[0] == ("Northshire Council", LEARNING, 2)
    with hearing.acting("asha") as uow:
        assert [one.learning for one in copies(uow)] == ["Ring at once"]


def test_an_outcome_that_stands_sends_nothing(hearing):
    hearing.disclose(hearing.incident_id, LEARNING)
    own_notice(hearing)
    hearing.decide("ben", p1="upheld")
    hearing.complete(hearing.incident_id, learning="Ring at once")
    hearing.outcome("ben")

    assert versions(hearing)[0] == ("Northshire Council", LEARNING, 1)
