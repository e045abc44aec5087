"""Whoever may not see a record does not learn from its people that it is there."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from portal.accounts.models import RecordExclusion
from portal.core.errors import NotFoundError
from portal.core.ids import new_id
from portal.people.models import FormatChoice, Person, RecordPerson
from portal.people.queries import find_people, load_person, people_of, records_of
from portal.people.services import choose_format, link_person, merge_people
from portal.records.services import restrict_record
from tests.casework.incidents import opened
from tests.people.folk import JOAN, affected, known
from tests.world import PERSONAS


def rows(uow, model):
    return len(uow.session.scalars(sa.select(model)).all())


def test_who_stands_in_a_restricted_record_alone_is_not_there_for_an_officer(act, act_and_commit):
    with act_and_commit("ben") as uow:
        person, incident = affected(uow, restricted=True)
        choose_format(uow, person, "audio", used_for="LET-1")
    ruth = act("ruth")

    assert [rows(ruth, one) for one in (Person, RecordPerson, FormatChoice)] == [0, 0, 0]
    assert (list(find_people(ruth, JOAN)), list(people_of(ruth, incident.id))) == ([], [])
    with pytest.raises(NotFoundError):
        load_person(ruth, person.id)


def test_who_stands_elsewhere_too_is_seen_there_and_nothing_of_the_restricted_one(act, act_and_commit):
    with act_and_commit("ben") as uow:
        person, _hidden = affected(uow, restricted=True)
        seen = opened(uow, "A cold supper")
        link_person(uow, seen, person, role="witness")
    ruth = act("ruth")

    assert [(one.role, one.id) for one in records_of(ruth, load_person(ruth, person.id))] == [("witness", seen.id)]


def test_a_record_that_is_restricted_later_takes_its_people_out_of_sight(act, act_and_commit):
    with act_and_commit("ben") as uow:
        person, incident = affected(uow)
    assert load_person(act("ruth"), person.id).name == JOAN
    act("ruth").session.close()
    with act_and_commit("ben") as uow:
        restrict_record(uow, uow.session.get(type(incident), (uow.tenant.id, incident.id)), compartment="safeguarding",
                        reason="An allegation")  # fmt: skip

    assert list(find_people(act("ruth"), JOAN)) == []


def test_who_stands_nowhere_is_seen_by_those_of_the_compartment_they_were_written_down_in(act, act_and_commit):
    with act_and_commit("ben") as uow:
        known(uow, "Open Olive")
        known(uow, "Hidden Hattie", compartment="safeguarding")

    assert [one.name for one in find_people(act("ruth"), "i")] == ["Open Olive"]
    assert [one.name for one in find_people(act("ben"), "i")] == ["Hidden Hattie", "Open Olive"]


def test_whoever_is_kept_out_of_a_case_does_not_see_who_stands_in_it(act, act_and_commit):
    with act_and_commit("ben") as uow:
        _person, incident = affected(uow)
        uow.session.add(
            RecordExclusion(
                tenant_id=uow.tenant.id, user_id=PERSONAS["ruth"].id, record_id=incident.id, reason="Named in it",
                added_by=PERSONAS["ben"].id, added_at=uow.now,
            )
        )  # fmt: skip

    assert list(find_people(act("ruth"), JOAN)) == []
    assert len(find_people(act("ben"), JOAN)) == 1


def test_an_entry_merged_into_one_that_is_hidden_still_stands_for_itself(act, act_and_commit):
    with act_and_commit("ben") as uow:
        hidden, _incident = affected(uow, restricted=True)
        open_one, _other = affected(uow, "Joan Oneill")
        merge_people(uow, hidden, open_one)

    assert [one.name for one in find_people(act("ruth"), "joan")] == ["Joan Oneill"]
    assert [one.name for one in find_people(act("ben"), "joan")] == [JOAN]


def test_another_organisation_sees_nobody(act, act_and_commit):
    with act_and_commit("ben") as uow:
        affected(uow)

    assert [rows(act("asha"), one) for one in (Person, RecordPerson)] == [0, 0]


def test_a_care_worker_sees_nobody(act, act_and_commit):
    with act_and_commit("ben") as uow:
        affected(uow)
        known(uow, "Open Olive")

    assert [rows(act("mia"), one) for one in (Person, RecordPerson)] == [0, 0]


def stands_in(uow, record, person_id):
    """The row itself, past every service."""
    key = {"tenant_id": uow.tenant.id, "id": new_id(), "record_id": record.id, "compartment": record.compartment}
    return {**key, "person_id": person_id, "role": "affected", "linked_at": uow.now}


def test_nobody_gets_to_see_a_person_by_putting_them_into_a_record_of_their_own(act, act_and_commit):
    with act_and_commit("ben") as uow:
        person, _incident = affected(uow, restricted=True)
        unlinked = known(uow, "Hidden Hattie", compartment="safeguarding")
    ruth = act("ruth")
    own = opened(ruth, "A cold supper")

    for one in (person, unlinked):
        row = sa.insert(RecordPerson).values(stands_in(ruth, own, one.id))
        with pytest.raises(ProgrammingError, match="row-level security"), ruth.session.begin_nested():
            ruth.session.execute(row)


def test_whoever_writes_somebody_down_where_they_cannot_read_puts_them_into_it_in_the_same_go(act):
    mia = act("mia")
    report = opened(mia, "A fall in the lounge")
    link_person(mia, report, known(mia, record=report), role="affected")
    mia.session.flush()

    assert rows(mia, Person) == 0
