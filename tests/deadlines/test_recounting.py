"""The calendar changed: open clocks are counted again, keep both dates, stand in the trail, and owners are told."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.core.principal import Operator
from portal.deadlines.models import DeadlineRecount
from portal.deadlines.moving import extend_clock
from portal.deadlines.queries import deadlines_of
from portal.deadlines.recounting import recount_clocks
from portal.deadlines.services import meet_deadline, start_deadline
from portal.notifications.models import OutboxMail
from portal.operator.holidays import add_bank_holiday, remove_bank_holiday
from portal.records.queries import any_record, timeline
from portal.trail.models import TrailEntry
from portal.trail.rules import commitment
from portal.worker import run_waiting_jobs
from tests.casework.incidents import opened
from tests.world import PERSONAS

TUESDAY = date(2026, 3, 3)
NATIONAL_DAY = date(2026, 3, 5)
TODAY = date(2026, 3, 4)
LOCAL, EXPECTED_OF_LAW = "REC-2WD", "CMP-E-ACK"  # two and three working days: Thursday 5 and Friday 6 March


def as_operator(app, order, **words) -> None:
    """Give an order in the operator's own session, and keep it."""
    with app.app_context(), Session(db.engines["platform"], expire_on_commit=False) as session:
        session.info["principal"] = Operator(PERSONAS["otto"].token)
        order(session, **words)
        session.commit()


def proclaim(app, *, nations: tuple[str, ...] = ("england",)) -> None:
    as_operator(app, add_bank_holiday, day=NATIONAL_DAY, name="National day", nations=nations, today=TODAY)
    run_waiting_jobs(app)


def started(act_and_commit, code: str = EXPECTED_OF_LAW, who: str = "ben", **columns):
    with act_and_commit(who) as uow:
        record = opened(uow, "Fall", **columns)
        uow.session.flush()
        start_deadline(uow, code, record, from_=TUESDAY)
    return record.id


def due(act, record_id, who: str = "ben"):
    return [(one.due_on, one.due_at.date() == one.due_on) for one in deadlines_of(act(who), record_id)]


def test_a_holiday_moves_the_clock_and_keeps_both_dates(app, act, act_and_commit):
    record_id = started(act_and_commit)
    proclaim(app)

    uow = act("ben")
    moved = uow.session.scalars(select(DeadlineRecount)).one()
    assert due(act, record_id) == [(date(2026, 3, 9), True)]
    assert (moved.old_due_on, moved.new_due_on) == (date(2026, 3, 6), date(2026, 3, 9))
    assert moved.why == "Bank holiday added: National day, Thursday 5 March 2026"


def test_the_working_out_names_the_holiday_and_the_record_its_new_date(app, act, act_and_commit):
    record_id = started(act_and_commit)
    proclaim(app)

    uow = act("ben")
    clock = deadlines_of(uow, record_id)[0]
    assert "Not counted: Thursday 5 March 2026 (National day)." in str(clock.working_out)
    assert any_record(uow, record_id).next_due_at == clock.due_at


def test_each_moved_clock_has_an_entry_of_the_trail(app, act, act_and_commit):
    record_id = started(act_and_commit)
    proclaim(app)

    entry = next(one for one in timeline(act("ben"), record_id) if one.act == "deadline.moved")
    assert (entry.payload["actor"], entry.payload["rule"]) == ("system", EXPECTED_OF_LAW)
    assert (entry.payload["old_due_on"], entry.payload["new_due_on"]) == ("2026-03-06", "2026-03-09")


def test_the_entries_of_many_are_bound_like_those_of_one(app, act, act_and_commit):
    record_id = started(act_and_commit)
    proclaim(app)

    wanted = select(TrailEntry).where(TrailEntry.record_id == record_id, TrailEntry.act == "deadline.moved")
    entry = act("ben").session.scalars(wanted).one()
    assert (entry.act_class, entry.actor_id, len(entry.salt)) == ("S", None, 32)
    assert entry.commitment == commitment(entry.payload, entry.salt)


