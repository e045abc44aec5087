"""A record of any kind on which everything was decided can be erased: what its tables insist on stays satisfied."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from plugins.candour.tests import steps as candour
from plugins.complaints.tests import steps as complaints
from plugins.safeguarding.permissions import PIPOT_LEAD
from plugins.safeguarding.permissions import ROLES as SAFEGUARDING_ROLES
from plugins.safeguarding.services import pipot
from plugins.safeguarding.services.referring import Decided, decide_referrals
from plugins.safeguarding.tests import steps as safeguarding
from portal.accounts.queries import member
from portal.accounts.services.members import change_roles
from portal.records.models import Record
from portal.retention.models import RetentionItem
from portal.retention.permissions import RECORDS_MANAGER, ROLES
from portal.retention.services.deciding import approve_erasure
from tests.databases import as_superuser
from tests.world import PERSONAS

LONG_AFTER = datetime(2046, 3, 6, 6, 0, tzinfo=UTC)
OVER = (
    "UPDATE portal.record SET closed_on = '2026-03-04' WHERE id = :id",
    "UPDATE portal.deadline SET met_at = now() WHERE record_id = :id AND met_at IS NULL",
)


def decided_case(uow):
    """A case about somebody in a position of trust, with a reason wherever one is asked for."""
    case = pipot.open_case(uow, what_is_said="He hit a man.", source="work", allegation_type="allegation")
    pipot.decide_scope(uow, case, may_have_harmed=True, possible_offence=True, indicates_risk=False, reason="A charge.")
    pipot.name_owner(uow, case, owner="Pia Lund")
    pipot.decide_disclosure(uow, case, reason="He works with nobody now.")
    pipot.record_outcome(uow, case, outcome="substantiated", reason="He said so.")
    barring = Decided(decision="made", reason="He left.", referred_on=uow.today, decided_on=uow.today)
    nowhere = Decided(decision="not-applicable", reason="No register.")
    return decide_referrals(uow, case, barring=barring, professional=nowhere, left_first=False)


KINDS = {
    "concern": ("pia", safeguarding.ended),
    "case": ("pia", decided_case),
    "candour": ("pia", candour.answered),
    "complaint": ("ben", complaints.answered),
}


def end(location, record_id):
    with as_superuser(location) as connection:
        for statement in OVER:
            connection.execute(text(statement), {"id": record_id})
        connection.commit()


def agree(story, record_id):
    """Ruth, who looks after records and leads on positions of trust, agrees that it goes."""
    with story.acting("ade") as uow:
        roles = [RECORDS_MANAGER, PIPOT_LEAD]
        change_roles(uow, member(uow, PERSONAS["ruth"].id), roles=roles, offered=[*ROLES, *SAFEGUARDING_ROLES])
    with story.acting("ruth") as uow:
        approve_erasure(uow, uow.session.scalars(select(RetentionItem).filter_by(record_id=record_id)).one())
    story.work()


@pytest.mark.parametrize(("name", "make"), KINDS.values(), ids=KINDS.keys())
def test_it_is_erased_and_only_that_there_was_a_reason_is_left(story, location, name, make):
    with story.acting(name) as uow:
        record_id = make(uow).id
    end(location, record_id)
    story.night(LONG_AFTER)
    agree(story, record_id)

    with story.acting("pia") as uow:
        record = uow.session.get_one(Record, (uow.tenant.id, record_id))
        kind = uow.plugins.installed_kind(record.kind)
        words = {getattr(record, name) for name in kind.personal_data if isinstance(getattr(record, name), str)}
    assert record.erased_on == LONG_AFTER.date()
    assert words == {"Erased"}
