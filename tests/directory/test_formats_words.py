"""Ratings, telephone numbers, authorities, services and folded keys."""

from __future__ import annotations

import pytest

from portal.directory.formats.authorities import current_code, find_authority, usual_region
from portal.directory.formats.phones import ShownPhone, shown_phone
from portal.directory.formats.ratings import CODES, is_grade, rating_code, rating_label
from portal.directory.formats.vocabulary import service_types, specialisms
from portal.directory.keys import name_key, postcode_key


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Requires improvement", "requires-improvement"),
        ("Requires Improvement", "requires-improvement"),
        ("OUTSTANDING", "outstanding"),
        ("", "unrated"),
        (None, "unrated"),
        ("Not Rated", "not-rated"),
        ("No published rating", "no-published-rating"),
        ("Inspected but not rated", "inspected-not-rated"),
        ("Insufficient evidence to rate", "insufficient-evidence"),
        ("Regulations met", "regulations-met"),
        ("Excellent", "other"),
    ],
)
def test_words_have_a_code_whatever_their_capitals(words, code):
    assert rating_code(words) == code


def test_only_grades_can_be_put_in_order():
    assert [one.code for one in CODES if is_grade(one.code)] == [
        *("grade-6", "grade-5", "grade-4", "grade-3", "grade-2", "grade-1"),
        "outstanding",
        "good",
        "requires-improvement",
        "inadequate",
    ]


def test_a_word_we_do_not_know_is_shown_as_published():
    assert rating_label("other", "Excellent") == "Excellent"


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("1617486414", ShownPhone("01617486414", is_restored=True)),
        ("01617486414", ShownPhone("01617486414", is_restored=False)),
        ("020 7946 0018", ShownPhone("020 7946 0018", is_restored=False)),
        ("441617486414", ShownPhone("441617486414", is_restored=False)),
        ("01632 960001 or 960002", ShownPhone("01632 960001 or 960002", is_restored=False)),
        (None, None),
    ],
)
def test_a_lost_first_zero_is_put_back_for_display_and_marked(published, shown):
    assert shown_phone(published) == shown


@pytest.mark.parametrize(
    ("published", "name", "code"),
    [
        ("Bristol, City of", "Bristol", "E06000023"),
        ("Kingston upon Hull, City of", "Kingston upon Hull", "E06000010"),
        ("Herefordshire, County of", "Herefordshire", "E06000019"),
        ("Durham", "County Durham", "E06000047"),
        ("Bedford Borough", "Bedford", "E06000055"),
        ("Dorset", "Dorset", "E06000059"),
        ("Argyll & Bute", "Argyll and Bute", "S12000035"),
        ("Na h-Eileanan Siar", "Na h-Eileanan Siar", "S12000013"),
        ("Ynys Môn", "Isle of Anglesey", "W06000001"),
        ("STOCKTON-ON-TEES", "Stockton-on-Tees", "E06000004"),
        ("Northshire", "Northshire", None),
        ("Oldam", "Oldam", None),
    ],
)
def test_authorities_are_known_by_exact_names_and_never_guessed(published, name, code):
    found = find_authority(published)

    assert (found.name, found.code) == (name, code)


def test_a_blank_authority_is_none():
    assert find_authority("  ") is None
    assert find_authority(None) is None


def test_old_codes_lead_to_the_ones_in_force():
    assert current_code("E08000016") == "E08000038"
    assert current_code("E08000019") == "E08000039"
    assert current_code("E08000004") == "E08000004"


def test_regions_have_one_name():
    assert usual_region("Yorkshire & Humberside") == "Yorkshire and The Humber"
    assert usual_region("East") == "East of England"
    assert usual_region(None) is None


def test_both_vocabularies_of_services_meet_in_the_longer_words():
    assert service_types(["Homecare agencies", "Residential homes"]) == [
        "Care home service without nursing",
        "Domiciliary care service",
    ]
    assert service_types(["Doctors/GPs", "Doctors/GPs"]) == ["Doctors/GPs"]
    assert specialisms(["Sensory impairments", "Dementia"]) == ["Dementia", "Sensory Impairment"]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("@PlymouthCare", "plymouthcare"),
        (" AbilityAvenue Care", "abilityavenue care"),
        ("'Mollies' Hebe Healthcare", "mollies hebe healthcare"),
        ("Dr O’Sullivan & Dr Cook", "dr osullivan and dr cook"),
        ("Tŷ Mawr", "ty mawr"),
        ("Locala C.I.C.", "locala cic"),
        ("Bexhill – Hastings", "bexhill hastings"),
        ("(CHP)  Langdon\xa0Hills", "chp langdon hills"),
    ],
)
def test_names_fold_to_what_a_person_would_type(name, key):
    assert name_key(name) == key


def test_postcodes_fold_to_letters_and_digits():
    assert postcode_key("gl4  4ph") == "GL44PH"
    assert postcode_key("ML43NR") == "ML43NR"
