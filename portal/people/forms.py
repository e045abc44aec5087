"""What is asked about people and about subject access requests, in the words people read."""

from __future__ import annotations

from wtforms import HiddenField

from portal.declarations import ReferenceList
from portal.people.access import EXEMPT, INCLUDE, NOT_THEM, THIRD_PARTY
from portal.people.rules import CONTACT_METHODS, FORMATS, STANDARD_PRINT, SUPPORT
from portal.web.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    EmailField,
    LongTextField,
    Option,
    SelectField,
    TextField,
    YesNoField,
)
from portal.web.forms import Length, PortalForm, Required

LONGEST_NAME = 200
LONGEST_NOTE = 20_000


def options(codes: ReferenceList, *, without: str = "") -> list[Option]:
    """The codes of a list as choices."""
    return [Option(one.key, one.label, one.meaning) for one in codes.codes if one.key != without]


class SearchForm(PortalForm):
    keeps_draft = False

    name = TextField("Name", [Required("Enter a name or a part of one"), Length(max=LONGEST_NAME)])


class NewPersonForm(PortalForm):
    keeps_draft = False

    name = TextField("Full name", [Required("Enter their name"), Length(max=LONGEST_NAME)])


class PersonForm(PortalForm):
    row_version = HiddenField()
    name = TextField("Full name", [Required("Enter their name"), Length(max=LONGEST_NAME)])
    other_names = LongTextField(
        "Other names",
        [Length(max=2_000)],
        description="One on each line: what they like to be called, a maiden name, initials used in records.",
    )
    our_reference = TextField("Our reference for them", [Length(max=100)])
    date_of_birth = DayField("Date of birth")
    email = EmailField("E-mail address", [Length(max=254)])
    phone = TextField("Telephone number", [Length(max=40)])
    address = LongTextField("Address", [Length(max=1_000)])


class NeedsForm(PortalForm):
    row_version = HiddenField()
    asked_on = DayField(
        "When did you ask them what they need?",
        [Required("Enter the day you asked them")],
        description="Ask the person, not somebody else, wherever they can say it themselves.",
    )
    formats = ChoicesField(
        "What must be sent to them in another form?",
        choices=options(FORMATS, without=STANDARD_PRINT),
        description="Tick every form they can use. Tick none if ordinary print is fine.",
    )
    support = ChoicesField("What do they need to talk and understand?", choices=options(SUPPORT))
    contact_method = SelectField("How do they want you to get in touch?", choices=options(CONTACT_METHODS))
    language = TextField("Which language, if not English?", [Length(max=100)])
    notes = LongTextField("What else helps?", [Length(max=LONGEST_NOTE)])
    may_share = YesNoField("May others who care for them be told of these needs?")
    review_on = DayField("When will you ask again?")


class LinkForm(PortalForm):
    keeps_draft = False

    name = TextField("Name", [Required("Enter a name or a part of one"), Length(max=LONGEST_NAME)])
    role = SelectField("As what do they stand in it?", [Required("Choose as what they stand in it")])


class ChosenForm(PortalForm):
    """The second page of linking: who it is, or nobody known yet."""

    keeps_draft = False

    role = HiddenField()
    name = HiddenField()
    person_id = HiddenField()


class OrderForm(PortalForm):
    received_on = DayField("When was the request received?", [Required("Enter the day it was received")])
    asked_for = LongTextField(
        "What did they ask for?",
        [Length(max=LONGEST_NOTE)],
        description="In their words. Leave it empty if they want everything.",
    )
    asked_by = TextField(
        "Who asks for them, and by what right?",
        [Length(max=500)],
        description="Only if it is somebody else, such as a solicitor with their signed authority.",
    )
    search_words = LongTextField(
        "Other words to look for",
        [Length(max=2_000)],
        description="One on each line. Their names and reference are looked for anyway.",
    )


class IdentityForm(PortalForm):
    how = TextField(
        "How do you know it is them?",
        [Required("Say how you know it is them"), Length(max=500)],
        description="For example: known to us in person, or passport seen.",
    )
    on = DayField("Since when?", [Required("Enter the day")])


DECISIONS = (
    Option(INCLUDE, "Give it to them"),
    Option(THIRD_PARTY, "Do not give it: it is about somebody else"),
    Option(EXEMPT, "Do not give it: the law allows it to be withheld", "Say which exemption."),
    Option(NOT_THEM, "It is not about them", "Somebody else of the same name."),
)


class DecideForm(PortalForm):
    decision = ChoiceField("What about this passage?", [Required("Choose what to do with it")], choices=DECISIONS)
    reason = LongTextField(
        "Why is it not given?",
        [Length(max=2_000)],
        description="Only for what is not given. Who releases the answer reads it, the person does not.",
    )
    left_out = LongTextField(
        "Words to leave out",
        [Length(max=2_000)],
        description="One on each line, for a passage that is given. “[left out]” stands in their place.",
    )


class DecideRestForm(PortalForm):
    decision = ChoiceField("What about all of these?", [Required("Choose what to do with them")], choices=DECISIONS)
    reason = LongTextField("Why are they not given?", [Length(max=2_000)])


class SendBackForm(PortalForm):
    reason = LongTextField(
        "What is to be looked at again?", [Required("Say what is to be looked at again"), Length(max=2_000)]
    )


class GivenForm(PortalForm):
    given_on = DayField("When did they get it?", [Required("Enter the day they got it")])
    chosen = SelectField("In which format?", [Required("Choose the format")], choices=options(FORMATS))
    reason = LongTextField("Why in a format they cannot use?", [Length(max=2_000)])


class EndForm(PortalForm):
    reason = LongTextField(
        "Why does it end without an answer?",
        [Required("Say why"), Length(max=2_000)],
        description="They took it back, or the law lets you refuse it. If you refuse, tell them why.",
    )
