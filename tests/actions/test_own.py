"""An action of one's own: given, worked, shown done, and verified by somebody else; the database keeps that too."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from portal.accounts.permissions import ROLES
from portal.accounts.queries import member
from portal.accounts.services.members import change_roles, end_membership
from portal.actions import queries, services
from portal.actions.models import Action
from portal.core.errors import NotPermittedError, PortalError
from portal.notifications.models import OutboxMail
from portal.records.exclusions import keep_out
from portal.records.services import restrict_record
from tests.actions.plan import BY, CHECKED, finish, set_action, told
from tests.casework.incidents import completed
from tests.databases import as_superuser
from tests.world import PERSONAS, ROSEWOOD_HOUSE

APRIL = date(2026, 4, 1)
IN_APRIL = datetime(2026, 4, 1, 10, 0, tzinfo=UTC)


def test_it_goes_from_set_to_verified(act_and_commit):
    with act_and_commit("ben") as uow:
        action = set_action(uow)
        services.report_progress(uow, action, words="The log is on the wall")
        finish(uow, action)
    with act_and_commit("ruth") as uow:
        verified = services.verify_action(uow, queries.load_action(uow, action.id), words="I read the log")

        assert (verified.status, verified.verified_by, verified.evidence_on) == (
            "verified", PERSONAS["ruth"].id, CHECKED,
        )  # fmt: skip
        assert [step for step, _words in told(uow, action.id)] == ["added", "progress", "finish", "verify"]


@pytest.mark.parametrize(("owner", "closer"), [("ben", "ben"), ("ben", "ruth"), ("ruth", "ben")])
def test_neither_who_had_it_nor_who_closed_it_verifies_it(act_and_commit, act, owner, closer):
    with act_and_commit("ben") as uow:
        action = set_action(uow, owner=owner)
    with act_and_commit(closer) as uow:
        finish(uow, queries.load_action(uow, action.id))

    uow = act("ben")
    with pytest.raises(NotPermittedError, match="other than whoever did it"):
        services.verify_action(uow, queries.load_action(uow, action.id))


@pytest.mark.parametrize("column", ["owner_id", "done_by"])
def test_the_database_refuses_it_too(act, column):
    uow = act("ben")
    action = finish(uow, set_action(uow, owner="ruth"))
    setattr(action, column, PERSONAS["mia"].id)
    action.status, action.verified_at, action.verified_by = "verified", uow.now, PERSONAS["mia"].id

    with pytest.raises(DBAPIError, match="verified_by_somebody_else"):
        uow.session.flush()


def test_the_database_keeps_nothing_done_without_evidence(act):
    uow = act("ben")
    action = set_action(uow)
    action.status, action.done_at, action.done_by = "done", uow.now, uow.actor.user_id

    with pytest.raises(DBAPIError, match="done_with_evidence"):
        uow.session.flush()


def test_evidence_of_tomorrow_is_none(act):
    uow = act("ben")
    with pytest.raises(PortalError, match="has not come yet"):
        services.finish_action(uow, set_action(uow), words="It will be", evidence_on=date(2026, 3, 5))


def test_sent_back_it_has_a_reason_and_a_new_date_and_keeps_the_old(act_and_commit):
    with act_and_commit("ben") as uow:
        action = finish(uow, set_action(uow))
    with act_and_commit("ruth") as uow:
        action = queries.load_action(uow, action.id)
        services.reopen_action(uow, action, words="Two nights are missing", due_on=APRIL)

        assert (action.status, action.due_on, action.first_due_on, action.reopened) == ("reopened", APRIL, BY, 1)
        assert told(uow, action.id)[-1] == ("reopen", "Two nights are missing")


@pytest.mark.parametrize("way", ["reopen", "move", "cancel"])
def test_each_change_of_mind_needs_a_reason(act, way):
    uow = act("ruth")
    action = finish(uow, set_action(uow, owner="ben")) if way == "reopen" else set_action(uow)
    orders = {
        "reopen": lambda: services.reopen_action(uow, action, words=" ", due_on=APRIL),
        "move": lambda: services.move_due_date(uow, action, words=" ", due_on=APRIL),
        "cancel": lambda: services.cancel_action(uow, action, words=" "),
    }
    with pytest.raises(PortalError, match="Say why"):
        orders[way]()


def test_a_step_that_does_not_fit_is_refused(act):
    uow = act("ruth")
    action = set_action(uow)
    with pytest.raises(PortalError, match="does not fit any more"):
        services.verify_action(uow, action)


def test_it_is_not_set_for_a_day_gone_by_nor_given_to_a_stranger(act):
    uow = act("ben")
    with pytest.raises(PortalError, match="today or later"):
        set_action(uow, due_on=date(2026, 3, 3))
    with pytest.raises(PortalError, match="belongs to your organisation"):
        set_action(uow, owner="asha")


def test_whoever_is_given_one_sees_it_and_works_on_it_and_sees_nothing_else(act_and_commit, act):
    with act_and_commit("ben") as uow:
        incident = completed(uow)
        hers = set_action(uow, owner="mia", record=incident)
        set_action(uow, owner="ben", title="Not hers")
    with act_and_commit("mia") as uow:
        assert [one.title for one in uow.session.scalars(sa.select(Action))] == [hers.title]
        services.report_progress(uow, queries.load_action(uow, hers.id), words="Checked tonight")
        finish(uow, queries.load_action(uow, hers.id))
        assert [step for step, _words in told(uow, hers.id)] == ["added", "progress", "finish"]
    uow = act("mia")
    with pytest.raises(PortalError, match="role does not include"):
        set_action(uow)


def test_a_restricted_record_takes_its_actions_with_it(act_and_commit, act):
    with act_and_commit("ben") as uow:
        incident = completed(uow)
        action = set_action(uow, record=incident)
        restrict_record(uow, incident, compartment="safeguarding", reason="An allegation")

    uow = act("ruth")
    assert uow.session.get(Action, (uow.tenant.id, action.id)) is None
    assert told(uow, action.id) == []


def test_whoever_was_given_one_outside_its_record_keeps_it_when_that_is_restricted(act_and_commit, act):
    with act_and_commit("ben") as uow:
        incident = completed(uow)
        action = set_action(uow, owner="mia", record=incident)
        restrict_record(uow, incident, compartment="safeguarding", reason="An allegation")

    assert queries.load_action(act("mia"), action.id).title == action.title


def restricted(uow, incident):
    own = uow.session.get(type(incident), (uow.tenant.id, incident.id))
    restrict_record(uow, own, compartment="safeguarding", reason="An allegation")


def other_role(uow, _incident):
    change_roles(uow, member(uow, PERSONAS["pia"].id), roles=["officer"], offered=ROLES)


def kept_from(uow, incident):
    keep_out(uow, incident, user_id=PERSONAS["pia"].id, reason="She is named in it.")


@pytest.mark.parametrize(
    ("who", "owner", "put_out"), [("ben", "ruth", restricted), ("ade", "pia", other_role), ("ben", "pia", kept_from)]
)
def test_whoever_does_not_see_the_record_any_more_does_not_see_its_actions(act_and_commit, act, who, owner, put_out):
    with act_and_commit("ben") as uow:
        incident = completed(uow)
        if owner == "pia":
            restricted(uow, incident)
        done = set_action(uow, owner=owner, record=incident)
        set_action(uow, owner=owner, record=incident, title="Not done yet")
        set_action(uow, owner=owner, title="About no record")
    with act_and_commit(owner) as uow:
        finish(uow, queries.load_action(uow, done.id))
    with act_and_commit(who) as uow:
        put_out(uow, incident)

    assert list(act(owner).session.scalars(sa.select(Action.title))) == ["About no record"]


def test_what_somebody_had_who_left_is_nobodys(act_and_commit, act):
    with act_and_commit("ben") as uow:
        action = set_action(uow, owner="ruth")
    with act_and_commit("ade") as uow:
        end_membership(uow, member(uow, PERSONAS["ruth"].id))

    assert queries.load_action(act("ben"), action.id).owner_id is None


def test_nobody_else_finds_it(act_and_commit, act):
    with act_and_commit("ben") as uow:
        set_action(uow)

    for name in ("gil", "asha", "ade"):
        assert act(name).session.scalars(sa.select(Action)).all() == [], name


def test_the_late_and_the_near_are_found(act_and_commit, act):
    with act_and_commit("ben") as uow:
        set_action(uow, title="In time", due_on=date(2026, 4, 15))
        set_action(uow, title="Late", due_on=date(2026, 3, 20))
        set_action(uow, title="Today", due_on=APRIL)
        finish(uow, set_action(uow, title="Done", due_on=date(2026, 3, 20)))

    uow = act("ben", now=IN_APRIL)
    assert [one.title for one in queries.overdue_actions(uow)] == ["Late"]
    near = queries.actions_due_between(uow, APRIL, date(2026, 4, 15))
    assert [one.title for one in near] == ["Today", "In time"]
    assert queries.overdue_by_site(uow) == {ROSEWOOD_HOUSE: 1}


@pytest.mark.parametrize(
    ("due_on", "heard"),
    [
        (date(2026, 4, 1), set()),
        (date(2026, 3, 31), {"ruth"}),
        (date(2026, 3, 26), {"ruth"}),
        (date(2026, 3, 25), {"ruth", "ben"}),
    ],
)
def test_the_later_it_is_the_more_people_hear(act_and_commit, act, due_on, heard):
    with act_and_commit("ben") as uow:
        set_action(uow, owner="ruth", due_on=due_on)

    uow = act("ben", now=IN_APRIL)
    (row,) = uow.session.execute(queries.action_rows(uow, queries.ActionFilter())).all()
    assert queries.people_to_tell(uow, row) == {PERSONAS[name].id for name in heard}


def test_who_is_given_one_hears_by_mail_and_the_mail_does_not_say_what_it_is(act_and_commit, location):
    with act_and_commit("ben") as uow:
        action = set_action(uow, owner="ruth", title="Watch J.S. on the stairs")

    with as_superuser(location) as connection:
        mails = connection.execute(sa.select(OutboxMail.to_user_id, OutboxMail.subject, OutboxMail.body)).all()
    assert [(one.to_user_id, one.subject) for one in mails] == [
        (PERSONAS["ruth"].id, "An improvement action was given to you")
    ]
    assert action.reference in mails[0].body
    assert "J.S." not in mails[0].body
