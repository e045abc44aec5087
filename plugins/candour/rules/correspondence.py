"""What one person was told, written and answered, part by part, and whose of several a person's advocate may read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

TELLING = (
    ("told_by", "Who told them"),
    ("told_facts", "The facts they were told"),
    ("enquiries", "Further enquiries"),
    ("apology", "The apology, in the words used"),
    ("support_offered", "Support offered"),
    ("delay_reason", "Why it took more than a month"),
    ("not_told_words", "How they were not told"),
)
LETTER = (
    ("letter_to", "The letter: to whom"),
    ("letter_account", "The letter: what happened"),
    ("letter_enquiries", "The letter: further enquiries"),
    ("letter_apology", "The letter: the apology, in the words used"),
    ("letter_support", "The letter: support offered"),
    ("letter_contact", "The letter: whom they can reach"),
    ("results", "Results of the enquiries"),
)
AFTERWARDS = (
    ("meeting_invitation", "What the invitation says"),
    ("meeting_account", "Account given at the meeting"),
    ("meeting_questions", "Their questions and views, and our answers"),
    ("meeting_next", "Further steps"),
    ("meeting_other_ways", "Other legal or review processes"),
    ("meeting_contact", "Whom they can reach afterwards"),
    ("review_views", "Their views on the review, and how they counted"),
    ("delay_explanation", "Why the review took longer"),
    ("report_support", "Support named with the report"),
)
EVERY_PART = (*TELLING, *LETTER, *AFTERWARDS)


def for_an_advocate(people: Sequence[Any]) -> list[dict[str, str]]:
    """The words that may go to the advocate of the person it happened to: `what` and `words` of each part.

    They are those of the only person told or, of several, of the person themselves. What relatives were told is
    theirs, and goes to nobody's advocate.
    """
    whose = people if len(people) == 1 else [one for one in people if one.basis == "self"]
    return [
        {"what": label, "words": words}
        for one in whose[:1]
        for column, label in EVERY_PART
        if (words := getattr(one, column))
    ]
