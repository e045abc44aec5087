"""What guidance asks besides: the police told or why not, an own record for who harmed, what is known of the adult."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from plugins.safeguarding import services
from plugins.safeguarding.kinds import CONCERN
from plugins.safeguarding.models import Concern
from plugins.safeguarding.rules.closing import SURVEY
from plugins.safeguarding.rules.codes import CATEGORIES
from plugins.safeguarding.services import pipot
from plugins.safeguarding.services.closing import objections_to_closing
from plugins.safeguarding.tests.steps import WEDNESDAY, decided, ended, raised, take_step
from portal.core.ids import new_id
from portal.plugin import PortalError
from portal.plugin.services import people_of
from portal.records.admissions import let_in
from tests.people.folk import JOAN, affected
from tests.world import PERSONAS, ROSEWOOD_HOUSE

POLICE = "Record when the police were told of what could be a crime, or why they were not."
OWN_RECORD = "Open a record of its own for the adult at risk who may have caused it."
SCOPE = {"may_have_harmed": True, "possible_offence": False, "indicates_risk": False, "reason": "Why."}


@pytest.fixture
def uow(act):
    """Pia, on Wednesday 4 March 2026 at ten."""
    return act("pia")


@pytest.mark.parametrize(
    "said",
    [{"police_told_at": datetime(2026, 3, 4, 9, tzinfo=UTC)}, {"police_not_told_reason": "She asked."}],
)
def test_of_what_could_be_a_crime_the_police_are_told_or_it_says_why_not(uow, said):
    concern = services.complete_concern(uow, ended(uow), crime_suspected=True)
    assert objections_to_closing(uow, concern) == [POLICE]

    assert objections_to_closing(uow, services.complete_concern(uow, concern, **said)) == []


def test_the_police_are_told_at_no_moment_to_come(uow):
    with pytest.raises(PortalError, match="has not come yet"):
        services.complete_concern(uow, raised(uow), police_told_at=datetime(2026, 3, 4, 11, tzinfo=UTC))


def test_another_concern_raised_from_this_one_is_not_the_record_of_who_caused_it(uow):
    concern = services.complete_concern(uow, ended(uow), source_is_at_risk=True)
    other = services.FirstConcern(what_happened="Something else.")
    services.raise_concern(uow, concern=other, from_record=concern)
    uow.session.flush()

    assert objections_to_closing(uow, concern) == [OWN_RECORD]


def test_whoever_is_let_into_one_record_of_the_two_learns_nothing_of_the_other(client, act_and_commit):
    """Ruth stands by whoever may have caused it."""
    ruth = PERSONAS["ruth"].id
    with act_and_commit("ade") as uow:
        uow.session.execute(text("SELECT auth.set_member_roles(:u, ARRAY['whistleblowing_lead'])"), {"u": ruth})
    with act_and_commit("pia") as uow:
        concern = services.complete_concern(uow, decided(uow), source_is_at_risk=True)
        theirs = services.open_for_source(uow, concern, adult_reference="P.K.", what_happened="He cannot bear noise.")
        let_in(uow, CONCERN, theirs, user_id=ruth)
    browser = client.as_("ruth")
    page = browser.get(f"/t/rosewood/records/safeguarding_concern/{theirs.id}")

    assert "He cannot bear noise." in page.words
    assert [one for one in (concern.reference, "CANARY", "Opened from", "J.S.") if one in page.text] == []
    assert browser.get(f"/t/rosewood/records/safeguarding_concern/{concern.id}").status_code == 404


def test_what_was_decided_against_can_be_decided_again_once_more_is_known(uow):
    concern = take_step(uow, ended(uow, decided(uow, has_needs=False, decision="no-action")), "close")
    with pytest.raises(PortalError, match="This concern is closed"):
        decided(uow, concern)
    take_step(uow, concern, "reopen", reason="Her niece rang.")

    assert decided(uow, concern).status == "enquiry"
    with pytest.raises(PortalError, match="An enquiry was decided on already"):
        decided(uow, concern)


def test_while_the_police_hold_it_a_contact_says_with_whom(uow):
    concern = decided(uow)
    services.hold_for_police(uow, concern, since=WEDNESDAY, people="K.M.", asked_by="PC Hill", reason="Interviews")
    uow.session.flush()

    with pytest.raises(PortalError, match="Say who it was"):
        services.record_contact(uow, concern, audience="source", person=" ", words="We rang him.")


def test_what_was_agreed_stands_in_the_case_with_what_goes_on_beside_it(uow):
    case = pipot.open_case(uow, what_is_said="An arrest.", source="home", allegation_type="allegation")
    pipot.name_owner(uow, pipot.decide_scope(uow, case, **SCOPE), owner="Pia Lund")
    agreed = {"strategy": "He works with a second person.", "linked": ["police", "employer"]}
    pipot.agree_strategy(uow, case, **agreed, agreed_on=WEDNESDAY, worker_support="Ms Orr")

    assert (case.status, case.linked, case.worker_support) == ("agreed", ["police", "employer"], "Ms Orr")


def test_a_step_taken_late_leads_no_case_back(uow):
    case = pipot.open_case(uow, what_is_said="An arrest.", source="home", allegation_type="allegation")
    pipot.name_owner(uow, pipot.decide_scope(uow, case, **SCOPE), owner="Pia Lund")
    pipot.decide_disclosure(uow, case, reason="Why.")
    pipot.record_outcome(uow, case, outcome="unfounded", reason="He was elsewhere.")
    pipot.name_owner(uow, case, owner="Somebody else")
    pipot.agree_strategy(uow, case, strategy="Nothing more.", agreed_on=WEDNESDAY)

    assert (case.status, case.information_owner) == ("outcome", "Somebody else")


def test_what_guidance_asks_of_the_adult_and_the_plan_is_kept(uow):
    known = {"others_at_risk": "Her sister.", "child_at_risk": True, "capacity": "has", "capacity_reason": "Seen."}
    concern = services.complete_concern(uow, decided(uow), **known)
    services.decide_advocate(
        uow, concern, substantial_difficulty=True, appropriate_person=False, reason="Seen.", kind="enquiry"
    )
    plan = {"plan": "A lock.", "least_intrusive": "She keeps her key.", "risk_left": "He may ring."}
    services.make_plan(uow, concern, **plan, review_on=WEDNESDAY)
    uow.session.flush()
    uow.session.expire(concern)

    assert {name: getattr(concern, name) for name in (*known, *plan)} == known | plan
    assert concern.advocate_kind == "enquiry"


def test_there_are_ten_kinds_and_a_concern_may_be_of_several(uow):
    concern = raised(uow, categories=("neglect", "financial"))

    assert len({one.key for one in CATEGORIES.codes}) == 10
    assert concern.categories == ["neglect", "financial"]


def test_the_survey_has_seven_questions_with_words_for_whoever_speaks_for_them():
    assert len(SURVEY) == 7
    assert all(one.question and one.of_representative and one.answers for one in SURVEY)
    assert SURVEY[0].answers[:3] == (
        "Asked, and outcomes were expressed",
        "Asked, and none were expressed",
        "Not asked",
    )


def test_every_role_is_offered_to_raise_a_concern_from_every_kind_of_record(app):
    registry, door = app.extensions["portal.registry"], CONCERN.opened_from

    assert door is not None
    assert (door.from_kinds, door.from_places) == (frozenset(), True)
    assert registry.permissions[door.permission].roles == registry.roles.keys()


RAISE = "/t/rosewood/safeguarding/raise"
WORDS = {"what_happened": "She has bruises CANARYBRUISE.", "is_safe_now": "yes"}


def test_a_concern_is_raised_from_the_page_of_a_person_about_them(client, act, act_and_commit):
    with act_and_commit("ben") as uow:
        joan, _incident = affected(uow)
    ben = client.as_("ben")
    asking = ben.get(f"/t/rosewood/people-in-records/{joan.id}").links()["Raise a safeguarding concern"]
    page = ben.get(asking)
    assert page.form()["adult_reference"] == "J.O."
    assert JOAN not in page.words
    assert ben.post(asking, WORDS | {"adult_reference": "J.O."}).errors == []

    uow = act("ben")
    concern = uow.session.scalars(select(Concern)).one()
    assert [(person.id, link.role) for link, person in people_of(uow, concern.id)] == [(joan.id, "affected")]


def test_whom_one_may_not_see_nobody_raises_a_concern_about(client, act_and_commit):
    with act_and_commit("ben") as uow:
        joan, _incident = affected(uow)

    for name, person in (("mia", joan.id), ("ben", new_id()), ("ben", "nonsense")):
        assert client.as_(name).get(f"{RAISE}?person_id={person}").status_code == 404
    assert client.as_("gil").get(f"/t/glenview/safeguarding/raise?person_id={joan.id}").status_code == 404


def test_a_concern_is_raised_from_the_page_of_a_site_about_it(client):
    ben = client.as_("ben")
    asking = ben.get(f"/t/rosewood/providers/sites/{ROSEWOOD_HOUSE}").links()["Raise a safeguarding concern"]

    assert ben.get(asking).form()["site_id"] == str(ROSEWOOD_HOUSE)
