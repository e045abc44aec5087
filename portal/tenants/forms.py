"""What people are asked about links and plugins."""

from __future__ import annotations

from portal.web.fields import ChoiceField, ChoicesField, LongTextField, TextField, TickField
from portal.web.forms import Length, PortalForm, Required

LONGEST_REASON = 2000


class ProposeForm(PortalForm):
    end_key = ChoiceField("How do you work together?", [Required("Choose how you work together")])
    slug = TextField(
        "Their portal address",
        [Required("Enter their portal address"), Length(max=200)],
        description="The last part of the address of their pages: rosewood-care. Ask them for it.",
    )
    carries = ChoicesField("What should be shared by itself, each time it changes?")
    may_hold_back = TickField(
        "Whoever shares may hold a version back, with a reason",
        description="Only the version at hand, and the reason is kept by whoever shares.",
    )


class AnswerForm(PortalForm):
    answer = ChoiceField("Your answer", [Required("Choose whether you agree")])


class EndForm(PortalForm):
    reason = LongTextField(
        "Why does it end?",
        [Required("Say why the link ends"), Length(max=LONGEST_REASON)],
        description="The other organisation reads this.",
    )