def mails(location) -> list[tuple[str, str]]:
    with sa.create_engine(location.admin_url(), poolclass=sa.NullPool).connect() as connection:
        rows = connection.execute(select(OutboxMail.to_address, OutboxMail.subject).order_by(OutboxMail.to_address))
        return [tuple(row) for row in rows]


def test_the_manager_is_told_once_and_nobody_else(app, location, act_and_commit):
    started(act_and_commit)
    started(act_and_commit)
    proclaim(app)

    assert mails(location) == [("ben@rosewood.example", "2 dates moved at Rosewood Care")]


def test_what_nothing_moved_for_is_told_to_nobody(app, location, act, act_and_commit):
    record_id = started(act_and_commit)
    proclaim(app, nations=("scotland",))

    assert (due(act, record_id), mails(location)) == ([(date(2026, 3, 6), True)], [])


def test_it_reaches_every_organisation_and_only_clocks_of_the_nation(app, act, act_and_commit):
    ours = started(act_and_commit, LOCAL)
    theirs = started(act_and_commit, LOCAL, who="gil")
    with act_and_commit("gil") as uow:
        scottish = opened(uow, "Fall")
        scottish.nation = "scotland"
        uow.session.flush()
        start_deadline(uow, LOCAL, scottish, from_=TUESDAY)
    proclaim(app)

    assert [due(act, ours), due(act, theirs, "gil"), due(act, scottish.id, "gil")] == [
        [(date(2026, 3, 6), True)],
        [(date(2026, 3, 6), True)],
        [(date(2026, 3, 5), True)],
    ]


def test_taking_it_away_moves_the_date_back_and_tells_that_too(app, act, act_and_commit):
    record_id = started(act_and_commit)
    proclaim(app)
    as_operator(app, remove_bank_holiday, nation="england", day=NATIONAL_DAY)
    run_waiting_jobs(app)

    assert due(act, record_id) == [(date(2026, 3, 6), True)]
    assert len(act("ben").session.scalars(select(DeadlineRecount)).all()) == 2


def test_restricted_cases_are_counted_again_too(app, act, act_and_commit):
    record_id = started(act_and_commit, compartment="safeguarding")
    proclaim(app)

    assert due(act, record_id) == [(date(2026, 3, 9), True)]


def test_a_clock_that_was_met_keeps_its_date(app, act, act_and_commit):
    with act_and_commit("ben") as uow:
        record = opened(uow, "Fall")
        uow.session.flush()
        meet_deadline(uow, start_deadline(uow, EXPECTED_OF_LAW, record, from_=TUESDAY), record)
    proclaim(app)

    assert due(act, record.id) == [(date(2026, 3, 6), True)]


def test_an_agreed_date_stands(app, act, act_and_commit):
    with act_and_commit("ben") as uow:
        record = opened(uow, "Fall")
        uow.session.flush()
        clock = start_deadline(uow, EXPECTED_OF_LAW, record, from_=TUESDAY)
        extend_clock(
            uow, clock, record,
            due_on=date(2026, 3, 20), agreed_with="The family", agreed_on=TODAY, reason="Away", evidence=None,
        )  # fmt: skip
    proclaim(app)

    assert due(act, record.id) == [(date(2026, 3, 20), True)]


def test_counting_again_what_did_not_change_changes_nothing(act):
    uow = act("ben")
    record = opened(uow, "Fall")
    uow.session.flush()
    start_deadline(uow, EXPECTED_OF_LAW, record, from_=TUESDAY)
    uow.session.flush()

    assert recount_clocks(uow) == 0


def test_an_application_role_adds_no_holiday(act):
    statement = text(
        "INSERT INTO directory.bank_holiday (nation, day, name, added_on) VALUES ('wales', '2026-07-03', 'x', now())"
    )
    with pytest.raises(ProgrammingError, match="permission denied"):
        act("noor").session.execute(statement)


def test_only_the_operator_has_everybodys_clocks_counted_again(app, act):
    act("noor")
    with pytest.raises(Exception, match="permission denied"), db.engine.begin() as connection:
        connection.execute(text("SELECT jobs.recount_everywhere('{}')"))
    with pytest.raises(Exception, match="not permitted"), db.engines["platform"].begin() as connection:
        connection.execute(text("SELECT jobs.recount_everywhere('{}')"))
