"""From an incident with alleged abuse by staff to the concern, the notification and the strand about the person."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from plugins.incidents.tests.steps import ABUSE, completed, duties
from plugins.safeguarding.models import Concern, PipotCase
from portal.plugin.services import opened_from, origins_of
from tests.casework.incidents import path


@pytest.fixture
def abused(act_and_commit):
    """An incident of Rosewood's whose facts say that a member of staff abused somebody."""
    with act_and_commit("ben") as uow:
        return completed(uow, facts=ABUSE)


def switch_off(act_and_commit):
    with act_and_commit("ade") as uow:
        uow.session.execute(text("UPDATE portal.tenant_plugin SET switched_on = false WHERE plugin = 'safeguarding'"))


def test_alleged_abuse_by_staff_opens_a_concern_a_notification_and_a_strand(act, abused):
    ben = act("ben")
    (opened,) = opened_from(ben, abused.id)
    concern = ben.session.get(Concern, (ben.tenant.id, opened.record.id))

    assert (concern.status, concern.source_is_worker) == ("concern", True)
    assert concern.what_happened == abused.what_happened
    recipients = {one.recipient for one in duties(ben, abused).values()}
    assert {"safeguarding", "cqc"} <= recipients
    assert ben.session.scalars(select(PipotCase)).all() == []


def test_the_lead_sees_where_the_strand_came_from_and_nobody_else_that_it_is_there(act, client, abused):
    pia = act("pia")
    case = pia.session.scalars(select(PipotCase)).one()

    assert [one.kind.key for one in origins_of(pia, case.id)] == ["safeguarding_concern"]
    page = client.as_("ben").get(path(abused))
    assert page.summary["Opened from this"].endswith("To be decided")
    assert "PPT-" not in page.text


def test_with_the_plugin_off_the_incident_says_what_to_do_by_hand(act_and_commit, client):
    switch_off(act_and_commit)
    with act_and_commit("ben") as uow:
        incident = completed(uow, facts=ABUSE)
    ben = client.as_("ben")
    page = ben.get(path(incident))

    assert "Raise a safeguarding concern: Ring the safeguarding team of the authority where it happened" in page.words
    assert "tell your lead for people in a position of trust as well" in page.words
    assert "Nothing here sends this for you" in page.words
    assert ben.get("/t/rosewood/safeguarding/raise").status_code == 404


def test_switched_off_afterwards_nothing_of_it_is_shown_and_nothing_is_lost(act, act_and_commit, client, abused):
    switch_off(act_and_commit)
    assert "SAF-" not in client.as_("ben").get(path(abused)).text

    with act_and_commit("ade") as uow:
        uow.session.execute(text("UPDATE portal.tenant_plugin SET switched_on = true WHERE plugin = 'safeguarding'"))
    assert len(opened_from(act("ben"), abused.id)) == 1
