"""What a link carries goes out whoever changed the record: somebody let into it as well."""

from __future__ import annotations

import sqlalchemy as sa

from plugins.complaints.tests.steps import received, routed
from portal.exchange.models import Disclosure
from portal.tenants.models import Link
from tests.databases import as_superuser
from tests.world import PERSONAS

CARRIED = '[{"kind": "complaint", "view": "complaint_summary", "may_hold_back": true}]'
ADVOCATE = {"user": PERSONAS["ruth"].id, "roles": ["advocate"]}


def test_an_advocate_who_works_on_their_own_case_sends_what_the_link_carries(location, act, act_and_commit):
    with as_superuser(location) as connection:
        connection.execute(sa.text("UPDATE portal.link SET standing = CAST(:carried AS jsonb)"), {"carried": CARRIED})
        connection.commit()
    with act_and_commit("ade") as uow:
        uow.session.execute(sa.text("SELECT auth.set_member_roles(:user, :roles)"), ADVOCATE)
    with act_and_commit("ruth") as uow:
        council = uow.session.scalars(sa.select(Link.id).where(Link.kind == "commissions")).one()
        complaint = routed(uow, received(uow), arranged_by=council)

    sent = act("ben").session.scalars(sa.select(Disclosure.view).where(Disclosure.record_id == complaint.id)).all()
    assert sent == ["complaint_summary"]
