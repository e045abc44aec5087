"""The questions a manager is asked, in plain words: one for every fact, and only those that matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.incidents.rules.questions import data, harm, people, service, work_accident, workforce
from plugins.incidents.rules.questions.question import Question, QuestionType, Section

if TYPE_CHECKING:
    from plugins.incidents.rules.facts import Facts
    from portal.plugin import Nation

__all__ = ["QUESTIONS", "Question", "QuestionType", "Section", "asked", "question_for", "unanswered"]

QUESTIONS: tuple[Question, ...] = (
    *people.QUESTIONS,
    *harm.QUESTIONS,
    *service.QUESTIONS,
    *workforce.QUESTIONS,
    *work_accident.QUESTIONS,
    *data.QUESTIONS,
)


def asked(facts: Facts, nation: Nation) -> list[Question]:
    """The questions worth asking, given the answers so far and the nation of the service."""
    return [question for question in QUESTIONS if question.applies(facts, nation)]


def unanswered(facts: Facts, nation: Nation) -> list[Question]:
    """The questions still open that a decision waits for: while there are any, "not needed" is not known."""
    return [
        question for question in asked(facts, nation) if not question.optional and getattr(facts, question.key) is None
    ]


def question_for(key: str) -> Question:
    """The question that answers this fact. Raises `KeyError` if there is none."""
    return {question.key: question for question in QUESTIONS}[key]
