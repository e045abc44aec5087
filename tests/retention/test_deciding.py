"""A person decides: who may, what stands in the way, and what takes a record off the list again."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from plugins.incidents.kinds import INCIDENT
from portal.core.errors import NotPermittedError, PortalError
from portal.exchange.models import Disclosure
from portal.records.services import add_note
from portal.retention.models import RetentionDate, RetentionItem
from portal.retention.rules import Force, Period, PeriodUnit
from portal.retention.services.deciding import approve_erasure, keep_longer
from portal.retention.services.periods import confirm_period, propose_period
from portal.retention.terms import rules_of
from tests.databases import as_superuser
from tests.exchange.story import incident_of
from tests.retention.keeping import DAY_AFTER, KEPT_UNTIL, MONTH_BEFORE, TWO_DAYS_AFTER


def only_item(uow):
    return uow.session.scalars(sa.select(RetentionItem).where(RetentionItem.status == "proposed")).one()


def refused(story, name="ben"):
    """In which words this person may not agree."""
    with pytest.raises((PortalError, NotPermittedError)) as said, story.acting(name) as uow:
        approve_erasure(uow, only_item(uow))
    return said.value.message


def erased(location):
    with as_superuser(location) as connection:
        return connection.scalar(sa.text("SELECT count(*) FROM portal.record WHERE erased_on IS NOT NULL"))


def test_a_record_is_put_forward_a_month_ahead_and_goes_when_its_time_is_over(story, location):
    story.closed_fall()
    story.night(MONTH_BEFORE.replace(day=2))
    assert story.items() == []
    story.night(MONTH_BEFORE)
    story.approve()
    assert (story.items(), erased(location)) == ([("approved", KEPT_UNTIL)], 0)

    story.night(DAY_AFTER)

    assert (story.items(), erased(location)) == ([("erased", KEPT_UNTIL)], 1)


def test_nothing_goes_because_of_the_clock_alone(story, location):
    story.closed_fall()
    story.night(DAY_AFTER)
    story.night(TWO_DAYS_AFTER)

    assert (story.items(), erased(location)) == ([("proposed", KEPT_UNTIL)], 0)


def test_who_opened_the_record_does_not_agree_to_its_end(story):
    incident_id = story.report("ben")
    story.settle(incident_id)
    story.take(incident_id, "close")
    story.night(DAY_AFTER)

    assert refused(story) == "You opened this record. Somebody else has to agree."


def test_who_released_the_hold_does_not_agree_either(story):
    incident_id = story.closed_fall()
    story.hold(incident_id)
    story.release(incident_id)
    story.night(DAY_AFTER)

    assert refused(story) == "You released a hold on this record. Somebody else has to agree."


def test_a_reader_does_not_decide(story):
    story.closed_fall()
    story.night(DAY_AFTER)

    assert refused(story, "rhona") == "Your role does not include this."


def test_what_is_held_is_not_put_forward_and_the_database_refuses_it_besides(story, location):
    incident_id = story.closed_fall()
    story.night(DAY_AFTER)
    story.hold(incident_id)
    story.night(TWO_DAYS_AFTER)
    assert story.items() == [("withdrawn", KEPT_UNTIL)]

    approve = sa.text("UPDATE portal.retention_item SET status = 'approved', approved_by = :who, approved_at = now()")
    with as_superuser(location) as connection, pytest.raises(IntegrityError, match="this record is held"):
        connection.execute(approve, {"who": incident_id})


def test_what_was_agreed_and_then_held_stays(story, location):
    incident_id = story.closed_fall()
    story.night(MONTH_BEFORE)
    story.approve()
    story.hold(incident_id)

    story.night(DAY_AFTER)

    assert (story.items(), erased(location)) == ([("withdrawn", KEPT_UNTIL)], 0)


def test_a_note_written_after_somebody_agreed_postpones_it(story, location):
    incident_id = story.closed_fall()
    story.night(MONTH_BEFORE)
    story.approve()
    with story.acting("ben") as uow:
        add_note(uow, incident_of(uow, incident_id), words="The daughter rang.")

    story.night(DAY_AFTER)

    assert (story.items(), erased(location)) == ([("withdrawn", KEPT_UNTIL)], 0)


def test_opening_again_takes_it_back_and_both_dates_stay(story):
    incident_id = story.closed_fall()
    story.night(MONTH_BEFORE)
    story.take(incident_id, "reopen", reason="A letter came")
    story.at(DAY_AFTER)
    story.take(incident_id, "close")

    assert story.items() == [("withdrawn", KEPT_UNTIL)]
    with story.acting("ben") as uow:
        dates = uow.session.scalars(sa.select(RetentionDate).order_by(RetentionDate.at))
        assert [one.keep_until for one in dates] == [KEPT_UNTIL, None, date(2046, 3, 5)]


def test_a_copy_nobody_opened_is_not_put_forward(story):
    story.told_fall(is_read=False)
    story.night(DAY_AFTER)

    assert (story.items("ben"), story.items("sam")) == ([("proposed", KEPT_UNTIL)], [])


def test_what_is_kept_longer_is_put_forward_again_a_month_before_that_day(story):
    story.closed_fall()
    story.night(MONTH_BEFORE)
    with story.acting("ben") as uow:
        keep_longer(uow, only_item(uow), until=date(2036, 9, 1), reason="The inquest is in June.")
    story.night(DAY_AFTER)
    assert story.items() == [("kept", KEPT_UNTIL)]

    story.night(DAY_AFTER.replace(month=8, day=3))

    assert story.items() == [("kept", KEPT_UNTIL), ("proposed", date(2036, 9, 1))]


def test_an_organisations_own_period_counts_once_a_second_person_agreed(story):
    story.closed_fall()
    with story.acting("ben") as uow:
        period = propose_period(
            uow, rules_of(INCIDENT)[0], force=Force.POLICY, period=Period(12, PeriodUnit.YEARS), reason="Our insurer"
        )
        with pytest.raises(PortalError, match="Somebody else has to agree"):
            confirm_period(uow, period)
    period_id = period.id
    story.night(DAY_AFTER)
    assert story.items() == [("proposed", KEPT_UNTIL)]
    with story.acting("ade") as uow:
        confirm_period(uow, uow.session.get_one(type(period), (uow.tenant.id, period_id)))

    story.night(TWO_DAYS_AFTER)

    assert story.items() == [("withdrawn", KEPT_UNTIL)]


def test_the_senders_ledger_says_until_when_its_copy_is_kept_and_when_it_went(story):
    story.told_fall()
    kept_until = disclosed(story, Disclosure.held_until)
    story.night(DAY_AFTER)
    story.approve(name="sam")

    assert kept_until == {KEPT_UNTIL}
    assert disclosed(story, Disclosure.gone_on) == {DAY_AFTER.date()}


def disclosed(story, column):
    with story.acting("ben") as uow:
        return set(uow.session.scalars(sa.select(column)))
