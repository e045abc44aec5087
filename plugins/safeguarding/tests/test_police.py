"""While the police lead: nobody contacts whom they named, and what protects people goes on."""

from __future__ import annotations

from datetime import date

import pytest

from plugins.safeguarding import services
from plugins.safeguarding.services import pipot
from plugins.safeguarding.services.closing import objections_to_closing
from plugins.safeguarding.services.telling import is_named
from plugins.safeguarding.tests.steps import WEDNESDAY, decided, ended
from portal.plugin import PortalError
from tests.actions.plan import set_action

HELD = {"since": date(2026, 3, 2), "people": "K.M.\nThe night carer", "asked_by": "PC Hill", "reason": "Interviews"}
SPOKE = {"audience": "source", "words": "We rang him."}


@pytest.fixture
def uow(act):
    return act("pia")


@pytest.fixture
def held(uow):
    concern = decided(uow)
    services.hold_for_police(uow, concern, **HELD)
    uow.session.flush()
    return concern


@pytest.mark.parametrize("person", ["K.M.", "k.m.", "the night carer", "K.M., night carer"])
def test_nobody_contacts_whom_the_police_named(uow, held, person):
    with pytest.raises(PortalError, match="PC Hill asked that nobody contacts them") as error:
        services.record_contact(uow, held, person=person, **SPOKE)
    assert error.value.field == "person"


def test_everybody_else_is_spoken_to(uow, held):
    assert services.record_contact(uow, held, audience="adult", person="J.S.", words="She is calm.").words


def test_why_somebody_is_not_told_may_be_written_down(uow, held):
    services.record_contact(uow, held, audience="source", person="K.M.", words=None, why_not="The police lead.")


def test_no_letter_goes_to_them_about_the_concern_or_the_case_opened_from_it(client, act_and_commit):
    with act_and_commit("pia") as uow:
        concern = decided(uow)
        services.hold_for_police(uow, concern, **HELD)
        said = {"what_is_said": "He hit a man.", "source": "work", "allegation_type": "allegation"}
        case = pipot.open_case(uow, **said, from_record=concern)

    for record, key in ((concern, "safeguarding.closing"), (case, "safeguarding.pipot_subject")):
        page = f"/t/rosewood/letters/about/{record.kind}/{record.id}/{key}"
        answers = {"person": "somebody-else", "format": "standard_print", "address": "1 High Street", "body": "Hello."}
        refused = client.as_("pia").post(page, {**answers, "addressee": "K.M."})
        assert "No letter goes to them for now. PC Hill asked that nobody contacts them for now." in refused.errors
        assert client.as_("pia").post(page, {**answers, "addressee": "Mr Vale"}).status_code == 302


def test_what_protects_people_goes_on(uow, held):
    action = set_action(uow, title="Somebody sits with her at night", record=held)
    services.begin_enquiry(uow, held, mode="led", scope="The rota.", by=WEDNESDAY)
    services.make_plan(uow, held, plan="Two people help.", review_on=date(2026, 4, 1))

    assert (action.status, held.plan) == ("open", "Two people help.")


def test_a_hold_is_lifted_by_an_officer_on_a_day(uow, held):
    for given in ({"officer": "", "lifted_on": WEDNESDAY}, {"officer": "PC Hill", "lifted_on": date(2026, 3, 5)}):
        with pytest.raises(PortalError):
            services.lift_hold(uow, held, **given)
    hold = services.lift_hold(uow, held, officer="PC Hill", lifted_on=WEDNESDAY)

    assert (hold.lifted_officer, hold.lifted_on) == ("PC Hill", WEDNESDAY)
    uow.session.flush()
    services.record_contact(uow, held, person="K.M.", **SPOKE)


def test_nothing_closes_while_the_police_hold_it(uow):
    concern = ended(uow)
    services.hold_for_police(uow, concern, **HELD)
    uow.session.flush()

    assert objections_to_closing(uow, concern) == ["The police have not lifted their hold."]


def test_nobody_is_nobody():
    assert not is_named("", "K.M.")
    assert not is_named("J.S.", "K.M.\n\n")
