"""The shape of a question: what a manager reads, how it is answered, and when it is worth asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from plugins.incidents.rules.facts import Facts
from portal.plugin import Code, Nation

Relevance = Callable[[Facts, Nation], bool]


class QuestionType(StrEnum):
    """How a question is answered: yes or no, one of a few choices, a day, a moment, or a number of days."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    DATE = "date"
    MOMENT = "moment"
    DAYS = "days"


class Section(StrEnum):
    """The part of the page a question stands in, in reading order."""

    PEOPLE = "people"
    HARM = "harm"
    SERVICE = "service"
    WORKFORCE = "workforce"
    WORK_ACCIDENT = "work-accident"
    DATA = "data"

    @property
    def label(self) -> str:
        return {
            Section.PEOPLE: "People",
            Section.HARM: "What happened to them",
            Section.SERVICE: "Running the service",
            Section.WORKFORCE: "People who work here",
            Section.WORK_ACCIDENT: "Workplace accident",
            Section.DATA: "Personal information",
        }[self]


def always(_facts: Facts, _nation: Nation) -> bool:
    """Asked whatever else was answered."""
    return True


@dataclass(frozen=True)
class Question:
    """One question. `key` is the fact it answers; `applies` says whether to ask it, given the answers so far.

    `optional` questions may stay open without holding up a decision: their fact may simply not exist yet.
    """

    key: str
    section: Section
    text: str
    hint: str = ""
    type: QuestionType = QuestionType.YES_NO
    choices: tuple[Code, ...] = ()
    applies: Relevance = always
    optional: bool = False
