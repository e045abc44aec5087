"""A letter to somebody who needs a format is made in that format, or somebody says why not."""

from __future__ import annotations

from datetime import date

import pytest

from portal.letters import services
from portal.letters.formats import FORMATS
from portal.letters.queries import template_of
from portal.people import rules
from portal.people.queries import formats_chosen
from portal.people.services import NeedsTold, PersonDetails, change_person, link_person, record_needs, record_person


@pytest.fixture
def jean(act_and_commit, fall):
    """Jean Field, to whom the fall happened and who needs large print."""
    with act_and_commit("ben") as uow:
        record = uow.session.get_one(type(fall), (uow.tenant.id, fall.id))
        person = record_person(uow, name="Jean Field", record=record)
        change_person(uow, person, PersonDetails("Jean Field", address="1 High Street"))
        record_needs(uow, person, NeedsTold(asked_on=date(2026, 3, 2), formats=["large_print"]))
        link_person(uow, record, person, role="affected")
        return person


@pytest.fixture
def write(client, fall, jean):
    """Finish a letter to Jean as Ben."""

    def send(**answers):
        page = f"/t/rosewood/letters/about/incident/{fall.id}/acknowledgement"
        return client.as_("ben").post(page, {"person": str(jean.id), **answers})

    return send


def test_every_format_somebody_may_need_is_known_to_letters():
    assert set(FORMATS) == {one.key for one in rules.FORMATS.codes}


def test_who_stands_in_the_record_can_be_chosen_with_what_they_need(client, fall, jean):
    page = client.as_("ben").get(f"/t/rosewood/letters/about/incident/{fall.id}/acknowledgement")

    assert "Jean Field (person affected) Needs large print." in page.words


def test_a_letter_in_another_format_is_refused_without_a_reason(write):
    assert write(format="standard_print").errors == [
        "They need large print, not ordinary print. Say why it is used all the same"
    ]


def test_with_a_reason_it_is_made_and_the_reason_is_kept(client, write):
    page = client.as_("ben").get(write(format="standard_print", reason="She asked for a copy for her son").location)

    assert page.summary["Why this format"] == "She asked for a copy for her son"


def test_in_the_format_they_need_nothing_is_asked(client, write):
    page = client.as_("ben").get(write(format="large_print").location)

    assert page.summary["To"] == "Jean Field"
    assert "Dear Jean Field" in page.words
    assert "Why this format" not in page.summary


def test_the_choice_stands_with_the_person(act, write, jean):
    write(format="large_print")

    assert [(one.format, one.met_needs) for one in formats_chosen(act("ben"), jean)] == [("large_print", True)]


def test_somebody_who_does_not_stand_in_the_record_cannot_be_chosen(client, fall, jean, act_and_commit):
    with act_and_commit("ben") as uow:
        other = record_person(uow, name="Somebody Else")
    page = client.as_("ben").post(
        f"/t/rosewood/letters/about/incident/{fall.id}/acknowledgement",
        {"person": str(other.id), "format": "standard_print"},
    )

    assert page.errors == ["Choose one of the answers shown"]


def test_a_letter_goes_to_somebody(act, fall):
    uow = act("ben")
    with pytest.raises(services.PortalError) as refused:
        services.finish_letter(
            uow,
            fall,
            template_of(uow, "acknowledgement"),
            addressee=services.Addressee(""),
            letter_format="standard_print",
            body="Hello",
        )
    assert refused.value.field == "addressee"
