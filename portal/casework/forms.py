"""Forms every kind of record shares."""

from __future__ import annotations

from wtforms import HiddenField

from portal.web.fields import ChoiceField, DayField, LongTextField, Option, SelectField, TextField
from portal.web.forms import Length, PortalForm, Required

LONGEST_NOTE = 5000


class NoteForm(PortalForm):
    words = LongTextField(
        "Write a note",
        [Required("Write the note"), Length(max=LONGEST_NOTE)],
        description="Only your organisation sees notes.",
    )


class StepForm(PortalForm):
    reason = LongTextField("Why?", [Length(max=LONGEST_NOTE)])


class RestrictForm(PortalForm):
    compartment = ChoiceField(
        "Who may see this record?",
        [Required("Choose who may see it")],
        choices=(
            Option("general", "Everyone who works on these records"),
            Option(
                "safeguarding",
                "Managers and safeguarding leads only",
                "Everyone else will not find it at all.",
            ),
        ),
    )
    reason = LongTextField("Why?", [Required("Say why"), Length(max=LONGEST_NOTE)])


class FilterForm(PortalForm):
    """Narrow a list. Sent with GET, so it carries neither key nor token."""

    class Meta:
        csrf = False

    op = None
    status = SelectField("Status")
    severity = SelectField("Severity")
    site = SelectField("Site")
    opened_from = DayField("Opened from")


class VersionField(HiddenField):  # type: ignore[misc]
    """The version of the record a form was made from."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = int(valuelist[0]) if valuelist and valuelist[0].isdigit() else None


class ReferenceSearchForm(PortalForm):
    """Find a record by the reference somebody read out."""

    class Meta:
        csrf = False

    op = None
    reference = TextField("Reference")
