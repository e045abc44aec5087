"""Facts: answers that survive storage, and intervals that end now while they are still open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.incidents.rules.facts import EventType, Facts, answer_kinds, lasted
from portal.plugin import LONDON

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def answers_to(kind):
    if issubclass(kind, StrEnum):
        return st.sampled_from(kind)
    if kind is datetime:
        return st.datetimes(timezones=st.just(UTC))
    return {bool: st.booleans(), int: st.integers(), date: st.dates()}[kind]


FACTS = st.builds(Facts, **{key: st.none() | answers_to(kind) for key, kind in answer_kinds().items()})


@given(FACTS)
def test_facts_survive_json(facts):
    assert Facts.from_json(facts.to_json()) == facts


def test_json_holds_answered_facts_only():
    facts = Facts(event_type=EventType.HARM, death=False, accident_on=date(2026, 3, 2))

    assert facts.to_json() == {"event_type": "harm", "death": False, "accident_on": "2026-03-02"}


def test_questions_that_are_no_longer_asked_are_ignored():
    assert Facts.from_json({"death": True, "asked_in_2019": "yes"}) == Facts(death=True)


@pytest.mark.parametrize(
    "stored",
    [
        {"death": "yes"},
        {"absence_days": True},
        {"event_type": "picnic"},
        {"accident_on": "soon"},
        {"utilities_interrupted_at": "2026-05-03T09:00:00"},  # no time zone
    ],
)
def test_an_answer_that_does_not_fit_its_question_is_refused(stored):
    with pytest.raises(ValueError, match=r".+"):
        Facts.from_json(stored)


def test_what_is_still_open_ends_now():
    facts = Facts().closed_at(NOW)

    assert (facts.utilities_restored_at, facts.under_18_left_at) == (NOW, NOW)
    assert (facts.worker_fit_again_on, facts.absence_returned_on) == (date(2026, 5, 5), date(2026, 5, 5))


def test_what_has_ended_keeps_its_end():
    restored = NOW - timedelta(hours=3)

    assert Facts(utilities_restored_at=restored).closed_at(NOW).utilities_restored_at == restored


def test_a_return_without_a_date_gets_no_date():
    assert Facts(absence_ended=True).closed_at(NOW).absence_returned_on is None


def test_the_night_the_clocks_go_back_has_an_hour_more():
    since = datetime(2026, 10, 24, 12, 0, tzinfo=LONDON)
    until = datetime(2026, 10, 25, 12, 0, tzinfo=LONDON)

    assert lasted(since, until) == timedelta(hours=25)


def test_nothing_is_known_of_an_interval_without_a_beginning():
    assert lasted(None, NOW) == timedelta()
