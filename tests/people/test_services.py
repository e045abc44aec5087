"""People are written down, linked, merged; what they need is met or somebody says why not."""

from __future__ import annotations

from datetime import date

import pytest

from portal.core.errors import PortalError, StaleRecordError
from portal.people.queries import entries_of, find_people, formats_chosen, people_of, perhaps_the_same, records_of
from portal.people.services import (
    NeedsTold,
    PersonDetails,
    change_person,
    choose_format,
    forget_people_of,
    link_person,
    merge_people,
    record_needs,
    undo_merge,
    unlink_person,
)
from tests.people.folk import JOAN, affected, known, needs_large_print


@pytest.mark.parametrize("words", ["joan", "o’neill", "NEILL joan", "Joanie", "R-17"])
def test_somebody_is_found_by_a_part_of_any_name_or_our_reference(act, words):
    uow = act("ben")
    change_person(uow, known(uow), PersonDetails(JOAN, other_names=["Joanie"], our_reference="R-17"))

    assert [one.name for one in find_people(uow, words)] == [JOAN]


@pytest.mark.parametrize("words", ["joan smith", "%", "_", "joan%neill"])
def test_what_is_no_part_of_a_name_finds_nobody(act, words):
    uow = act("ben")
    known(uow)

    assert list(find_people(uow, words)) == []


@pytest.mark.parametrize("name", ["", " ", "J"])
def test_a_person_has_a_name(act, name):
    with pytest.raises(PortalError, match="Enter a name"):
        known(act("ben"), name)


def test_who_changes_what_somebody_changed_meanwhile_is_told(act):
    uow = act("ben")
    person = known(uow)
    change_person(uow, person, PersonDetails("Joan Neill"), expected_version=1)

    with pytest.raises(StaleRecordError):
        change_person(uow, person, PersonDetails("Jean Neill"), expected_version=1)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (NeedsTold(asked_on=date(2026, 3, 5)), "asked_on"),
        (NeedsTold(asked_on=date(2026, 3, 4), review_on=date(2026, 3, 3)), "review_on"),
        (NeedsTold(asked_on=date(2026, 3, 4), formats=["translation"]), "language"),
    ],
)
def test_needs_that_cannot_be_so_are_refused_at_their_question(act, told, field):
    uow = act("ben")

    with pytest.raises(PortalError) as refused:
        record_needs(uow, known(uow), told)
    assert refused.value.field == field


def test_a_format_they_can_use_needs_no_reason(act):
    uow = act("ben")
    choice = choose_format(uow, needs_large_print(uow, known(uow)), "large_print", used_for="LET-1", reason="Because")

    assert (choice.met_needs, choice.reason) == (True, None)


def test_a_format_they_cannot_use_is_refused_without_a_reason(act):
    uow = act("ben")
    person = needs_large_print(uow, known(uow))

    with pytest.raises(PortalError, match="They need large print, not ordinary print") as refused:
        choose_format(uow, person, "standard_print", used_for="LET-1", reason=" ")
    assert refused.value.field == "reason"


def test_a_format_they_cannot_use_is_kept_with_its_reason(act):
    uow = act("ben")
    person = needs_large_print(uow, known(uow))
    choose_format(uow, person, "standard_print", used_for="LET-1", reason="Their daughter reads it to them")
    uow.session.flush()

    assert [(one.met_needs, one.reason) for one in formats_chosen(uow, person)] == [
        (False, "Their daughter reads it to them")
    ]


def test_linking_twice_is_linking_once(act):
    uow = act("ben")
    person, incident = affected(uow)
    link_person(uow, incident, person, role="affected")
    uow.session.flush()

    assert [(link.role, one.name) for link, one in people_of(uow, incident.id)] == [("affected", JOAN)]


def test_a_role_nobody_knows_is_refused(act):
    uow = act("ben")
    person, incident = affected(uow)

    with pytest.raises(PortalError, match="as what they stand"):
        link_person(uow, incident, person, role="villain")


def test_who_is_taken_out_stands_there_no_more_and_stays_known(act):
    uow = act("ben")
    person, incident = affected(uow)
    ((link, _person),) = people_of(uow, incident.id)
    unlink_person(uow, link)
    uow.session.flush()

    assert (people_of(uow, incident.id), list(records_of(uow, person))) == ([], [])
    assert [one.id for one in find_people(uow, "joan")] == [person.id]


def test_entries_of_one_name_or_one_birthday_and_surname_may_be_the_same(act):
    uow = act("ben")
    person, same, other = known(uow), known(uow), known(uow, "J O'Neill")
    for one in (person, other):
        change_person(uow, one, PersonDetails(one.name, date_of_birth=date(1941, 5, 9)))
    known(uow, "Ann Lee")
    uow.session.flush()

    assert {one.id for one in perhaps_the_same(uow, person)} == {same.id, other.id}


def test_a_merged_entry_is_found_as_the_one_that_stands_for_both(act):
    uow = act("ben")
    kept, _incident = affected(uow)
    other, theirs = affected(uow, "Joan Oneill")
    merge_people(uow, kept, other)
    uow.session.flush()

    assert [one.id for one in find_people(uow, "joan")] == [kept.id]
    assert len(records_of(uow, kept)) == 2
    assert [one.id for _link, one in people_of(uow, theirs.id)] == [kept.id]


def test_undoing_a_merge_gives_each_what_was_theirs(act):
    uow = act("ben")
    kept, mine = affected(uow)
    other, theirs = affected(uow, "Joan Oneill")
    undo_merge(uow, merge_people(uow, kept, other) and other)
    uow.session.flush()

    assert [[one.id for one in records_of(uow, who)] for who in (kept, other)] == [[mine.id], [theirs.id]]


def test_an_entry_that_stands_for_others_is_not_merged_away(act):
    uow = act("ben")
    first, second, third = known(uow), known(uow), known(uow)
    merge_people(uow, first, second)
    uow.session.flush()

    with pytest.raises(PortalError, match="Others were merged into that entry"):
        merge_people(uow, third, first)
    assert len(entries_of(uow, first)) == 2


def test_the_needs_of_the_entry_that_stands_for_both_count(act):
    uow = act("ben")
    kept, other = needs_large_print(uow, known(uow)), known(uow)
    merge_people(uow, kept, other)

    with pytest.raises(PortalError, match="large print"):
        choose_format(uow, other, "standard_print", used_for="LET-1")


def test_erasing_a_record_forgets_who_stood_there_alone_and_nobody_else(act):
    uow = act("ben")
    alone, incident = affected(uow)
    elsewhere, _other = affected(uow, "Ann Lee")
    link_person(uow, incident, elsewhere, role="witness")
    choose_format(uow, alone, "audio", used_for="LET-1")
    uow.session.flush()

    assert forget_people_of(uow, incident.id) == {"links to people": 2, "people who stand nowhere else": 1}
    assert (list(find_people(uow, "joan")), [one.name for one in find_people(uow, "ann")]) == ([], ["Ann Lee"])
