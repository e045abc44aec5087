"""A plan one organisation works and another verifies: two rows that messages keep alike, nothing internal in them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from portal.actions import queries, services
from portal.actions.models import Action
from portal.core.errors import PortalError
from portal.exchange.models import Message, Room
from portal.records.queries import any_record
from tests.actions.plan import APRIL_1, BY, CHECKED, WORDS, ask, finish, the_action, told
from tests.casework.incidents import opened
from tests.exchange.everything import holders
from tests.exchange.story import link_to
from tests.world import PERSONAS, ROSEWOOD_HOUSE

FRIDAY = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)


@pytest.fixture
def asked(story):
    """Northshire has asked Rosewood for something at one of its sites; it has arrived."""
    with story.acting("asha") as uow:
        ask(uow)
    story.work()
    return story


@pytest.fixture
def accepted(asked):
    take(asked, "ben", services.accept_action, owner_id=PERSONAS["ruth"].id)
    return asked


def take(story, name, order, **words):
    """One step, and its message delivered."""
    with story.acting(name) as uow:
        order(uow, the_action(uow), **words)
    story.work()


def finish_as(story, name="ruth"):
    with story.acting(name) as uow:
        finish(uow, the_action(uow))
    story.work()


def stands(story):
    """How the action stands at either end."""
    found = []
    for name in ("asha", "ben"):
        with story.acting(name) as uow:
            action = the_action(uow)
            found.append((action.part, action.status))
    return found


def test_what_is_proposed_arrives_as_a_row_of_their_own(asked):
    with asked.acting("asha") as uow:
        ours = the_action(uow)
    with asked.acting("ben") as uow:
        theirs = the_action(uow)

    assert (theirs.title, theirs.due_on, theirs.site_id) == (WORDS, BY, ROSEWOOD_HOUSE)
    assert (theirs.part, theirs.status, theirs.peer_name) == ("worker", "proposed", "Northshire Council")
    assert theirs.id != ours.id
    assert theirs.created_by is None


def test_the_provider_works_it_and_the_commissioner_verifies_it(accepted):
    assert stands(accepted) == [("asker", "open"), ("worker", "open")]

    take(accepted, "ruth", services.report_progress, words="The log is on the wall")
    assert stands(accepted) == [("asker", "in_progress"), ("worker", "in_progress")]

    finish_as(accepted)
    with accepted.acting("asha") as uow:
        action = the_action(uow)
        assert (action.status, action.evidence, action.evidence_on) == (
            "done", "The log of two weeks is complete", CHECKED,
        )  # fmt: skip

    take(accepted, "asha", services.verify_action, words="Seen on a visit")
    assert stands(accepted) == [("asker", "verified"), ("worker", "verified")]
    with accepted.acting("ben") as uow:
        steps = [step for step, _words in told(uow, the_action(uow).id)]
    assert steps == ["propose", "accept", "progress", "finish", "verify"]


def test_the_commissioner_sends_it_back_and_it_is_worked_again(accepted):
    finish_as(accepted)
    take(accepted, "asha", services.reopen_action, words="Two nights are missing", due_on=APRIL_1)

    with accepted.acting("ben") as uow:
        action = the_action(uow)
        assert (action.status, action.due_on, action.reopened) == ("reopened", APRIL_1, 1)
        assert told(uow, action.id)[-1] == ("reopen", "Two nights are missing")
    finish_as(accepted)
    assert stands(accepted) == [("asker", "done"), ("worker", "done")]


def test_the_provider_declines_with_a_reason(asked):
    take(asked, "ben", services.decline_action, words="The gate was taken out in January")

    assert stands(asked) == [("asker", "declined"), ("worker", "declined")]
    with asked.acting("asha") as uow:
        assert told(uow, the_action(uow).id)[-1] == ("decline", "The gate was taken out in January")


def test_the_provider_cannot_verify_cancel_or_move_what_it_was_asked_for(accepted):
    orders = (
        lambda uow, one: services.cancel_action(uow, one, words="No"),
        lambda uow, one: services.move_due_date(uow, one, words="No", due_on=APRIL_1),
    )
    for order in orders:
        with accepted.acting("ben") as uow, pytest.raises(PortalError, match="does not fit"):
            order(uow, the_action(uow))
    finish_as(accepted)
    with accepted.acting("ben") as uow, pytest.raises(PortalError, match="does not fit"):
        services.verify_action(uow, the_action(uow))


def test_the_commissioner_cannot_report_for_the_provider(accepted):
    with accepted.acting("asha") as uow, pytest.raises(PortalError, match="does not fit"):
        finish(uow, the_action(uow))


def test_another_date_and_a_cancelling_reach_the_provider(accepted):
    take(accepted, "asha", services.move_due_date, due_on=APRIL_1, words="The supplier is late")
    with accepted.acting("ben") as uow:
        assert (the_action(uow).due_on, the_action(uow).first_due_on) == (APRIL_1, BY)

    take(accepted, "asha", services.cancel_action, words="The home is closing")
    assert stands(accepted) == [("asker", "cancelled"), ("worker", "cancelled")]


def test_nothing_internal_crosses(accepted):
    with accepted.acting("ben") as uow:
        services.report_progress(uow, the_action(uow), words="Ask the bookkeeper for money", is_internal=True)
        services.give_action(uow, the_action(uow), owner_id=PERSONAS["ben"].id)
    accepted.work()

    assert holders(accepted.location, "Ask the bookkeeper for money") == {"rosewood"}
    assert holders(accepted.location, "Ruth Pell") == {"rosewood"}
    assert holders(accepted.location, str(PERSONAS["ruth"].id)) == {"rosewood"}
    with accepted.acting("asha") as uow:
        assert [step for step, _words in told(uow, the_action(uow).id)] == ["propose", "accept"]


def test_of_the_others_people_a_role_is_known(accepted, client):
    finish_as(accepted)
    with accepted.acting("asha") as uow:
        page = client.as_("asha").get(f"/t/northshire/actions/{the_action(uow).id}").words

    assert "Rosewood Care (Officer or practitioner) said that it is done" in page
    assert "Ruth" not in page


def test_delivered_twice_it_stands_once(accepted):
    finish_as(accepted)
    accepted.forget_done(requests=True)
    accepted.work()

    assert stands(accepted) == [("asker", "done"), ("worker", "done")]
    with accepted.acting("ben") as uow:
        assert [step for step, _words in told(uow, the_action(uow).id)] == ["propose", "accept", "finish"]
    with accepted.acting("asha") as uow:
        assert [step for step, _words in told(uow, the_action(uow).id)] == ["propose", "accept", "finish"]


def test_delivered_out_of_order_it_stands_the_same(asked):
    with asked.acting("ben") as uow:
        services.accept_action(uow, the_action(uow), owner_id=PERSONAS["ben"].id)
    asked.at(FRIDAY)
    with asked.acting("ben") as uow:
        finish(uow, the_action(uow))
    asked.work_backwards()

    assert stands(asked) == [("asker", "done"), ("worker", "done")]


def test_cancelled_here_while_done_there_it_is_cancelled_on_both_sides(accepted):
    with accepted.acting("ruth") as uow:
        finish(uow, the_action(uow))
    with accepted.acting("asha") as uow:
        services.cancel_action(uow, the_action(uow), words="The home is closing")
    accepted.work()

    assert stands(accepted) == [("asker", "cancelled"), ("worker", "cancelled")]


def test_about_a_record_it_stands_on_both_records_pages(story, client):
    incident_id = story.fall()
    copy_id = story.copy()
    story.open()
    with story.acting("asha") as uow:
        ask(uow, record=any_record(uow, copy_id))
    story.work()

    for name, tenant, record_id in (("asha", "northshire", copy_id), ("ben", "rosewood", incident_id)):
        page = client.as_(name).get(f"/t/{tenant}/records/incident/{record_id}")
        assert WORDS in page.words, name


def test_what_is_asked_about_a_record_they_do_not_have_arrives_all_the_same(story):
    with story.acting("asha") as uow:
        ask(uow, record=opened(uow, "An incident of ours"))
    story.work()

    with story.acting("ben") as uow:
        assert (the_action(uow).record_id, the_action(uow).site_id) == (None, ROSEWOOD_HOUSE)
    assert holders(story.location, "An incident of ours") == {"northshire"}


def test_no_third_organisation_holds_any_of_it(accepted):
    finish_as(accepted)

    assert holders(accepted.location, WORDS) == {"northshire", "rosewood"}
    for name in ("cora", "gil", "vera"):
        with accepted.acting(name) as uow:
            assert uow.session.scalars(sa.select(Action)).all() == [], name


def test_with_the_link_gone_both_histories_stay_and_the_provider_closes_its_own(accepted, client):
    take(accepted, "ruth", services.report_progress, words="The log is on the wall")
    accepted.end_link()
    finish_as(accepted)

    assert stands(accepted) == [("asker", "in_progress"), ("worker", "done")]
    take(accepted, "ben", services.verify_action, words="I read it")
    assert stands(accepted) == [("asker", "in_progress"), ("worker", "verified")]
    for name in ("asha", "ben"):
        with accepted.acting(name) as uow:
            path = f"/t/{PERSONAS[name].home}/actions/{the_action(uow).id}"
        page = client.as_(name).get(path).words
        assert "The log is on the wall" in page, name
        assert "has ended" in page, name


def test_a_message_from_another_room_moves_nothing(accepted):
    """What another organisation says of a key it does not share is not taken for this action's."""
    accepted.link("vera", "advocates_for:from", "ben")
    with accepted.acting("ben") as uow:
        key = str(the_action(uow).action_key)
    with accepted.acting("vera") as uow:
        room = uow.session.scalar(
            sa.text("SELECT exchange.open_room_of_site(:link)"), {"link": link_to(uow, "rosewood").id}
        )
        uow.session.execute(
            sa.text("SELECT exchange.message(:r, 'action.cancel', '', NULL, NULL, NULL, '', CAST(:p AS jsonb))"),
            {"r": room, "p": f'{{"action": "{key}", "words": "Stop"}}'},
        )
    accepted.work()

    assert stands(accepted) == [("asker", "open"), ("worker", "open")]


