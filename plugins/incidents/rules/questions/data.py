"""Questions about personal information that went astray."""

from __future__ import annotations

from functools import partial

from plugins.incidents.rules.questions import relevance
from plugins.incidents.rules.questions.question import Question, Section

_question = partial(Question, section=Section.DATA)

QUESTIONS: tuple[Question, ...] = (
    _question(
        key="data_breach",
        text="Was personal information lost, changed, or seen by somebody who should not see it?",
        applies=relevance.is_not_praise,
    ),
    _question(
        key="data_breach_risk",
        text="Could that harm anybody?",
        hint="For example through distress, fraud or discrimination, or by showing where somebody lives.",
        applies=relevance.data_was_breached,
    ),
)
