"""Questions about the people who work here: absence of the manager, conduct and fitness."""

from __future__ import annotations

from functools import partial

from plugins.incidents.rules.questions import relevance
from plugins.incidents.rules.questions.question import Question, QuestionType, Section

_question = partial(Question, section=Section.WORKFORCE)

QUESTIONS: tuple[Question, ...] = (
    _question(
        key="manager_absent",
        text="Is the registered manager away, or will they be?",
        hint="Or the provider, if the provider is in charge from day to day.",
        applies=relevance.is_about_service,
    ),
    _question(
        key="absence_planned",
        text="Was the absence planned?",
        hint="Sudden illness is not planned. An operation with a date is.",
        applies=relevance.manager_is_away_in_england,
    ),
    _question(
        key="absence_starts_on",
        text="What is the first day of the absence?",
        type=QuestionType.DATE,
        applies=relevance.manager_is_away,
    ),
    _question(
        key="absence_days",
        text="How many days in a row do you expect it to last?",
        hint="Count weekends too. Leave this open if you do not know.",
        type=QuestionType.DAYS,
        applies=relevance.manager_is_away,
        optional=True,
    ),
    _question(
        key="absence_ended",
        text="Has the person come back to work?",
        applies=relevance.manager_is_away,
    ),
    _question(
        key="absence_returned_on",
        text="When did they come back?",
        type=QuestionType.DATE,
        applies=relevance.manager_came_back,
    ),
    _question(
        key="misconduct",
        text="Does anybody say that the provider, or someone who works here, acted wrongly?",
        applies=relevance.is_conduct_listed,
    ),
    _question(
        key="conviction",
        text="Was the manager or provider convicted of an offence?",
        applies=relevance.is_about_service_in_scotland,
    ),
    _question(
        key="provider_unfit",
        text="Is the provider unfit, or may they have become unfit, to provide the service?",
        applies=relevance.is_about_service_in_scotland,
    ),
)
