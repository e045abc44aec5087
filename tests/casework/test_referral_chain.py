"""One incident with alleged abuse by staff, and all that follows from it; each plugin switched off in turn."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from plugins.candour.models import CandourRecord
from plugins.incidents.models import Incident
from plugins.incidents.services import confirm_facts
from plugins.incidents.tests.steps import ABUSE, STEPS, completed, duties, send_report
from plugins.safeguarding.models import Concern, PipotCase
from plugins.safeguarding.tests.steps import raised
from portal.plugin.services import opened_from, origins_of
from tests.casework.incidents import path

SWITCH_OFF = text("UPDATE portal.tenant_plugin SET switched_on = false WHERE plugin = :plugin")
CONCERN_BY_HAND = "Raise a safeguarding concern: Ring the safeguarding team of the authority where it happened"
LEAD_BY_HAND = "tell your lead for people in a position of trust as well"
CANDOUR_BY_HAND = "Open a duty of candour record: Tell the person what happened and say sorry"
REGULATOR_BY_HAND = "tell the regulator of the service by its own form, without delay"
YESTERDAY = {"occurred_at-day": "3", "occurred_at-month": "3"}


@pytest.fixture
def switch_off(act_and_commit):
    def off(plugin):
        with act_and_commit("ade") as uow:
            uow.session.execute(SWITCH_OFF, {"plugin": plugin})

    return off


@pytest.fixture
def abused(act_and_commit):
    """Make an incident of Rosewood's whose facts say that a member of staff abused somebody."""

    def report():
        with act_and_commit("ben") as uow:
            return completed(uow, facts=ABUSE)

    return report


def open_candour(client, incident):
    """As the manager, from the page of the incident."""
    page = f"{path(incident)}/open-another/candour"
    return client.as_("ben").post(page, {"reason": "She was hurt by somebody who works here."})


def kinds_opened(uow, incident):
    return {one.kind.key for one in opened_from(uow, incident.id)}


def test_an_incident_leads_to_concern_candour_regulator_and_the_hidden_strand(client, act, abused):
    incident = abused()
    open_candour(client, incident)
    page = client.as_("ben").get(path(incident))
    ben = act("ben")

    assert kinds_opened(ben, incident) == {"safeguarding_concern", "candour"}
    assert ben.session.scalars(select(Concern)).one().source_is_worker is True
    assert ben.session.scalars(select(CandourRecord)).one().what_happened == incident.what_happened
    assert {"safeguarding", "cqc"} <= {one.recipient for one in duties(ben, incident).values()}
    assert "PPT-" not in page.text
    pia = act("pia")
    strand = pia.session.scalars(select(PipotCase)).one()
    assert [one.kind.key for one in origins_of(pia, strand.id)] == ["safeguarding_concern"]


def test_without_safeguarding_the_page_says_whom_to_ring_and_the_rest_goes_on(client, act, switch_off, abused):
    switch_off("safeguarding")
    incident = abused()
    open_candour(client, incident)
    words = client.as_("ben").get(path(incident)).words
    ben = act("ben")

    assert CONCERN_BY_HAND in words
    assert LEAD_BY_HAND in words
    assert kinds_opened(ben, incident) == {"candour"}
    assert "cqc" in {one.recipient for one in duties(ben, incident).values()}
    assert act("pia").session.scalars(select(PipotCase)).all() == []


def test_without_candour_the_page_says_how_to_tell_the_person_and_the_rest_goes_on(client, act, switch_off, abused):
    switch_off("candour")
    incident = abused()
    words = client.as_("ben").get(path(incident)).words

    assert CANDOUR_BY_HAND in words
    assert CONCERN_BY_HAND not in words
    assert client.as_("ben").get(f"{path(incident)}/open-another/candour").status_code == 404
    ben = act("ben")
    assert kinds_opened(ben, incident) == {"safeguarding_concern"}
    assert "cqc" in {one.recipient for one in duties(ben, incident).values()}
    assert len(act("pia").session.scalars(select(PipotCase)).all()) == 1


def test_without_incidents_the_concern_says_to_tell_the_regulator_and_the_strand_begins(
    client, act, act_and_commit, switch_off
):
    switch_off("incidents")
    with act_and_commit("ben") as uow:
        concern = raised(uow, source_is_worker=True)
    ben = client.as_("ben")

    assert REGULATOR_BY_HAND in ben.get(f"/t/rosewood/records/safeguarding_concern/{concern.id}").words
    assert ben.get("/t/rosewood/incidents/report").status_code == 404
    assert len(act("pia").session.scalars(select(PipotCase)).all()) == 1


def test_an_incident_reported_from_a_concern_raises_it_no_second_time(client, act, act_and_commit):
    with act_and_commit("ben") as uow:
        concern = raised(uow)
    ben = client.as_("ben")
    label = "Report the incident behind it, so that the regulator is told"
    asking = ben.get(f"/t/rosewood/records/safeguarding_concern/{concern.id}").links()[label]
    ben.post(ben.get(asking).location, STEPS["what"])
    send_report(ben, when=YESTERDAY, what=STEPS["what"])
    with act_and_commit("ben") as uow:
        incident = uow.session.scalars(select(Incident)).one()
        confirm_facts(uow, incident, answers=ABUSE)
        assert [one.record.id for one in origins_of(uow, incident.id)] == [concern.id]
        assert [one.id for one in uow.session.scalars(select(Concern))] == [concern.id]


def test_a_report_from_what_one_may_not_see_is_not_found(client, act_and_commit):
    with act_and_commit("ben") as uow:
        concern = raised(uow)
    asking = f"/t/rosewood/incidents/report/what?from_id={concern.id}"

    assert client.as_("mia").post(asking, STEPS["what"]).status_code == 404
