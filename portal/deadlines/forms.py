"""What is asked about closure days and about an organisation's own targets."""

from __future__ import annotations

from portal.web.fields import DayField, NumberField, TextField
from portal.web.forms import Length, PortalForm, Required

LONGEST_NAME = 100
LONGEST_REASON = 300


class ClosureForm(PortalForm):
    day = DayField("Which day?", [Required("Enter the day")], description="For example, 3 7 2026")
    name = TextField(
        "What is it called?",
        [Required("Enter what the day is called"), Length(max=LONGEST_NAME)],
        description="For example: Glasgow Fair. It is printed in the working-out of dates.",
    )


class TargetForm(PortalForm):
    number = NumberField("How many?", description="Leave this empty to go back to the default.")
    since = DayField(
        "From which day?",
        [Required("Enter the day")],
        description="For what begins on that day or later. Clocks that run already keep their dates.",
    )
    reason = TextField(
        "Why?",
        [Required("Enter a reason"), Length(max=LONGEST_REASON)],
        description="For example: agreed at the governance meeting of 3 March.",
    )
