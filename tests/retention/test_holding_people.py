"""A hold on somebody keeps every record that names them, and what is known of them."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.core.errors import PortalError
from portal.people.queries import load_person
from portal.people.services import merge_people
from portal.retention.models import RetentionHold
from portal.retention.queries import live_holds
from portal.retention.services.holding import hold_person, release_hold
from tests.databases import as_superuser
from tests.exchange.story import incident_of
from tests.people.folk import known
from tests.retention.keeping import DAY_AFTER, KEPT_UNTIL, MONTH_BEFORE, TWO_DAYS_AFTER
from tests.retention.test_deciding import erased, refused

REASON = "An inquest"


@pytest.fixture
def named(story):
    """A closed fall that names somebody: its key and theirs."""
    incident_id = story.closed_fall()
    with story.acting("ben") as uow:
        person_id = known(uow, record=incident_of(uow, incident_id)).id
    story.link_person(incident_id, person_id)
    return incident_id, person_id


def hold(story, person_id):
    with story.acting("ben") as uow:
        hold_person(uow, load_person(uow, person_id), reason=REASON, review_on=date(2037, 1, 4))


def test_no_record_that_names_them_is_put_forward_until_it_is_released(story, named):
    incident_id, person_id = named
    hold(story, person_id)
    story.night(DAY_AFTER)
    assert story.items() == []

    with story.acting("ben") as uow:
        (only,) = live_holds(uow, incident_of(uow, incident_id))
        release_hold(uow, only, reason="It is over")
    story.night(TWO_DAYS_AFTER)
    assert story.items() == [("proposed", KEPT_UNTIL)]
    assert refused(story) == "You released a hold on this record. Somebody else has to agree."


def test_what_was_agreed_before_stays_and_the_database_refuses_it_besides(story, named, location):
    story.night(MONTH_BEFORE)
    story.approve()
    hold(story, named[1])
    story.night(DAY_AFTER)
    assert (story.items(), erased(location)) == ([("withdrawn", KEPT_UNTIL)], 0)

    approve = sa.text("UPDATE portal.retention_item SET status = 'approved', approved_by = :who, approved_at = now()")
    with as_superuser(location) as connection, pytest.raises(IntegrityError, match="this record is held"):
        connection.execute(approve, {"who": named[0]})


def test_a_record_that_names_an_entry_merged_into_theirs_is_held_too(story, named):
    with story.acting("ben") as uow:
        other = known(uow, "Joan O Neill")
        merge_people(uow, other, load_person(uow, named[1]))
        other_id = other.id
    hold(story, other_id)
    story.night(DAY_AFTER)

    assert story.items() == []


def test_who_is_held_is_not_forgotten_and_a_released_hold_goes_with_them(story, named, location):
    hold(story, named[1])
    forget = sa.text("DELETE FROM portal.person WHERE id = :id")
    with as_superuser(location) as connection:
        connection.execute(sa.text("DELETE FROM portal.record_person"))
        with pytest.raises(IntegrityError, match="this person is held"), connection.begin_nested():
            connection.execute(forget, {"id": named[1]})
        connection.execute(sa.text("UPDATE portal.retention_hold SET released_at = now(), released_by = placed_by,"
                                   " released_reason = 'It is over'"))  # fmt: skip
        connection.execute(forget, {"id": named[1]})
        assert connection.scalar(sa.text("SELECT count(*) FROM portal.retention_hold")) == 0


def test_a_hold_needs_a_day_to_look_again(story, named):
    with story.acting("ben") as uow, pytest.raises(PortalError, match="a day that is still to come"):
        hold_person(uow, load_person(uow, named[1]), reason=REASON, review_on=uow.today)


def test_it_is_placed_from_their_page_and_the_list_names_nobody(client, story, named):
    ben = client.as_("ben")
    person = f"/t/rosewood/people-in-records/{named[1]}"
    path = ben.get(person).links()["Hold every record that names them"]
    answers = {"reason": REASON, "review_on-day": "4", "review_on-month": "1", "review_on-year": "2037"}
    ben.post(path, answers)

    page = ben.get("/t/rosewood/retention/holds")
    assert page.links()["Every record that names one person"] == person
    assert "Joan" not in page.words
    assert client.as_("cora").get(path).status_code == 404


def test_who_may_not_see_them_does_not_learn_of_the_hold(story, named):
    hold(story, named[1])

    with story.acting("cora") as uow:
        assert uow.session.scalars(sa.select(RetentionHold)).all() == []
