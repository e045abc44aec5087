"""The words of a template; the letter somebody writes."""

from __future__ import annotations

from portal.letters.formats import FORMATS, PRINT
from portal.web.fields import ChoiceField, LongTextField, Option, TextField
from portal.web.forms import Length, PortalForm, Required

LONGEST_LETTER = 20_000


class TemplateForm(PortalForm):
    name = TextField("What the letter is for", [Required("Enter what the letter is for"), Length(max=100)])
    body = LongTextField(
        "Words",
        [Required("Enter the words of the letter"), Length(max=LONGEST_LETTER)],
        description="An empty line begins a new paragraph. A line that begins with a dash is a point of a list.",
    )


class LetterForm(PortalForm):
    person = ChoiceField("Who is it to?", [Required("Choose who the letter is to")])
    addressee = TextField("Their name", [Length(max=200)], description="As the letter addresses them.")
    address = LongTextField("Their address", [Length(max=1000)], description="It stands above the letter.")
    format = ChoiceField(
        "In which format do they get it?",
        [Required("Choose the format")],
        choices=[Option(one.key, one.label) for one in FORMATS.values()],
        default=PRINT,
    )
    reason = LongTextField(
        "Why this format, if they need another", [Length(max=1000)], description="Leave this empty otherwise."
    )
    body = LongTextField("Words", [Required("Enter the words of the letter"), Length(max=LONGEST_LETTER)])
