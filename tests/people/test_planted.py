"""A pack of a planted person finds every place they were planted in, and nothing of anyone else."""

from __future__ import annotations

import re
from datetime import date

import pytest
import sqlalchemy as sa

from plugins.incidents.kinds import INCIDENT
from portal.people.access import gather_again, lines_of
from portal.people.models import AccessRequest, Person
from portal.people.queries import load_person
from portal.people.services import PersonDetails, change_person
from portal.records.services import add_note
from portal.web.drafts import save_draft
from portal.worker import run_waiting_jobs
from tests.casework.incidents import completed
from tests.databases import as_superuser
from tests.people.folk import JOAN, NOW, affected, asked, known, needs_large_print
from tests.people.planting import Planted, marks, plant

ANN = "Ann Lee"
MARK = re.compile(r"\b(?:JOANS|ANNS)-[\w.]+-\w+")


@pytest.fixture
def planted(location, act_and_commit):
    """Joan and Ann, each in every place the declarations name."""
    with act_and_commit("ben") as uow:
        folk = {name: affected(uow, name) for name in (JOAN, ANN)}
        made = {
            name: Planted(uow.tenant.id, incident.id, person.id, name, f"{name.split()[0].upper()}S")
            for name, (person, incident) in folk.items()
        }
    with as_superuser(location) as connection:
        for one in made.values():
            plant(connection, one)
        connection.commit()
    return made


@pytest.fixture
def gathered(app, act_and_commit, act):
    """What a request about this person brings to light, as Dora sees it."""

    def gather(person_id, **given):
        with act_and_commit("dora") as uow:
            request_id = asked(uow, load_person(uow, person_id), **given).id
        run_waiting_jobs(app, now=NOW)
        return lines_of(*request_of(act("dora"), request_id))

    return gather


def request_of(uow, request_id):
    return uow, uow.session.get_one(AccessRequest, (uow.tenant.id, request_id))


def found_marks(lines):
    return {mark for line in lines for mark in MARK.findall(line.words)}


def test_every_place_is_found_and_nothing_of_anyone_else(planted, gathered):
    assert found_marks(gathered(planted[JOAN].person_id)) == marks(planted[JOAN])


def test_there_are_places_of_every_sort(planted):
    """The plan is made from the declarations; were they empty, everything would be found."""
    tables = {mark.split("-")[1] for mark in marks(planted[JOAN])}
    wanted = {"record_note", "message", "notice_point", "action_entry", "draft", "outbox_mail", "trail_entry"}

    assert {f"portal.{one}" for one in wanted} <= tables


def test_every_personal_field_of_a_kind_is_found(gathered, act_and_commit):
    texts = INCIDENT.personal_data
    with act_and_commit("ben") as uow:
        person, incident = affected(uow)
        for name in texts:
            setattr(incident, name, f"In {name}.")
    found = {line.words for line in gathered(person.id)}

    assert {f"In {name}." for name in texts} <= found


def test_what_is_known_of_the_person_is_found(gathered, act_and_commit):
    with act_and_commit("ben") as uow:
        person, _incident = affected(uow)
        needs_large_print(uow, person)
        change_person(uow, person, PersonDetails(JOAN, email="joan@example.org", date_of_birth=date(1941, 5, 9)))
    found = {line.label: line.words for line in gathered(person.id)}

    wanted = ("Person: E-mail", "Person: Date of birth", "Person: Formats needed")
    assert [found[one] for one in wanted] == ["joan@example.org", "9 May 1941", "Large print"]


def test_the_facts_of_a_record_about_them_are_found(gathered, act_and_commit):
    with act_and_commit("ben") as uow:
        person, _incident = affected(uow)
    found = {line.label: line.words for line in gathered(person.id)}

    assert found["Incident: In short"].splitlines()[0] == "Opened: 4 March 2026"


def test_of_a_record_somebody_only_saw_it_holds_what_names_them(gathered, act_and_commit):
    with act_and_commit("ben") as uow:
        person, incident = affected(uow, role="witness")
        add_note(uow, incident, words="She saw it")
        add_note(uow, incident, words=f"{JOAN} saw it")

    assert [line.words for line in gathered(person.id) if line.place == "portal.record_note"] == [f"{JOAN} saw it"]


def test_names_are_found_in_records_nobody_linked(gathered, act_and_commit):
    with act_and_commit("ben") as uow:
        person = known(uow)
        incident = completed(uow, what_happened="JOAN O’NEILL slipped and was helped up.")
    found = [line for line in gathered(person.id) if line.source_id == incident.id]

    assert {(line.found_by, line.label) for line in found if line.place == "portal.incident"} == {
        ("name", "Incident: What happened, fact by fact")
    }


def test_what_is_in_the_compartment_of_speaking_up_is_never_found(gathered, act_and_commit, location):
    with act_and_commit("ben") as uow:
        person, incident = affected(uow)
        add_note(uow, incident, words=f"{JOAN} said it")
    with as_superuser(location) as connection:
        connection.execute(sa.text("UPDATE auth.role SET compartments = compartments || '{speak_up}'"))
        connection.execute(sa.text("UPDATE portal.record SET compartment = 'speak_up'"))
        connection.commit()

    assert {line.place for line in gathered(person.id)} == {"portal.person"}


def test_a_draft_about_a_record_the_lead_may_not_see_is_left_out(gathered, act_and_commit, location):
    with act_and_commit("ben") as uow:
        _person, incident = affected(uow)
        person = known(uow)
        save_draft(uow, f"typed:a.Form/record_id={incident.id}", {"words": [f"{JOAN} fell"]})
        save_draft(uow, "typed:another.Form", {"words": [f"{JOAN} rang"]})
    with as_superuser(location) as connection:
        connection.execute(sa.text("UPDATE portal.record SET compartment = 'pipot'"))
        connection.commit()

    assert [line.words for line in gathered(person.id) if line.place == "portal.draft"] == [f"Words: {JOAN} rang"]


def test_a_draft_is_nobodys_but_its_writers_on_any_page(act, act_and_commit):
    with act_and_commit("ben") as uow:
        save_draft(uow, "a.Form", {"words": [JOAN]})

    assert act("dora").session.execute(sa.text("SELECT count(*) FROM portal.draft")).scalar_one() == 0


def test_other_words_are_looked_for_besides(gathered, act_and_commit):
    with act_and_commit("ben") as uow:
        person = known(uow)
        incident = completed(uow, what_happened="J.O'N. slipped")

    assert incident.id in {one.source_id for one in gathered(person.id, search_words=["J.O'N."])}


def test_looking_again_keeps_what_was_decided_unless_the_passage_changed(app, gathered, act, act_and_commit):
    with act_and_commit("ben") as uow:
        person, _incident = affected(uow)
    request_id = gathered(person.id)[0].record_id
    with act_and_commit("dora") as uow:
        _uow, request = request_of(uow, request_id)
        for line in lines_of(uow, request):
            line.decision, line.decided_at = "include", uow.now
        gather_again(uow, request)
    with act_and_commit("ben") as uow:
        details = PersonDetails("Joan Neill")
        change_person(uow, uow.session.get_one(Person, (uow.tenant.id, person.id)), details)
    run_waiting_jobs(app, now=NOW)
    left = lines_of(*request_of(act("dora"), request_id))

    assert [line.words for line in left if line.decision is None] == ["Joan Neill"]
    assert len(left) > 1
