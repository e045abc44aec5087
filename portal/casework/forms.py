"""Forms every kind of record shares."""

from __future__ import annotations

import json
import re

from wtforms import HiddenField

from portal.web.fields import ChoiceField, DayField, LongTextField, Option, TextField
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


class LetInForm(PortalForm):
    user_id = ChoiceField("Who should find this record?", [Required("Choose who should find this record")])


class ReferForm(PortalForm):
    reason = LongTextField("Why?", [Required("Say why"), Length(max=LONGEST_NOTE)])


class StopClockForm(PortalForm):
    stopped_on = DayField("On which day did it stop?", [Required("Enter the day on which the clock stopped")])
    reason = LongTextField(
        "Why?",
        [Required("Say why the clock stops"), Length(max=LONGEST_NOTE)],
        description="For example: asked for proof of identity.",
    )


class ResumeClockForm(PortalForm):
    resumed_on = DayField("On which day did it go on?", [Required("Enter the day on which the clock went on")])
    reason = LongTextField(
        "Why?",
        [Required("Say why it goes on"), Length(max=LONGEST_NOTE)],
        description="For example: proof of identity came.",
    )


class ExtendClockForm(PortalForm):
    due_on = DayField("What is the new date?", [Required("Enter the new date")])
    agreed_with = TextField(
        "Who agreed?",
        [Required("Say who agreed"), Length(max=200)],
        description="For example: the person who complained.",
    )
    agreed_on = DayField("When was it agreed?", [Required("Enter the day on which it was agreed")])
    reason = LongTextField("Why is more time needed?", [Required("Say why"), Length(max=LONGEST_NOTE)])
    evidence = LongTextField(
        "How can you show that it was agreed?",
        [Length(max=LONGEST_NOTE)],
        description="For example: their letter of 3 March, in the file.",
    )


class VersionField(HiddenField):  # type: ignore[misc]
    """The version of the record a form was made from."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = int(valuelist[0]) if valuelist and re.fullmatch(r"\d{1,9}", valuelist[0]) else None


class MadeFromField(HiddenField):  # type: ignore[misc]
    """How each field stood when a form was made: a mark for each, so that a merge knows who changed what."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            found = json.loads(valuelist[0]) if valuelist else {}
        except ValueError:
            found = {}
        self.data = found if isinstance(found, dict) else {}

    def _value(self) -> str:
        return json.dumps(self.data or {})
