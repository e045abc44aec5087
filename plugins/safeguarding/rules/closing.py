"""What must be said before a concern is closed, and what the person is asked afterwards.

Sources: multi-agency procedures' closing checklists; Making Safeguarding Personal outcomes framework (LGA and ADASS).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    """One point of the closing checklist: its key, and the question people read."""

    key: str
    question: str
    hint: str = ""


CHECKLIST = (
    Point("referrals", "Which referrals were made, or why none?", "Police, advocacy, health, other support."),
    Point("source", "What was done about whoever may have caused it?"),
    Point("barring", "Was a referral to the barring service or a professional body decided on?"),
    Point("others", "Are other people who use the service at risk?"),
    Point("review", "Was a safeguarding adults review considered?"),
    Point("lessons", "What was learned?"),
    Point("new_concerns", "Whom can they ring if they are worried again?"),
    Point("check_later", "Who looks again after the closing, and when?"),
)


def unanswered(checklist: Mapping[str, str] | None) -> list[Point]:
    """The points nobody has said anything about yet."""
    said = checklist or {}
    return [one for one in CHECKLIST if not str(said.get(one.key) or "").strip()]


@dataclass(frozen=True)
class SurveyQuestion:
    """One question of the survey: to the person, and to whoever speaks for them; its answers in order."""

    key: str
    question: str
    of_representative: str
    answers: tuple[str, ...]


AGREEMENT = ("Yes", "Partly", "No", "They would rather not say")
SURVEY = (
    SurveyQuestion(
        "asked",
        "Were you asked what you wanted to happen?",
        "Were they, or you for them, asked what they wanted to happen?",
        ("Asked, and outcomes were expressed", "Asked, and none were expressed", "Not asked", "Not known"),
    ),
    SurveyQuestion(
        "met",
        "Did you get the outcomes you wanted?",
        "Did they get the outcomes they wanted?",
        ("Fully", "Partly", "Not", "None were wanted"),
    ),
    SurveyQuestion(
        "advocate",
        "If you needed somebody to speak for you, did you have them?",
        "If they needed somebody to speak for them, did they have them?",
        ("Yes", "No", "Not needed"),
    ),
    SurveyQuestion("listened", "Did people listen to you?", "Did people listen to them, and to you?", AGREEMENT),
    SurveyQuestion(
        "understood",
        "Did you understand why what was done was done?",
        "Did you understand why what was done was done?",
        AGREEMENT,
    ),
    SurveyQuestion("safer", "Do you feel safer now?", "Do you think they are safer now?", AGREEMENT),
    SurveyQuestion("happy", "Are you happy with the end result?", "Are you happy with the end result?", AGREEMENT),
)
SURVEY_DAYS = 56
