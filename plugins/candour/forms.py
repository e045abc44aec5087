"""What people are asked about a duty of candour record, in the words they read."""

from __future__ import annotations

from typing import Any

from portal.plugin.web import DayField, Length, LongTextField, MomentField, PortalForm, Required, TextField, YesNoField

LONGEST = 20_000


class AnswersForm(PortalForm):
    """A form whose questions of yes or no are answered by true or false."""

    def values(self) -> dict[str, Any]:
        asked = {one.name: one for one in self if isinstance(one, YesNoField)}
        return {name: _answer(asked[name]) if name in asked else value for name, value in super().values().items()}


def _answer(question: YesNoField) -> bool | None:
    return question.data if isinstance(question.data, bool) else question.answer


class CompleteForm(PortalForm):
    what_happened = LongTextField("What is known?", [Required("Say what is known"), Length(max=LONGEST)])
    occurred_on = DayField("When did it happen?", [Required("Enter when it happened")])
    aware_at = MomentField("When did somebody become aware?", [Required("Enter when somebody became aware")])
    person_reference = TextField("The person: initials or your reference", [Length(max=200)])
