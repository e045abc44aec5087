"""Being heard: a notice reaches whom it concerns, every point is answered on both sides, and nothing goes early."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from portal.core.errors import PortalError
from portal.core.ids import new_id
from portal.deadlines.models import Deadline
from portal.exchange.models import Message
from portal.notifications.models import OutboxMail
from portal.replies.models import Notice, NoticePoint, SecondReading
from portal.replies.queries import possible_readers
from portal.replies.rules import REPLY_ANSWER, REPLY_WINDOW
from portal.replies.services.notices import send_notice, start_notice, write_point
from portal.replies.services.replying import acknowledge_notice, send_reply
from tests.databases import as_superuser
from tests.exchange.everything import holders
from tests.exchange.story import LEARNING, incident_of, link_to
from tests.replies.hearing import AFTER_IT, POINTS, WINDOW_ENDS, the_notice
from tests.world import PERSONAS


def clocks(hearing, name, code):
    with hearing.acting(name) as uow:
        return [(one.due_on, one.is_running) for one in uow.session.scalars(
            sa.select(Deadline).where(Deadline.rule_code == code)
        )]  # fmt: skip


def test_before_it_is_given_nobody_else_holds_a_word(hearing):
    hearing.draft()

    assert holders(hearing.location, POINTS[0]) == {"northshire"}


def test_given_it_stands_with_both_and_nobody_else(hearing):
    hearing.give()

    assert holders(hearing.location, POINTS[0]) == {"northshire", "rosewood"}
    theirs = hearing.whole("ben")
    assert (theirs.side, theirs.status, theirs.peer_name) == ("received", "sent", "Northshire Council")
    assert [(one.number, one.words, one.evidence) for one in hearing.points("ben")] == [
        (number, words, "Visit note") for number, words in enumerate(POINTS, start=1)
    ]


def test_no_row_of_one_side_is_named_by_the_other(hearing):
    hearing.give()

    ours, theirs = hearing.whole("asha"), hearing.whole("ben")
    assert ours.id != theirs.id
    assert {one.id for one in hearing.points("asha")} & {one.id for one in hearing.points("ben")} == set()
    assert (theirs.created_by, hearing.points("ben")[0].answered_by) == (None, None)


def test_the_window_opens_on_both_sides(hearing):
    hearing.give()

    assert hearing.whole("asha").reply_by == WINDOW_ENDS
    assert clocks(hearing, "ben", REPLY_WINDOW) == [(WINDOW_ENDS, True)]
    assert clocks(hearing, "asha", REPLY_WINDOW) == [(WINDOW_ENDS, True)]


def test_a_notice_heard_twice_stands_once(hearing):
    hearing.give()
    hearing.forget_done(requests=True)
    hearing.work()

    assert len(hearing.points("ben")) == 3
    assert clocks(hearing, "ben", REPLY_WINDOW) == [(WINDOW_ENDS, True)]


def test_those_who_can_answer_are_told_by_mail_without_a_word_of_the_case(hearing):
    hearing.give()

    with as_superuser(hearing.location) as connection:
        mails = connection.execute(sa.select(OutboxMail.to_address, OutboxMail.subject, OutboxMail.body)).all()
    assert sorted(one.to_address for one in mails) == [
        "ben@rosewood.example",
        "dual@both.example",
        "pia@rosewood.example",
        "ruth@rosewood.example",
    ]
    assert mails[0].subject == "A notice from Northshire Council: reply by Wednesday 18 March 2026"
    assert [one for one in mails if "stair" in one.body or "Fall" in one.subject + one.body] == []


def test_a_notice_without_points_is_not_given(hearing):
    with hearing.acting("asha") as uow:
        notice = start_notice(uow, record_at(uow, hearing.copy_id), about="audit", opening="Before the audit")
        with pytest.raises(PortalError, match="at least one point"):
            send_notice(uow, notice)


def record_at(uow, record_id):
    return incident_of(uow, record_id)


def test_a_notice_that_was_given_is_not_changed(hearing):
    hearing.give()

    with hearing.acting("asha") as uow, pytest.raises(PortalError, match="has been sent"):
        write_point(uow, the_notice(uow), words="And another thing")


def test_who_was_never_shown_the_record_is_given_no_notice(hearing):
    hearing.link("vera", "advocates_for:from", "ben")
    with hearing.acting("ben") as uow, pytest.raises(PortalError, match="Share this record with them first"):
        start_notice(
            uow,
            incident_of(uow, hearing.incident_id),
            about="decision",
            opening="x",
            link=link_to(uow, "clearvoice"),
        )


def test_an_organisation_gives_notice_about_its_own_record_too(hearing):
    with hearing.acting("ben") as uow:
        notice = start_notice(uow, incident_of(uow, hearing.incident_id), about="concern", opening="You came late")
        write_point(uow, notice, words="You answered after a week")
        send_notice(uow, notice)
    hearing.work()

    assert hearing.whole("asha").side == "received"
    assert hearing.whole("asha").record_id == hearing.copy_id


def test_acknowledged_both_sides_see_when(hearing):
    hearing.give()
    with hearing.acting("ben") as uow:
        acknowledge_notice(uow, the_notice(uow))
    hearing.work()

    ours, theirs = hearing.whole("asha"), hearing.whole("ben")
    assert (ours.status, theirs.status) == ("acknowledged", "acknowledged")
    assert ours.acknowledged_at == theirs.acknowledged_at


def test_a_draft_of_a_reply_stays_where_it_is_written(hearing):
    hearing.give()
    hearing.write_reply(p1="dispute")
    hearing.work()

    assert holders(hearing.location, "dispute: words on 1") == {"rosewood"}
    assert hearing.points("asha")[0].stance is None


def test_every_point_is_answered_before_a_reply_goes(hearing):
    hearing.give()
    hearing.write_reply(p1="dispute", p2="agree")

    with hearing.acting("ben") as uow, pytest.raises(PortalError, match="Point 3: say whether you agree") as refused:
        send_reply(uow, the_notice(uow))
    assert refused.value.field == "stance_3"


def test_a_reply_stands_on_both_sides_and_stops_and_starts_the_clocks(hearing):
    hearing.give()
    hearing.reply()

    for name in ("asha", "ben"):
        assert [(one.stance, one.reply_words) for one in hearing.points(name)] == [
            ("dispute", "dispute: words on 1"),
            ("correct", "correct: words on 2"),
            ("agree", "agree: words on 3"),
        ]
        assert (hearing.whole(name).status, hearing.whole(name).is_late) == ("replied", False)
    assert clocks(hearing, "ben", REPLY_WINDOW) == [(WINDOW_ENDS, False)]
    assert clocks(hearing, "asha", REPLY_ANSWER) == [(WINDOW_ENDS, True)]


def test_a_reply_is_sent_once(hearing):
    hearing.give()
    hearing.reply()

    with hearing.acting("ben") as uow, pytest.raises(PortalError, match="sent already"):
        send_reply(uow, the_notice(uow))


def test_a_reply_after_the_window_is_taken_up_and_marked_late(hearing):
    hearing.give()
    hearing.at(AFTER_IT)
    hearing.reply()

    assert [hearing.whole(name).is_late for name in ("asha", "ben")] == [True, True]
    assert hearing.points("asha")[0].stance == "dispute"


def test_a_late_reply_opens_an_outcome_again_that_was_recorded_without_it(hearing):
    hearing.give()
    hearing.at(AFTER_IT)
    hearing.decide(p1="upheld", p2="upheld", p3="upheld")
    hearing.outcome()
    assert hearing.whole("ben").outcome == "stands"

    hearing.reply()

    assert (hearing.whole("asha").status, hearing.whole("asha").is_late) == ("replied", True)
    hearing.decide()
    hearing.outcome()
    assert hearing.whole("ben").outcome == "changed"


def test_nothing_is_decided_while_they_may_still_reply(hearing):
    hearing.give()

    with pytest.raises(PortalError, match="They may still reply"):
        hearing.decide()


def test_decisions_stay_at_home_until_the_outcome(hearing):
    hearing.give()
    hearing.reply()
    hearing.decide()
    hearing.work()
    assert holders(hearing.location, "Put right: 2") == {"northshire"}

    hearing.outcome()

    assert [(one.verdict, one.corrected_words) for one in hearing.points("ben")] == [
        ("withdrawn", None),
        ("changed", "Put right: 2"),
        ("upheld", None),
    ]
    assert (hearing.whole("ben").outcome, hearing.whole("ben").outcome_words) == (
        "changed",
        "We have put the record right.",
    )


def test_every_point_has_a_reason_before_the_outcome(hearing):
    hearing.give()
    hearing.reply()
    hearing.decide(p1="upheld")

    with pytest.raises(PortalError, match="Point 2: say whether it is upheld"):
        hearing.outcome()


def test_who_took_part_is_no_second_reader(hearing):
    hearing.give()
    hearing.reply()
    hearing.decide("sam")

    with hearing.acting("asha") as uow:
        assert [one.name for one in possible_readers(uow, the_notice(uow))] == ["Dana Both", "Lena Fischer"]
    with pytest.raises(PortalError, match="took no part"):
        hearing.ask_reader("sam")


def test_the_database_refuses_a_reader_who_took_part(hearing):
    hearing.give()
    with hearing.acting("asha") as uow:
        notice = the_notice(uow)
        involved = sa.insert(SecondReading).values(
            tenant_id=uow.tenant.id, id=new_id(), notice_id=notice.id, record_id=notice.record_id,
            compartment="general", asked_by=PERSONAS["sam"].id, asked_at=uow.now, reader_id=PERSONAS["asha"].id,
            answers={},
        )  # fmt: skip
        with pytest.raises(DBAPIError, match="who took part"), uow.session.begin_nested():
            uow.session.execute(involved)


def test_what_the_second_reader_wrote_reaches_nobody_else(hearing):
    hearing.give()
    hearing.reply()
    hearing.decide()
    hearing.ask_reader("sam")
    hearing.read("sam")
    hearing.outcome()

    assert hearing.reading().is_sound
    assert holders(hearing.location, "SECRET because") == {"northshire"}


def test_while_somebody_reads_nothing_is_final(hearing):
    hearing.give()
    hearing.reply()
    hearing.decide()
    hearing.ask_reader("sam")

    with pytest.raises(PortalError, match="has not answered yet"):
        hearing.outcome()
    with pytest.raises(PortalError, match="reading this now"):
        hearing.decide(p1="upheld")


def test_a_reader_who_says_no_sends_the_answers_back(hearing):
    hearing.give()
    hearing.reply()
    hearing.decide()
    hearing.ask_reader("sam")
    hearing.read("sam", yes=False)
    with pytest.raises(PortalError, match="said no"):
        hearing.outcome()

    hearing.decide(p1="upheld")
    hearing.ask_reader("sam")
    hearing.read("sam")
    hearing.outcome()

    assert hearing.whole("ben").status == "closed"


def test_only_who_was_asked_reads(hearing):
    hearing.give()
    hearing.reply()
    hearing.decide()
    hearing.ask_reader("sam")

    with pytest.raises(PortalError, match="Nobody asked you"):
        hearing.read("dual", tenant="northshire")


def test_a_third_organisation_finds_nothing(hearing):
    hearing.link("vera", "advocates_for:from", "ben")
    hearing.disclose(hearing.incident_id, LEARNING, to="clearvoice")
    hearing.give()
    hearing.reply()

    for name in ("cora", "vera", "gil"):
        with hearing.acting(name) as uow:
            found = [uow.session.scalars(sa.select(one)).all() for one in (Notice, NoticePoint, Message)]
        assert found == [[], [], []]
