"""What people are asked about providers and sites."""

from __future__ import annotations

from portal.oversight.services import HOW
from portal.web.fields import ChoiceField, DayField, Option, TextField
from portal.web.forms import Length, PortalForm, Required


class ContactForm(PortalForm):
    on = DayField("When?", [Required("Enter when it was")])
    how = ChoiceField("How?", [Required("Choose how")], choices=[Option(key, label) for key, label in HOW.items()])
    note = TextField("A word on it", [Length(max=500)], description="No names of people who use the service.")


class FindProviderForm(PortalForm):
    class Meta:
        csrf = False

    op = None
    q = TextField("Name or registration number")
