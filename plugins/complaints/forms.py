"""What people who work on complaints are asked, in the words they read."""

from __future__ import annotations

from collections.abc import Iterable

from plugins.complaints.rules.codes import (
    ADVOCACY,
    BODIES,
    CHANNELS,
    CONSENT,
    HOLDS,
    NATURES,
    OMBUDSMAN_DECISIONS,
    OUTCOMES,
    PAYERS,
    REMEDIES,
    RISK,
    SUBJECTS,
    TOLD_BY,
)
from portal.plugin import Code, Nation, ReferenceList
from portal.plugin.web import (
    ChoiceField,
    ChoicesField,
    DayField,
    EmailField,
    Length,
    LetterForm,
    LongTextField,
    NumberField,
    Option,
    PortalForm,
    Required,
    SelectField,
    TextField,
    YesNoField,
)

LONGEST = 20_000
NATIONS = [Option(one.value, one.value.replace("-", " ").title()) for one in Nation]


def options(codes: Iterable[Code]) -> list[Option]:
    return [Option(one.key, one.label, one.meaning) for one in codes]


def of(codes: ReferenceList, *without: str) -> list[Option]:
    return options(one for one in codes.codes if one.key not in without)


class ReceiveForm(PortalForm):
    received_on = DayField("When was it received?", [Required("Enter the day it was received")])
    channel = ChoiceField(
        "How did it reach you?", [Required("Choose how it reached you")], choices=of(CHANNELS, "public-page")
    )
    site_id = SelectField("Which service is it about?")
    summary = LongTextField(
        "What went wrong, in their words?",
        [Required("Write what went wrong"), Length(max=LONGEST)],
        description="As they said or wrote it. What you think about it comes later.",
    )
    wanted = LongTextField("What do they want to happen?", [Length(max=LONGEST)])
    happened_on = DayField("When did it happen, or when did they come to know?")
    told_by = ChoiceField("Who complains?", [Required("Choose who complains")], choices=of(TOLD_BY))
    name = TextField("Their name", [Length(max=200)])
    contact_phone = TextField("Their telephone number", [Length(max=50)])
    contact_email = EmailField("Their e-mail address", [Length(max=200)])
    on_behalf_of = TextField(
        "Who is it about, if that is somebody else?", [Length(max=200)], description="The name of the person."
    )
    consent = ChoiceField("Does that person agree?", choices=of(CONSENT))
    wants_support = YesNoField("Do they want somebody to help them speak with you?")


class RouteForm(PortalForm):
    site_id = SelectField("Which service is it about?")
    body = ChoiceField("Who is complained about?", [Required("Choose who is complained about")], choices=of(BODIES))
    nation = ChoiceField("In which nation?", [Required("Choose the nation")], choices=NATIONS)
    nation_reason = TextField("Why another nation than the service's", [Length(max=500)])
    about_data = YesNoField(
        "Is it about how personal information was handled?", [Required("Say whether it is about personal information")]
    )
    payer = ChoiceField("Who pays for the care?", [Required("Choose who pays")], choices=of(PAYERS))
    arranged_by = SelectField(
        "Which of these arranged the care?",
        description="They are told how the complaint stands: no names, no words. Leave it empty if none did.",
    )
    risk = ChoiceField("How serious is it?", [Required("Choose how serious it is")], choices=of(RISK))
    late_reason = TextField("If it comes late: why it is taken up all the same", [Length(max=500)])


class AbuseForm(PortalForm):
    could_be_abuse = YesNoField(
        "Could this be abuse or neglect, whatever they call it?",
        [Required("Say whether it could be abuse or neglect")],
        description="People who complain often do not see that what happened was abuse. Look for them.",
    )
    reason = LongTextField("Why do you think so?", [Required("Say why"), Length(max=2000)])


class MemberForm(PortalForm):
    member_id = SelectField("Who?", [Required("Choose somebody")])


class InvestigatorForm(MemberForm):
    has_conflict = YesNoField(
        "Do they know the people in it, or did they take part in what is complained about?",
        [Required("Ask them, and say what they answered")],
    )


class SupportForm(PortalForm):
    offered_on = DayField("When was support offered?", [Required("Enter the day")])
    answer = ChoiceField("What did they say?", [Required("Choose what they said")], choices=of(ADVOCACY))
    supported_by = TextField("Who supports them", [Length(max=200)])


class HoldForm(PortalForm):
    hold = ChoiceField(
        "What does it wait for?",
        choices=[*of(HOLDS), Option("over", "Nothing any more")],
        description="The dates stay as they are: nothing stops these clocks.",
    )


class HeadForm(PortalForm):
    subject = SelectField("What is it about?", [Required("Choose what it is about")], choices=of(SUBJECTS))
    words = LongTextField(
        "What do they complain about?",
        [Required("Write what they complain about"), Length(max=2000)],
        description="One thing. Each has an outcome of its own.",
    )


class DecideForm(PortalForm):
    outcome = ChoiceField("Outcome", [Required("Choose the outcome")], choices=of(OUTCOMES))
    finding = LongTextField(
        "What was found?",
        [Length(max=LONGEST)],
        description="It stands in the response. What happens to a member of staff never does.",
    )


