"""What is asked about closure days."""

from __future__ import annotations

from portal.web.fields import DayField, TextField
from portal.web.forms import Length, PortalForm, Required

LONGEST_NAME = 100


class ClosureForm(PortalForm):
    day = DayField("Which day?", [Required("Enter the day")], description="For example, 3 7 2026")
    name = TextField(
        "What is it called?",
        [Required("Enter what the day is called"), Length(max=LONGEST_NAME)],
        description="For example: Glasgow Fair. It is printed in the working-out of dates.",
    )
