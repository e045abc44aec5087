"""What people are asked about incidents, in the words they read."""

from __future__ import annotations

from collections.abc import Iterable

from plugins.incidents.rules.codes import (
    ACTIONS_TAKEN,
    CATEGORIES,
    CHANNELS,
    EVENT_TYPES,
    PHYSICAL_HARM,
    PSYCHOLOGICAL_HARM,
    WHO_AFFECTED,
)
from portal.plugin import Code, ReferenceList
from portal.plugin.web import (
    ChoiceField,
    ChoicesField,
    Length,
    LongTextField,
    MomentField,
    NumberField,
    Option,
    PortalForm,
    Required,
    SelectField,
    TextField,
    UploadField,
)

LONGEST_TEXT = 20_000
SAVED_MEANWHILE = "Somebody else saved this first. Yours is not lost: look at what is saved now, then save again."


def options(codes: Iterable[Code]) -> list[Option]:
    """Choices with their meanings beside them."""
    return [Option(code.key, code.label, code.meaning) for code in codes]


def plain(codes: ReferenceList) -> list[Option]:
    return [Option(code.key, code.label) for code in codes.codes]


# One question instead of three: what a worker at the end of a night shift can answer at once.
OUTCOMES = {
    "near-miss": ("near-miss", None, None),
    "none": ("harm", "none", None),
    "upset": ("harm", "none", "low"),
    "low": ("harm", "low", None),
    "moderate": ("harm", "moderate", None),
    "severe": ("harm", "severe", None),
    "fatal": ("harm", "fatal", None),
    "service": ("service-event", None, None),
    "resources": ("resource-concern", None, None),
    "good-care": ("good-care", None, None),
}

OUTCOME_OPTIONS = (
    Option("none", "Nobody was hurt", "Somebody fell or something went wrong, but there is no injury."),
    Option(
        "near-miss",
        "It nearly happened",
        "Somebody noticed in time: the wrong medicine was spotted before it was given.",
    ),
    Option("upset", "Somebody is upset, not injured", "Frightened, distressed or worried by it."),
    Option("low", "Hurt a little", "A bruise, a graze, a small cut: first aid at most."),
    Option("moderate", "Hurt more than a little", "Needed a doctor, a hospital visit or treatment."),
    Option("severe", "Badly hurt", "A broken hip, a head injury, life in danger, or damage that will last."),
    Option("fatal", "Somebody died", ""),
    Option(
        "service",
        "It is about the service",
        "No heating, a lift that failed, an outbreak, nobody to cover a shift.",
    ),
    Option("resources", "We do not have what we need", "Too few staff, too little time, missing equipment."),
    Option("good-care", "Something went well", "Good care others can learn from."),
)


class WhatForm(PortalForm):
    takes_up_draft = True

    what_happened = LongTextField(
        "What happened?",
        [Required("Say what happened, in your own words"), Length(max=LONGEST_TEXT)],
        description="Your own words are fine. Use initials, not full names.",
    )


class WhenForm(PortalForm):
    takes_up_draft = True

    occurred_at = MomentField(
        "When did it happen?",
        [Required("Enter when it happened")],
        description="If you are not sure of the time, your best guess.",
    )
    site_id = ChoiceField("Where?", [Required("Choose where it happened")])
    place = TextField(
        "Which room or part?", [Length(max=200)], description="If it helps. For example: stairs, dining room."
    )


class HurtForm(PortalForm):
    takes_up_draft = True

    outcome = ChoiceField("Was anyone hurt?", [Required("Choose what fits best")], choices=OUTCOME_OPTIONS)
    who_affected = ChoiceField("Who?", choices=plain(WHO_AFFECTED))
    person_references = TextField(
        "Their initials or your reference",
        [Length(max=200)],
        description="For example: J.S., room 14. Not a full name.",
    )


class DoneForm(PortalForm):
    takes_up_draft = True

    actions_taken = ChoicesField(
        "What was done straight away?", choices=plain(ACTIONS_TAKEN), description="Tick all that fit."
    )
    immediate_action = LongTextField("Anything to add?", [Length(max=LONGEST_TEXT)])


class SendForm(PortalForm):
    """Nothing is asked on the last page; the form carries the key that makes a report count once."""


