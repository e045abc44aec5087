"""Questions about who was affected, where, and under what arrangements."""

from __future__ import annotations

from functools import partial

from plugins.incidents.rules import codes
from plugins.incidents.rules.questions import relevance
from plugins.incidents.rules.questions.question import Question, QuestionType, Section

_question = partial(Question, section=Section.PEOPLE)

QUESTIONS: tuple[Question, ...] = (
    _question(
        key="event_type",
        text="What kind of event was it?",
        type=QuestionType.CHOICE,
        choices=codes.EVENT_TYPES.codes,
    ),
    _question(
        key="setting",
        text="What kind of service did it happen in?",
        type=QuestionType.CHOICE,
        choices=codes.SETTINGS.codes,
        applies=relevance.is_not_praise,
    ),
    _question(
        key="body_type",
        text="What kind of organisation runs the service?",
        hint="The NHS reports some incidents in another way.",
        type=QuestionType.CHOICE,
        choices=codes.BODY_TYPES.codes,
        applies=relevance.is_in_england,
    ),
    _question(
        key="reported_to_nhs_england",
        text="Has it been reported to NHS England already?",
        hint="For example through Learn from Patient Safety Events.",
        applies=relevance.may_report_to_nhs_england,
    ),
    _question(
        key="regulated_activity",
        text="Did it happen while you were providing care, or because of the care you provide?",
        hint="Answer no if you only heard of something that has nothing to do with your service.",
        applies=relevance.is_in_england,
    ),
    _question(
        key="who_affected",
        text="Who was affected?",
        type=QuestionType.CHOICE,
        choices=codes.WHO_AFFECTED.codes,
        applies=relevance.is_not_praise,
    ),
)
