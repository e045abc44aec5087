"""From an incident to its record, facts and all; two duties with a status each; and what to do by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from plugins.candour import services
from plugins.candour.kinds import CANDOUR
from plugins.candour.models import CandourRecord
from plugins.candour.queries import incident_of
from plugins.candour.tests.steps import BROKEN_HIP, HERSELF, OPINION, tell
from plugins.incidents.tests.steps import ABUSE, completed, duties
from plugins.safeguarding.models import Concern, PipotCase
from portal.plugin.services import carried_facts, opened_from, refer, restrict_record
from tests.casework.incidents import path

HURT = {
    "body_type": "adult-social-care",
    "regulated_activity": True,
    "event_type": "harm",
    "physical_harm": "severe",
    "who_affected": "person",
    "treatment_needed": True,
}


def switch(act_and_commit, plugin, *, on):
    with act_and_commit("ade") as uow:
        uow.session.execute(
            text("UPDATE portal.tenant_plugin SET switched_on = :on WHERE plugin = :plugin"),
            {"on": on, "plugin": plugin},
        )


def referred(uow, incident):
    """The record opened from an incident, as the core's own page does it."""
    facts = carried_facts(uow, incident)
    opened = refer(uow, incident, to_kind="candour", reason="She broke her hip.", facts=facts)
    uow.session.flush()
    return uow.session.get_one(CandourRecord, (uow.tenant.id, opened))


def test_the_facts_of_the_incident_come_along(act):
    uow = act("ben")
    incident = completed(uow, occurred_at=datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
    incident.discovered_at = datetime(2026, 3, 3, 7, tzinfo=UTC)
    incident.person_references = "E.T., room 5"
    case = referred(uow, incident)

    assert (case.what_happened, case.person_reference) == (incident.what_happened, "E.T., room 5")
    assert (case.occurred_on, case.aware_at) == (date(2026, 3, 2), incident.discovered_at)
    assert (case.site_id, case.provider_id, case.nation) == (incident.site_id, incident.provider_id, incident.nation)
    assert (case.title, case.status) == ("Duty of candour at Rosewood House", "identified")
    assert incident_of(uow, case.id).id == incident.id


def test_a_record_of_a_restricted_incident_is_seen_by_no_more_people(act):
    uow = act("ben")
    incident = completed(uow)
    restrict_record(uow, incident, compartment="safeguarding", reason="About a member of staff.")

    assert referred(uow, incident).compartment == "safeguarding"


def test_the_incident_offers_it_and_then_shows_how_it_stands(client, act_and_commit):
    with act_and_commit("ben") as uow:
        incident = completed(uow)
    ben = client.as_("ben")
    offer = ben.get(path(incident)).links()["Open a duty of candour record"]
    record = ben.post(offer, {"reason": "She broke her hip."}).location
    assert ben.get(path(incident)).summary["Opened from this"].endswith("To be looked at")

    ben.post(record.replace("records/candour", "candour") + "/body", {"body_type": "other-provider"})
    assert ben.get(path(incident)).summary["Opened from this"].endswith("Opinion awaited")
    assert "Opened from" in ben.get(record).summary


def test_only_an_incident_leads_to_one():
    assert CANDOUR.opened_from.from_kinds == {"incident"}


def notifiable(uow, incident):
    case = services.choose_body(uow, referred(uow, incident), body_type="other-provider")
    services.decide(uow, case, answers=BROKEN_HIP, opinion=replace(OPINION, on=case.occurred_on))
    services.name_person(uow, case, **HERSELF)
    return case


def test_one_incident_has_two_duties_with_a_status_each(client, act_and_commit):
    with act_and_commit("ben") as uow:
        case = notifiable(uow, completed(uow, facts=HURT))
        tell(uow, case, told_at=uow.now)
    page = client.as_("ben").get(f"/t/rosewood/records/candour/{case.id}")

    assert "Doing one never settles the other." in page.words
    assert "Care Quality Commission: injury" in page.words
    assert "Due" in page.words
    assert case.status == "notified"


def test_a_notification_nobody_worked_out_yet_is_suggested(client, act_and_commit):
    with act_and_commit("ben") as uow:
        case = notifiable(uow, completed(uow))
    page = client.as_("ben").get(f"/t/rosewood/records/candour/{case.id}")

    assert "This harm mostly calls for one (SI 2009/3112, reg 18(2)(a) and (b))" in page.words


BY_HAND = {
    "candour": "Open a duty of candour record: Tell the person what happened and say sorry",
    "safeguarding": "Raise a safeguarding concern: Ring the safeguarding team of the authority where it happened",
}


def test_abuse_by_staff_leads_to_concern_strand_notification_and_candour(act, act_and_commit):
    with act_and_commit("ben") as uow:
        incident = completed(uow, facts=ABUSE)
        referred(uow, incident)
    ben, pia = act("ben"), act("pia")

    assert {one.kind.key for one in opened_from(ben, incident.id)} == {"safeguarding_concern", "candour"}
    assert ben.session.scalars(select(Concern.source_is_worker)).all() == [True]
    assert {"safeguarding", "cqc"} <= {one.recipient for one in duties(ben, incident).values()}
    assert len(pia.session.scalars(select(PipotCase)).all()) == 1


@pytest.mark.parametrize("plugin", ["candour", "safeguarding"])
def test_each_plugin_off_the_incident_says_what_to_do_by_hand(client, act_and_commit, plugin):
    switch(act_and_commit, plugin, on=False)
    with act_and_commit("ben") as uow:
        incident = completed(uow, facts=ABUSE)
    page = client.as_("ben").get(path(incident))

    assert [one for one in BY_HAND if BY_HAND[one] in page.words] == [plugin]
    assert "Care Quality Commission" in page.words


def test_with_incidents_off_a_record_is_opened_by_hand_and_stands_alone(client, act_and_commit):
    with act_and_commit("ben") as uow:
        case = notifiable(uow, completed(uow))
    switch(act_and_commit, "incidents", on=False)
    ben = client.as_("ben")
    page = ben.get(f"/t/rosewood/records/candour/{case.id}")

    assert ben.get("/t/rosewood/candour/open").status_code == 200
    assert page.status_code == 200
    assert "INC-" not in page.text


def test_switched_off_nothing_of_it_is_shown_and_nothing_is_lost(client, act_and_commit):
    with act_and_commit("ben") as uow:
        incident = completed(uow)
        case = referred(uow, incident)
    switch(act_and_commit, "candour", on=False)
    ben = client.as_("ben")
    assert case.reference not in ben.get(path(incident)).text
    assert ben.get(f"/t/rosewood/records/candour/{case.id}").status_code == 404
    assert ben.get("/t/rosewood/candour/log").status_code == 404

    switch(act_and_commit, "candour", on=True)
    assert ben.get(f"/t/rosewood/records/candour/{case.id}").status_code == 200
