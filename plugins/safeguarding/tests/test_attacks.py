"""What somebody tries who means no good, or presses twice: closed records, forged ids, ids of the wrong kind."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from plugins.safeguarding import services
from plugins.safeguarding.models import Concern, PipotCase
from plugins.safeguarding.services import pipot
from plugins.safeguarding.tests.steps import AGREED, asked, decided, planned
from plugins.safeguarding.tests.test_pipot import NO, ONE_YES, SAID
from portal.core.errors import StaleRecordError
from portal.core.ids import new_id
from portal.plugin import PortalError

DECIDED = {"has_needs": True, "is_at_risk": True, "cannot_protect": True, "decision": "enquiry", "reason": "Why."}
OF_CASE = ("scope", "owner", "disclosure", "risk", "risk/review", "outcome", "referrals", "retention")
OF_CONCERN = (
    "decide",
    "advocate",
    "enquiry",
    "plan",
    "hold",
    "contact",
    "alert",
    "sending",
    "ending",
    "survey",
    "take-up",
)


@pytest.fixture
def closed_case(act):
    uow = act("pia")
    case = pipot.open_case(uow, **SAID)
    pipot.decide_scope(uow, case, **NO, reason="A dispute about a fence.")
    uow.session.flush()
    return uow, case


@pytest.mark.parametrize(
    ("order", "answers"),
    [
        (pipot.decide_scope, {**ONE_YES, "reason": "Why."}),
        (pipot.name_owner, {"owner": "Pia Lund"}),
        (pipot.decide_disclosure, {"reason": "Why."}),
        (pipot.plan_risk, {"risk_plan": "A plan.", "review_on": date(2026, 4, 1), "employer_action": None}),
        (pipot.record_outcome, {"outcome": "unfounded", "reason": "Why."}),
    ],
)
def test_a_closed_case_is_opened_again_before_anything_is_decided(closed_case, order, answers):
    uow, case = closed_case

    with pytest.raises(PortalError, match="This is closed"):
        order(uow, case, **answers)
    assert (case.status, case.closed_on) == ("out-of-scope", date(2026, 3, 4))


def test_a_closed_concern_does_not_go_back_into_its_enquiry_by_a_form_left_open(act):
    uow = act("ben")
    concern = planned(uow, decided(uow, asked(uow)))
    concern.status, concern.closed_on = "closed", date(2026, 3, 4)
    uow.session.flush()

    with pytest.raises(PortalError):
        services.finish_enquiry(uow, concern, findings="Nothing.", finished_on=date(2026, 3, 4))
    with pytest.raises(PortalError):
        services.decide_concern(uow, concern, **DECIDED)
    assert concern.status == "closed"


def test_of_two_who_decide_at_once_the_second_learns_of_the_first(act_and_commit):
    with act_and_commit("ben") as uow:
        concern_id = asked(uow).id
    with act_and_commit("ben") as slow:
        seen = slow.session.get_one(Concern, (slow.tenant.id, concern_id))
        with act_and_commit("pia") as quick:
            same = quick.session.get_one(Concern, (quick.tenant.id, concern_id))
            services.decide_concern(quick, same, **DECIDED)

        with pytest.raises(StaleRecordError):
            services.decide_concern(slow, seen, **{**DECIDED, "has_needs": False, "decision": "no-further-action"})


def test_ids_of_the_wrong_kind_of_another_organisation_and_of_nothing_are_answered_alike(client, act_and_commit):
    with act_and_commit("pia") as uow:
        concern, case = asked(uow).id, pipot.open_case(uow, **SAID).id
    with act_and_commit("lena") as uow:
        theirs = pipot.open_case(uow, **SAID).id
    pages = [f"positions-of-trust/{one}/{key}" for key in OF_CASE for one in (concern, theirs, new_id())]
    pages += [f"safeguarding/{one}/{key}" for key in OF_CONCERN for one in (case, theirs, new_id())]
    pia = client.as_("pia")

    assert {one: code for one in pages if (code := pia.get(f"/t/rosewood/{one}").status_code) != 404} == {}


@pytest.mark.parametrize("forged", ["site", "origin", "link"])
def test_a_forged_id_in_a_form_reaches_nothing(client, act, act_and_commit, forged):
    with act_and_commit("lena") as uow:
        theirs = pipot.open_case(uow, **SAID).id
    page = "/t/rosewood/positions-of-trust/open" + (f"?from_id={theirs}" if forged == "origin" else "")
    answers = {"what_is_said": "Something.", "source": "home", "allegation_type": "allegation", "child_related": "no"}
    sent = {**answers, "site_id": str(theirs if forged == "site" else "")}
    if forged == "link":
        with act_and_commit("ben") as uow:
            concern = asked(uow).id
        page = f"/t/rosewood/safeguarding/{concern}/alert"
        sent = {"link": str(UUID(int=1)), "purpose": "Why.", "lawful_basis": AGREED.lawful_basis, "consent": "agreed"}
    answer = client.as_("pia").post(page, sent)

    assert answer.location is None
    assert act("pia").session.scalars(select(PipotCase)).all() == []
