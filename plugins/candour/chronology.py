"""What was done for a person, day by day: the dated list of candour actions a review report must hold."""

from __future__ import annotations

from datetime import date

from plugins.candour.models import CandourRecord, RelevantPerson
from plugins.candour.queries import attempts_at
from plugins.candour.rules.codes import ATTEMPT_OUTCOMES, METHODS, NOT_TOLD
from portal.plugin import UnitOfWork, london_day

BEFORE = (
    ("letter_sent_on", "The letter was sent"),
    ("results_shared_on", "The results of the enquiries were shared"),
    ("meeting_offered_on", "A meeting was offered"),
    ("meeting_held_on", "The meeting was held"),
    ("meeting_declined_on", "The meeting was declined"),
    ("note_given_on", "The note of the meeting was given"),
    ("delay_explained_on", "It was explained why the review was still open"),
)


def actions_of(uow: UnitOfWork, case: CandourRecord, person: RelevantPerson) -> list[tuple[date, str]]:
    """Each thing done for one person, with its day, oldest first; of one day, in the order of the procedure.

    Source: SSI 2018/57, reg 7 and reg 9.
    """
    found = [(case.opinion_on, "A health professional gave an opinion on the harm")]
    found += [(london_day(one.made_at), attempt_in_words(one.method, one.outcome)) for one in attempts_at(uow, person)]
    if person.told_at:
        how = _lower(METHODS.label_of(person.told_method))
        found.append((london_day(person.told_at), f"The person was told ({how})"))
    found.append((person.not_told_on, NOT_TOLD.label_of(person.not_told)))
    found += [(getattr(person, column), words) for column, words in BEFORE]
    found.append((case.review_done_on, "The review was done"))
    found.append((person.report_offered_on, "The report was offered"))
    return sorted(((day, words) for day, words in found if day), key=lambda one: one[0])


def attempt_in_words(method: str, outcome: str) -> str:
    """“Tried by telephone: no answer”."""
    return f"Tried {_lower(METHODS.label_of(method))}: {_lower(ATTEMPT_OUTCOMES.label_of(outcome))}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