class LearningForm(PortalForm):
    title = TextField("What will be done?", [Required("Write what will be done"), Length(max=200)])
    owner_id = SelectField("By whom?", [Required("Choose who does it")])
    due_on = DayField("By when?", [Required("Enter the day")])


class AcknowledgeForm(LetterForm):
    on = DayField("When does it go?", [Required("Enter the day it goes")])


class PlanForm(LetterForm):
    agreed_on = DayField("When was it agreed?", [Required("Enter the day")])
    plan = LongTextField(
        "What was agreed?",
        [Required("Write down what was agreed"), Length(max=LONGEST)],
        description="How it is looked into, by whom, and how long that takes.",
    )


class MoreTimeForm(LetterForm):
    due_on = DayField("Until when?", [Required("Enter the new day")])
    agreed_with = TextField("Who agreed?", [Required("Say who agreed"), Length(max=200)])
    agreed_on = DayField("When did they agree?", [Required("Enter the day they agreed")])
    why = LongTextField("Why is more time needed?", [Required("Say why"), Length(max=2000)])
    evidence = TextField("What shows that it was agreed, or the good reason for so long", [Length(max=500)])


class ExplainForm(LetterForm):
    """Only the letter."""


class SendForm(AcknowledgeForm):
    """The letter's words are those that were signed."""


class DraftForm(PortalForm):
    response = LongTextField(
        "The response",
        [Required("Write the response"), Length(max=LONGEST)],
        description="Where to go next and the signature are added by themselves.",
    )
    remedies = ChoicesField("What is done to put it right?", choices=of(REMEDIES))
    redress_pounds = NumberField("Money paid, in whole pounds")


class AgainForm(PortalForm):
    asked_on = DayField("When did they ask?", [Required("Enter the day they asked")])
    asked_for = LongTextField("Why do they want another look?", [Required("Say why"), Length(max=LONGEST)])


class DiscussionForm(PortalForm):
    on = DayField("When was it talked over with them?", [Required("Enter the day")])
    is_resolved = YesNoField("Did that settle it?", [Required("Say whether it is settled")])


class OmbudsmanForm(PortalForm):
    asked_on = DayField("When did they first ask?", [Required("Enter the day")])
    reference = TextField("Their reference", [Required("Enter their reference"), Length(max=100)])
    decision = ChoiceField(
        "What did they decide?", [Required("Choose what they decided")], choices=of(OMBUDSMAN_DECISIONS)
    )
    decided_on = DayField("When did they decide?")
    remedy_due_on = DayField("By when is it put right?")
    remedied_on = DayField("When was it put right?")


class FeedbackForm(PortalForm):
    nature = ChoiceField("What is it?", [Required("Choose what it is")], choices=of(NATURES))
    received_on = DayField("When was it received?", [Required("Enter the day it was received")])
    channel = ChoiceField("How did it reach you?", [Required("Choose how")], choices=of(CHANNELS, "public-page"))
    site_id = SelectField("Which service is it about?")
    words = LongTextField("What did they say?", [Required("Write what they said"), Length(max=LONGEST)])
    name = TextField("Their name, if they want an answer", [Length(max=200)])
    wants_answer = YesNoField("Do they want an answer?")


class FeedbackAnswerForm(PortalForm):
    on = DayField("When was it passed on to the team?", [Required("Enter the day")])
    answer = LongTextField("What did you answer them?", [Length(max=LONGEST)])


class RequestForm(PortalForm):
    asked_on = DayField("When was the request received?", [Required("Enter the day")])
    first = DayField("Complaints from", [Required("Enter the first day")])
    last = DayField("to", [Required("Enter the last day")])


class RequestSentForm(PortalForm):
    on = DayField("When was it sent?", [Required("Enter the day")])
    reference = TextField("Their reference or receipt", [Required("Enter the reference"), Length(max=200)])


class DeskForm(PortalForm):
    manager_name = TextField(
        "Who receives complaints?", [Required("Enter who receives complaints"), Length(max=200)],
        description="Their name or their office. It stands on your public page and in the leaflet.",
    )  # fmt: skip
    responsible_name = TextField(
        "Who answers for complaints?", [Required("Enter who answers for complaints"), Length(max=200)],
        description="The responsible person: for example the chief executive, or the nominated individual.",
    )  # fmt: skip
    phone = TextField("Telephone", [Length(max=50)])
    email = EmailField("E-mail", [Length(max=200)])
    address = LongTextField("Address", [Length(max=500)])
    support = LongTextField(
        "Who can help somebody complain?", [Length(max=1000)],
        description="An advocacy service near you, and how to reach it.",
    )  # fmt: skip


class LineManagerForm(MemberForm):
    manager_id = SelectField("Who answers for them?", [Required("Choose their line manager")])


class SaidForm(PortalForm):
    said = LongTextField(
        "You said", [Required("Write what people said"), Length(max=1000)],
        description="In words that name nobody and let nobody be recognised. Everybody can read this.",
    )  # fmt: skip
    did = LongTextField("We did", [Required("Write what was done"), Length(max=1000)])