def test_a_room_of_a_site_is_opened_over_a_live_link_alone(story):
    story.end_link()
    with story.acting("asha") as uow:
        link = link_to(uow, "rosewood")
        with pytest.raises(DBAPIError, match="no such link"), uow.session.begin_nested():
            uow.session.execute(sa.text("SELECT exchange.open_room_of_site(:link)"), {"link": link.id})
        assert uow.session.scalars(sa.select(Room)).all() == []


def test_nonsense_in_a_message_is_not_taken_in(story):
    with story.acting("asha") as uow:
        room = uow.session.scalar(
            sa.text("SELECT exchange.open_room_of_site(:link)"), {"link": link_to(uow, "rosewood").id}
        )
        for payload in ('{"action": "no key"}', "{}"):
            uow.session.execute(
                sa.text("SELECT exchange.message(:r, 'action.propose', '', NULL, NULL, NULL, '', CAST(:p AS jsonb))"),
                {"r": room, "p": payload},
            )
    story.work()

    with story.acting("ben") as uow:
        assert uow.session.scalars(sa.select(Action)).all() == []
        assert len(uow.session.scalars(sa.select(Message)).all()) == 2


def test_each_side_hears_by_mail_of_what_it_has_to_do_next(accepted):
    finish_as(accepted)

    assert holders(accepted.location, "Rosewood Care says that an improvement action is done") == {"northshire"}
    assert holders(accepted.location, "Northshire Council proposes an improvement action") == {"rosewood"}


def test_the_late_ones_of_others_are_told_to_who_asked(accepted):
    accepted.at(datetime(2026, 4, 1, 10, 0, tzinfo=UTC))
    with accepted.acting("asha") as uow:
        (row,) = queries.overdue_actions(uow)
        assert queries.people_to_tell(uow, row) == {PERSONAS["asha"].id}
