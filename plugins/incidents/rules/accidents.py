"""Accidents that have to do with work, and how long a worker could not do their normal job."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from plugins.incidents.rules.events import harm, serious_injury, together

if TYPE_CHECKING:
    from plugins.incidents.rules.facts import Facts


def accident_at_work(facts: Facts) -> str | None:
    return "There was an accident that had to do with work." if facts.work_accident else None


def accident_or_injury(facts: Facts) -> str | None:
    return together(facts, harm, serious_injury, accident_at_work)


def death_at_work(facts: Facts) -> str | None:
    return "Somebody died because of a work-related accident." if facts.work_accident and facts.work_death else None


def specified_injury(facts: Facts) -> str | None:
    if facts.work_accident and facts.worker_specified_injury:
        return "A worker has one of the serious injuries the regulations list."
    return None


def non_worker_taken_to_hospital(facts: Facts) -> str | None:
    if facts.work_accident and facts.non_worker_taken_to_hospital:
        return "Somebody who was not at work was taken straight to hospital for treatment."
    return None


def dangerous_occurrence(facts: Facts) -> str | None:
    # Not tied to an accident: a dangerous occurrence is reported although nobody was hurt.
    return "There was a dangerous occurrence the regulations list." if facts.dangerous_occurrence else None


def days_incapacitated(facts: Facts) -> int:
    """Days in a row a worker was unfit for normal work: weekends count, the day of the accident does not."""
    if not facts.worker_incapacitated or facts.accident_on is None or facts.worker_fit_again_on is None:
        return 0
    return (facts.worker_fit_again_on - facts.accident_on - timedelta(days=1)).days


def incapacitated_over_seven_days(facts: Facts) -> str | None:
    return _incapacitated_over(7, facts)


def incapacitated_over_three_days(facts: Facts) -> str | None:
    return _incapacitated_over(3, facts)


def _incapacitated_over(limit: int, facts: Facts) -> str | None:
    days = days_incapacitated(facts)
    if not facts.work_accident or days <= limit:
        return None
    return f"A worker could not do their normal work for {days} days after the accident: more than {limit}."
