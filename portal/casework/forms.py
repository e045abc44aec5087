"""Forms every kind of record shares."""

from __future__ import annotations

import json
import re

from wtforms import HiddenField

from portal.web.fields import ChoiceField, LongTextField, Option
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