class CompleteForm(PortalForm):
    """Everything a manager completes or corrects."""

    event_type = ChoiceField(
        "What kind of event was it?",
        [Required("Choose what kind of event it was")],
        choices=options(EVENT_TYPES.codes),
    )
    category = SelectField("What was it about?", [Required("Choose what it was about")], choices=plain(CATEGORIES))
    occurred_at = MomentField("When did it happen?", [Required("Enter when it happened")])
    discovered_at = MomentField(
        "When did you, the provider, find out?",
        [Required("Enter when you found out")],
        description="Prompt duties count from here.",
    )
    place = TextField("Where in the service?", [Length(max=200)])
    who_affected = ChoiceField("Who was affected?", choices=options(WHO_AFFECTED.codes))
    physical_harm = ChoiceField("Physical harm", choices=options(PHYSICAL_HARM.codes))
    psychological_harm = ChoiceField("Psychological harm", choices=options(PSYCHOLOGICAL_HARM.codes))
    what_happened = LongTextField(
        "What happened, fact by fact",
        [Required("Say what happened"), Length(max=LONGEST_TEXT)],
        description="What was seen and heard. What you think about it has its own box.",
    )
    opinion = LongTextField(
        "What do you think about it?",
        [Length(max=LONGEST_TEXT)],
        description="Your view, apart from the facts.",
    )
    injury = LongTextField("What injury or harm was found?", [Length(max=LONGEST_TEXT)])
    actions_taken = ChoicesField("What was done straight away?", choices=plain(ACTIONS_TAKEN))
    immediate_action = LongTextField("What was done, in words", [Length(max=LONGEST_TEXT)])
    continuing_risk = LongTextField("Is anybody still at risk? What keeps them safe now?", [Length(max=LONGEST_TEXT)])
    person_references = TextField("Who it happened to: initials or your reference", [Length(max=200)])
    staff_involved = TextField("Staff involved, by role", [Length(max=200)])
    witnesses = TextField("Who saw or heard it", [Length(max=500)])
    police_reference = TextField("Police reference", [Length(max=100)])
    people_told = TextField("Who has been told already", [Length(max=500)])


class SubmitForm(PortalForm):
    reference = TextField(
        "Reference or receipt you were given",
        [Required("Enter the reference you were given"), Length(max=200)],
        description="Without proof it does not count as sent. For a call: who you spoke to.",
    )
    channel = ChoiceField("How was it sent?", [Required("Choose how it was sent")], choices=plain(CHANNELS))
    submitted_at = MomentField("When was it sent?", [Required("Enter when it was sent")])
    proof = LongTextField("Anything else that proves it", [Length(max=2000)])
    file = UploadField(
        "A file that proves it",
        description="For example their receipt, or a picture of it. Only your organisation sees it.",
    )


class NotNeededForm(PortalForm):
    reason = LongTextField(
        "Why does this not need to be sent?",
        [Required("Say why"), Length(max=2000)],
        description="Your name and role are kept with it.",
    )
    met_elsewhere = TextField(
        "If another report already met this duty: its reference",
        [Length(max=200)],
        description="For example, where the law counts a report to NHS England.",
    )


class NotNotifiableForm(PortalForm):
    reason = LongTextField(
        "Why does nobody outside need to be told?",
        [Required("Say why"), Length(max=2000)],
        description="Your name and role are kept with it.",
    )


class AcknowledgedForm(PortalForm):
    note = TextField("What did they say?", [Length(max=500)])


class VersionedForm(PortalForm):
    """A form that knows from which version of the record it was made (`hidden` writes it into the page)."""

    row_version = NumberField("Version")


class LearningForm(VersionedForm):
    learning = LongTextField("What was learned, and what will be different?", [Length(max=LONGEST_TEXT)])
    no_learning_reason = TextField("Or: why there was nothing to learn", [Length(max=500)])


class AnswerForm(VersionedForm):
    answer = LongTextField(
        "What should they hear?",
        [Length(max=5000)],
        description="They will see this on their own page. Thank them, and say what came of it.",
    )
    not_answered_reason = TextField("Or: why they cannot be told", [Length(max=500)])
