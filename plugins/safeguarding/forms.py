"""What people are asked about a concern, in the words they read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from plugins.safeguarding.rules import codes
from plugins.safeguarding.rules.closing import CHECKLIST, SURVEY
from portal.plugin import ReferenceList
from portal.plugin.web import (
    ChoiceField,
    ChoicesField,
    DayField,
    EmailField,
    Length,
    LongTextField,
    MomentField,
    Option,
    PortalForm,
    Required,
    SelectField,
    TextField,
    YesNoField,
)

LONGEST = 20_000
SHORT = 500


def options(codes: ReferenceList, *, only: Iterable[str] = ()) -> list[Option]:
    wanted = set(only)
    return [Option(one.key, one.label, one.meaning) for one in codes.codes if not wanted or one.key in wanted]


class AnswersForm(PortalForm):
    """A form whose questions of yes or no are answered by true or false."""

    def values(self) -> dict[str, Any]:
        asked = {one.name: one for one in self if isinstance(one, YesNoField)}
        return {name: _answer(asked[name]) if name in asked else value for name, value in super().values().items()}


def _answer(question: YesNoField) -> bool | None:
    return question.data if isinstance(question.data, bool) else question.answer


class RaiseForm(AnswersForm):
    what_happened = LongTextField(
        "What worries you?",
        [Required("Say what worries you, in your own words"), Length(max=LONGEST)],
        description="What you saw, heard or were told. Use initials, not full names.",
    )
    is_safe_now = ChoiceField(
        "Is the person safe now?", [Required("Choose whether the person is safe now")], choices=options(codes.SAFE_NOW)
    )
    site_id = SelectField("Which service is it about?", description="Leave this open if it is about none of them.")
    adult_reference = TextField(
        "Their initials or your reference",
        [Length(max=200)],
        description="For example: J.S., room 14. Not a full name.",
    )
    protection = LongTextField("What was done to keep them safe?", [Length(max=LONGEST)])
    source_is_worker = YesNoField("Could somebody who works or volunteers with adults have caused it?")


class CompleteForm(AnswersForm):
    """Everything a lead completes or corrects."""

    what_happened = LongTextField("What was said", [Required("Say what was said"), Length(max=LONGEST)])
    categories = ChoicesField("What kind?", choices=options(codes.CATEGORIES), description="Tick all that fit.")
    place = ChoiceField("Where did it happen?", choices=options(codes.PLACES))
    adult_reference = TextField("The adult: initials or your reference", [Length(max=200)])
    is_safe_now = ChoiceField("Is the adult safe now?", choices=options(codes.SAFE_NOW))
    protection = LongTextField("What was done to keep them safe?", [Length(max=LONGEST)])
    raised_as = ChoiceField("Who raised it?", choices=options(codes.RAISED_AS))
    referrer_confidential = YesNoField("Did whoever raised it ask not to be named?")
    host_authority = TextField("Authority where it happened", [Length(max=200)])
    funding = ChoiceField("Who pays for the care?", choices=options(codes.FUNDING))
    placing_authority = TextField("If another authority pays: which?", [Length(max=200)])
    source_relationship = ChoiceField("Who may have caused it?", choices=options(codes.SOURCES))
    source_details = TextField("Who exactly: initials or role", [Length(max=200)])
    source_is_worker = YesNoField("Do they work or volunteer with adults?")
    source_is_at_risk = YesNoField("Are they an adult at risk themselves?")
    employer_action = ChoiceField("Did an employer take action?", choices=options(codes.EMPLOYER_ACTION))
    crime_suspected = YesNoField("Could it be a crime?")
    police_reference = TextField("Police reference", [Length(max=100)])
    police_told_at = MomentField("When were the police told?")
    police_not_told_reason = TextField("Or: why they were not told", [Length(max=SHORT)])
    others_at_risk = LongTextField("Who else may be at risk?", [Length(max=LONGEST)])
    child_at_risk = YesNoField(
        "May a child be at risk?", description="Then tell those who protect children where they live, too."
    )
    wanted_outcomes = LongTextField("What does the adult want to happen?", [Length(max=LONGEST)])
    wanted_asked_on = DayField("When were they asked?")
    wanted_not_asked_reason = TextField("Or: why they were not asked", [Length(max=SHORT)])
    capacity = ChoiceField("Can the adult decide this themselves?", choices=options(codes.CAPACITY))
    capacity_reason = LongTextField("How do you know?", [Length(max=LONGEST)])
    consent = ChoiceField("Does the adult agree that it is passed on?", choices=options(codes.CONSENT))
    consent_reason = LongTextField("If not: why is it passed on all the same?", [Length(max=LONGEST)])


class DecideForm(AnswersForm):
    has_needs = YesNoField("Does the adult need care and support?", [Required("Choose yes or no")])
    is_at_risk = YesNoField("Are they experiencing abuse or neglect, or at risk of it?", [Required("Choose yes or no")])
    cannot_protect = YesNoField(
        "Because of those needs, are they unable to protect themselves?", [Required("Choose yes or no")]
    )
    decision = ChoiceField("What follows?", [Required("Choose what follows")], choices=options(codes.DECISIONS))
    reason = LongTextField("Why?", [Required("Say why"), Length(max=LONGEST)])
    other_action = LongTextField("If something else is done: what, and by whom?", [Length(max=LONGEST)])


class AdvocateForm(AnswersForm):
    substantial_difficulty = YesNoField(
        "Would it be very hard for the adult to take part?",
        [Required("Choose yes or no")],
        description="To understand, to remember, to weigh up what they are told, or to say what they think.",
    )
    appropriate_person = YesNoField(
        "Is there somebody appropriate to help them?",
        [Required("Choose yes or no")],
        description="Not a paid carer, and somebody the adult agrees to.",
    )
    reason = LongTextField("How do you know?", [Required("Say how you know"), Length(max=LONGEST)])
    kind = ChoiceField("If one is needed: which?", choices=options(codes.ADVOCATE_KINDS))


class SettleAdvocateForm(PortalForm):
    became = ChoiceField(
        "What became of it?",
        [Required("Choose what became of it")],
        choices=options(codes.ADVOCATE_DUTY, only=("arranged", "declined", "withdrawn")),
    )
    note = LongTextField(
        "Who is the advocate? Or: why is there none?",
        [Required("Say who it is, or why there is none"), Length(max=LONGEST)],
    )


class EnquiryForm(PortalForm):
    mode = ChoiceField(
        "Who makes the enquiry?", [Required("Choose who makes it")], choices=options(codes.ENQUIRY_MODES)
    )
    lead = TextField("Who leads it? Their role is enough", [Length(max=200)])
    agency = TextField("If another body: which?", [Length(max=200)])
    scope = LongTextField(
        "What does it cover, and what is it for?", [Required("Say what it covers"), Length(max=LONGEST)]
    )
    by = DayField("By when?", [Required("Enter by when")])
    agreed_on = DayField("When did the other body agree to this?")


class ChallengeForm(PortalForm):
    challenge = LongTextField(
        "What do you challenge, and why?", [Required("Say what you challenge"), Length(max=LONGEST)]
    )


class FindingsForm(PortalForm):
    findings = LongTextField("What was found?", [Required("Say what was found"), Length(max=LONGEST)])
    finished_on = DayField("When did the enquiry end?", [Required("Enter when it ended")])


class PlanForm(PortalForm):
    plan = LongTextField(
        "What keeps the adult safer?",
        [Length(max=LONGEST)],
        description="In words the adult can read. Set single tasks as actions on the record.",
    )
    least_intrusive = LongTextField(
        "Why this, and no more?",
        [Length(max=LONGEST)],
        description="How it fits the risk, and what less was thought of.",
    )
    risk_left = LongTextField("Which risk is left, and does the adult live with it?", [Length(max=LONGEST)])
    review_on = DayField("When is it looked at again?")
    declined_reason = LongTextField("Or: why the adult declined to be protected", [Length(max=LONGEST)])
    declined_shared_with = TextField("With whom was it shared that they declined?", [Length(max=SHORT)])


class ReviewForm(PortalForm):
    review = LongTextField("How does the plan work?", [Required("Say how it works"), Length(max=LONGEST)])
    reviewed_on = DayField("When was it looked at?", [Required("Enter when it was looked at")])
    next_on = DayField("When is it looked at again?", description="Leave this open if it need not be.")


class EndingForm(PortalForm):
    outcomes_met = ChoiceField(
        "Did the adult get what they wanted?", [Required("Choose one")], choices=options(codes.MET)
    )
    risk_outcome = ChoiceField("What became of the risk?", [Required("Choose one")], choices=options(codes.RISK))
    adult_view = LongTextField(
        "What does the adult, or whoever speaks for them, think of closing?",
        [Required("Say what they think"), Length(max=LONGEST)],
    )
    employer_action = ChoiceField("Did an employer take action?", choices=options(codes.EMPLOYER_ACTION))


for _point in CHECKLIST:
    setattr(EndingForm, _point.key, LongTextField(_point.question, [Length(max=LONGEST)], description=_point.hint))


class SurveyForm(PortalForm):
    asked = ChoiceField(
        "Who was asked?",
        choices=(Option("adult", "The adult"), Option("representative", "Whoever speaks for them")),
        default="adult",
    )


for _question in SURVEY:
    setattr(
        SurveyForm,
        _question.key,
        ChoiceField(_question.question, choices=[Option(one, one) for one in _question.answers]),
    )
SurveyForm.not_done_reason = TextField("Or: why nobody was asked", [Length(max=SHORT)])


class HoldForm(PortalForm):
    since = DayField("Since when?", [Required("Enter since when")])
    people = LongTextField(
        "Who is not to be contacted?",
        [Required("Enter who is not to be contacted"), Length(max=2000)],
        description="One to a line, by initials or role.",
    )
    asked_by = TextField("Which officer asked?", [Required("Enter the officer's name"), Length(max=200)])
    reason = LongTextField("Why?", [Required("Say why"), Length(max=2000)])


class LiftForm(PortalForm):
    officer = TextField("Which officer lifted it?", [Required("Enter the officer's name"), Length(max=200)])
    lifted_on = DayField("When?", [Required("Enter when it was lifted")])


class ContactForm(AnswersForm):
    audience = ChoiceField("Who was it?", [Required("Choose who it was")], choices=options(codes.AUDIENCES))
    person = TextField("Initials or role", [Length(max=200)])
    is_feedback = YesNoField("Were they told what came of the concern?", [Required("Choose yes or no")])
    words = LongTextField("What were they told, or what did they say?", [Length(max=LONGEST)])
    why_not = TextField("Or: why they are not told", [Length(max=SHORT)])


class ConsentForm(PortalForm):
    """Why an alert goes; first among the questions of both ways it can go."""

    consent = ChoiceField("Does the adult agree?", [Required("Choose one")], choices=options(codes.CONSENT))
    consent_reason = LongTextField("If not: why does it go all the same?", [Length(max=LONGEST)])
    lawful_basis = ChoiceField("On what lawful basis?", [Required("Choose one")], choices=options(codes.LAWFUL_BASES))


class AlertForm(ConsentForm):
    link = ChoiceField("To whom?", [Required("Choose the authority")])
    purpose = LongTextField("Why do you tell them?", [Required("Say why"), Length(max=2000)])


class SendingForm(ConsentForm):
    recipient = TextField("To whom did it go?", [Required("Enter to whom it went"), Length(max=200)])
    channel = ChoiceField("How?", [Required("Choose how it went")], choices=options(codes.CHANNELS))
    sent_at = MomentField("When?", [Required("Enter when it went")])
    proof = TextField(
        "Their reference, or who you spoke to",
        [Required("Enter their reference or who you spoke to"), Length(max=SHORT)],
    )


class SourceForm(PortalForm):
    adult_reference = TextField(
        "Their initials or your reference", [Required("Enter their initials or reference"), Length(max=200)]
    )
    what_happened = LongTextField(
        "What puts them at risk themselves?", [Required("Say what puts them at risk"), Length(max=LONGEST)]
    )


class LocalContactForm(PortalForm):
    authority = TextField("Authority", [Required("Enter the authority"), Length(max=200)])
    team = TextField("Team", [Required("Enter the team"), Length(max=200)])
    phone = TextField("Telephone", [Length(max=50)])
    out_of_hours = TextField("Telephone out of hours", [Length(max=50)])
    email = EmailField("E-mail", [Length(max=200)])
    web = TextField("Website", [Length(max=300)])


class ConfirmForm(PortalForm):
    """Nothing is asked; the form carries the key that makes it count once."""
