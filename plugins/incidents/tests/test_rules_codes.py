"""Reference lists: closed, ranked so that higher is worse, and explained."""

from __future__ import annotations

import pytest

from plugins.incidents.rules.codes import (
    CATEGORIES,
    EVENT_TYPES,
    PHYSICAL_HARM,
    PSYCHOLOGICAL_HARM,
    REFERENCE_LISTS,
)


@pytest.mark.parametrize("codes", REFERENCE_LISTS, ids=lambda codes: codes.key)
def test_the_codes_of_a_list_are_unique_and_sourced(codes):
    assert len({code.key for code in codes.codes}) == len(codes.codes)
    assert codes.source


def test_harm_is_ranked_from_none_to_the_worst():
    assert [(code.key, code.rank) for code in PHYSICAL_HARM.codes] == [
        ("none", 0),
        ("low", 1),
        ("moderate", 2),
        ("severe", 3),
        ("fatal", 4),
    ]
    assert [(code.key, code.rank) for code in PSYCHOLOGICAL_HARM.codes] == [
        ("none", 0),
        ("low", 1),
        ("moderate", 2),
        ("severe", 3),
    ]


@pytest.mark.parametrize("codes", [EVENT_TYPES, CATEGORIES, PHYSICAL_HARM, PSYCHOLOGICAL_HARM])
def test_a_choice_a_care_worker_makes_has_its_meaning_beside_it(codes):
    assert all(code.meaning for code in codes.codes)


def test_scarce_resources_behaviour_and_hate_have_a_place():
    assert "resource-concern" in {code.key for code in EVENT_TYPES.codes}
    assert {"behaviour", "discrimination"} <= {code.key for code in CATEGORIES.codes}
