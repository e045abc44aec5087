"""What somebody with a session of the database tries, to be let in where nobody let them in."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from plugins.safeguarding.kinds import CONCERN
from plugins.safeguarding.models import Concern
from plugins.safeguarding.tests.steps import raised
from portal.core.ids import new_id
from portal.records.admissions import let_in, let_out
from portal.records.models import Record, RecordAdmission
from tests.databases import as_superuser
from tests.world import PERSONAS

RETURN = sa.text("UPDATE portal.membership SET ended_on = NULL WHERE user_id = :user")  # as `auth.join_tenant` does
RUTH = {"user": PERSONAS["ruth"].id}


@pytest.fixture
def make_ruth(act_and_commit):
    """Give Ruth, an officer who sees no concern, another role."""

    def give(role):
        with act_and_commit("ade") as uow:
            assert uow.session.execute(sa.text("SELECT auth.set_member_roles(:user, :roles)"), RUTH | {"roles": [role]})

    return give


def admission(uow, record_id, *, compartment):
    key = {"tenant_id": uow.tenant.id, "id": new_id(), "record_id": record_id, "user_id": uow.actor.user_id}
    return RecordAdmission(**key, compartment=compartment, added_by=uow.actor.user_id, added_at=uow.now)


def test_a_row_that_misstates_the_compartment_shows_nothing_even_before_it_is_refused(act, act_and_commit):
    with act_and_commit("pia") as uow:
        concern = raised(uow)
    ruth = act("ruth")
    ruth.session.add(admission(ruth, concern.id, compartment="general"))
    ruth.session.flush()

    assert ruth.session.query(Concern).count() == 0
    ruth.session.rollback()


def test_whoever_was_put_out_of_their_own_case_does_not_let_themselves_in_again(act, act_and_commit, make_ruth):
    make_ruth("advocate")
    with act_and_commit("ruth") as uow:
        concern = raised(uow)
    with act_and_commit("pia") as uow:
        let_out(uow, uow.session.get_one(Record, (uow.tenant.id, concern.id)), user_id=RUTH["user"])
    ruth = act("ruth")
    ruth.session.add(admission(ruth, concern.id, compartment="safeguarding"))

    with pytest.raises(ProgrammingError, match="row-level security"):
        ruth.session.flush()


def test_whoever_leaves_and_comes_back_is_let_in_nowhere(client, location, act_and_commit, make_ruth):
    make_ruth("whistleblowing_lead")
    with act_and_commit("pia") as uow:
        concern = raised(uow)
        let_in(uow, CONCERN, concern, user_id=RUTH["user"])
    before = client.as_("ruth").get(f"/t/rosewood/records/safeguarding_concern/{concern.id}").status_code
    with act_and_commit("ade") as uow:
        assert uow.session.execute(sa.text("SELECT auth.end_membership(:user)"), RUTH).scalar()
    with as_superuser(location) as connection:
        connection.execute(RETURN, RUTH)
        connection.commit()

    after = client.as_("ruth").get(f"/t/rosewood/records/safeguarding_concern/{concern.id}").status_code
    assert (before, after) == (200, 404)
