"""Completeness: a form says in plain words what it still lacks."""

from __future__ import annotations

from dataclasses import fields

import pytest

from plugins.incidents.rules import completeness
from plugins.incidents.rules.completeness import (
    FACT_WORDS,
    INCIDENT_FIELDS,
    FormRequirements,
    missing,
    words_for,
)
from plugins.incidents.rules.facts import Facts
from plugins.incidents.rules.notifications import RULES

FORMS = [value for value in vars(completeness).values() if isinstance(value, FormRequirements)]
ACCOUNT = (
    "Mrs A was found on the floor beside her bed at 21:40 by the senior carer, awake, holding her left hip, "
    "and said she had slipped."
)


def test_an_empty_form_lacks_everything_in_its_own_order():
    assert missing(completeness.RETURN, {}) == ["the first day of the absence", "the date of return"]


def test_a_full_form_lacks_nothing():
    values = dict.fromkeys(completeness.CQC_POLICE.needs, "known") | {"what_happened": ACCOUNT}

    assert missing(completeness.CQC_POLICE, values) == []


@pytest.mark.parametrize("blank", [None, "", "  ", [], {}])
def test_blank_is_missing(blank):
    form = FormRequirements("form", "Form", ("staff_involved",))

    assert missing(form, {"staff_involved": blank}) == ["which staff were involved, by role"]


@pytest.mark.parametrize("answer", [False, 0, "none"])
def test_no_is_an_answer(answer):
    assert missing(FormRequirements("form", "Form", ("detained",)), {"detained": answer}) == []


def test_a_thin_account_is_asked_for_again():
    form = FormRequirements("form", "Form", ("what_happened",))

    assert missing(form, {"what_happened": "She fell."}) == ["more about what happened: 2 words so far"]


def test_keys_of_forms_are_unique():
    assert len({form.key for form in FORMS}) == len(FORMS)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_everything_a_form_needs_has_words(form):
    assert all(words_for(key) for key in form.needs)


def test_words_for_facts_are_about_facts_that_are_asked():
    assert set(FACT_WORDS) <= {one.name for one in fields(Facts)}


def test_no_word_is_kept_that_no_form_uses():
    assert set(INCIDENT_FIELDS) | set(FACT_WORDS) == {key for form in FORMS for key in form.needs}


def test_every_form_belongs_to_a_duty():
    assert {form.key for form in FORMS} == {rule.form.key for rule in RULES}
