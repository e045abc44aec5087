"""What people are asked about mails."""

from __future__ import annotations

from portal.notifications.queries import AT_ONCE, DAILY
from portal.web.fields import ChoiceField, Option
from portal.web.forms import PortalForm, Required

WAYS = (
    Option(AT_ONCE, "At once", "One mail for each thing you should know of."),
    Option(DAILY, "Once a day", "One mail each morning that says how much is new, and nothing more."),
)


class HowToldForm(PortalForm):
    how = ChoiceField("When should we write to you?", [Required("Choose when we should write to you")], choices=WAYS)
