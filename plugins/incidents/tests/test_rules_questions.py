"""Questions: one for every fact, of the right kind, and asked only where they matter."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from datetime import date, datetime

import pytest

from plugins.incidents.rules.facts import (
    BodyType,
    EventType,
    Facts,
    LibertyOutcome,
    LibertyRequest,
    Setting,
    WhoAffected,
    answer_kinds,
)
from plugins.incidents.rules.questions import (
    QUESTIONS,
    QuestionType,
    Section,
    asked,
    question_for,
    unanswered,
)
from portal.plugin import Nation

KINDS = {
    bool: QuestionType.YES_NO,
    int: QuestionType.DAYS,
    date: QuestionType.DATE,
    datetime: QuestionType.MOMENT,
}
FALL = Facts(event_type=EventType.HARM, setting=Setting.CARE_HOME, who_affected=WhoAffected.PERSON)


def keys(facts, nation):
    return {question.key for question in asked(facts, nation)}


def test_every_fact_has_exactly_one_question():
    assert Counter(question.key for question in QUESTIONS) == Counter(one.name for one in fields(Facts))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_a_question_is_answered_the_way_its_fact_is_kept(question):
    kind = answer_kinds()[question.key]

    assert question.type is KINDS.get(kind, QuestionType.CHOICE)
    assert sorted(code.key for code in question.choices) == ([] if kind in KINDS else sorted(kind))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_a_question_reads_as_one(question):
    assert question.text.endswith("?")
    assert not question.hint or question.hint.endswith(".")


@pytest.mark.parametrize("key", ["physical_harm", "psychological_harm"])
def test_graded_harm_has_its_meaning_beside_every_choice(key):
    assert all(code.meaning for code in question_for(key).choices)


def test_questions_stand_together_by_section():
    in_order = [question.section for question in QUESTIONS]

    assert list(dict.fromkeys(in_order)) == list(Section)
    assert in_order == sorted(in_order, key=list(Section).index)


@pytest.mark.parametrize(
    ("facts", "nation", "key", "is_asked"),
    [
        (FALL, Nation.ENGLAND, "lasting_impairment", True),
        (FALL, Nation.ENGLAND, "manager_absent", False),  # nobody asks about the manager's leave after a fall
        (FALL, Nation.ENGLAND, "equipment_failed", False),
        (FALL, Nation.SCOTLAND, "equipment_failed", True),
        (FALL, Nation.SCOTLAND, "body_type", False),
        (FALL, Nation.SCOTLAND, "liberty_request", False),
        (FALL, Nation.WALES, "misconduct", True),
        (FALL, Nation.NORTHERN_IRELAND, "theft", True),
        (FALL, Nation.ENGLAND, "death_link", False),
        (Facts(death=True), Nation.ENGLAND, "death_link", True),
        (Facts(death=True), Nation.SCOTLAND, "death_link", False),
        (Facts(body_type=BodyType.NHS_BODY), Nation.ENGLAND, "reported_to_nhs_england", True),
        (Facts(body_type=BodyType.ADULT_SOCIAL_CARE), Nation.ENGLAND, "reported_to_nhs_england", False),
        (Facts(setting=Setting.MENTAL_HEALTH_UNIT), Nation.ENGLAND, "under_18_placed", True),
        (Facts(setting=Setting.CARE_HOME), Nation.ENGLAND, "under_18_placed", False),
        (Facts(utilities_interrupted=True), Nation.ENGLAND, "utilities_interrupted_at", True),
        (Facts(utilities_interrupted=False), Nation.ENGLAND, "utilities_interrupted_at", False),
        (Facts(purpose_revised=True), Nation.ENGLAND, "purpose_revised_on", True),
        (Facts(purpose_revised=True), Nation.WALES, "purpose_effective_on", True),
        (Facts(liberty_request=LibertyRequest.NONE), Nation.ENGLAND, "liberty_outcome", False),
        (Facts(liberty_request=LibertyRequest.COURT), Nation.ENGLAND, "liberty_outcome", True),
    ],
)
def test_only_questions_that_matter_are_asked(facts, nation, key, is_asked):
    assert (key in keys(facts, nation)) is is_asked


@pytest.mark.parametrize("nation", Nation)
def test_good_care_asks_nothing_more(nation):
    assert keys(Facts(event_type=EventType.GOOD_CARE), nation) == {"event_type"}


def test_an_open_supply_or_absence_holds_up_no_decision():
    facts = Facts(utilities_interrupted=True, manager_absent=True, liberty_request=LibertyRequest.COURT)
    still_open = {question.key for question in unanswered(facts, Nation.ENGLAND)}

    assert still_open.isdisjoint({"utilities_restored_at", "absence_days", "liberty_outcome"})


def test_a_date_of_the_outcome_is_wanted_once_there_is_one():
    facts = Facts(liberty_request=LibertyRequest.COURT, liberty_outcome=LibertyOutcome.GRANTED)

    assert question_for("liberty_outcome_on") in unanswered(facts, Nation.WALES)


@pytest.mark.parametrize("nation", Nation)
def test_answering_what_is_asked_comes_to_an_end(nation):
    facts, rounds = {}, 0
    while still_open := unanswered(Facts(**facts), nation):
        facts |= {question.key: answer(question) for question in still_open}
        rounds += 1

    assert rounds <= 5


def answer(question):
    if question.type is QuestionType.CHOICE:
        return answer_kinds()[question.key](question.choices[0].key)
    answers = {QuestionType.YES_NO: True, QuestionType.DATE: date(2026, 5, 4), QuestionType.DAYS: 28}
    return answers.get(question.type, datetime(2026, 5, 4, 9, 0))  # noqa: DTZ001 - any moment will do
