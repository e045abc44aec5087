"""What a lead is asked about a person in a position of trust."""

from __future__ import annotations

from plugins.safeguarding.forms import LONGEST, SHORT, AnswersForm, options
from plugins.safeguarding.rules import codes, pipot_codes
from portal.plugin.web import (
    ChoiceField,
    ChoicesField,
    DayField,
    Length,
    LongTextField,
    MomentField,
    PortalForm,
    Required,
    SelectField,
    TextField,
    YesNoField,
)


class OpenCaseForm(AnswersForm):
    what_is_said = LongTextField("What is said about them?", [Required("Say what is said"), Length(max=LONGEST)])
    source = ChoiceField("Where does it come from?", [Required("Choose one")], choices=options(pipot_codes.SOURCE))
    allegation_type = ChoiceField(
        "What is it?", [Required("Choose what it is")], choices=options(pipot_codes.ALLEGATION_TYPES)
    )
    child_related = YesNoField("Is a child concerned?", [Required("Choose yes or no")])
    site_id = SelectField("Which service is it about?")


class CompleteCaseForm(AnswersForm):
    what_is_said = LongTextField("What is said", [Required("Say what is said"), Length(max=LONGEST)])
    person_reference = TextField("The person: initials or your reference", [Length(max=200)])
    person_role = TextField("What they do", [Length(max=200)])
    employer = TextField("For whom", [Length(max=200)])
    source = ChoiceField("Where does it come from?", choices=options(pipot_codes.SOURCE))
    allegation_type = ChoiceField("What is it?", choices=options(pipot_codes.ALLEGATION_TYPES))
    child_related = YesNoField("Is a child concerned?")
    lado_criteria = ChoicesField(
        "If so: what may it be?", choices=options(pipot_codes.LADO_CRITERIA), description="Tick all that fit."
    )
    lado_told_at = MomentField("When was the designated officer told?")
    lado_reference = TextField("Their reference", [Length(max=100)])
    lado_advice = LongTextField("What they advised", [Length(max=LONGEST)])
    police_reference = TextField("Police reference", [Length(max=100)])


class ScopeForm(AnswersForm):
    may_have_harmed = YesNoField(
        "Have they behaved in a way that harmed, or may have harmed, an adult or child?",
        [Required("Choose yes or no")],
    )
    possible_offence = YesNoField(
        "May they have committed an offence against, or about, an adult or child?", [Required("Choose yes or no")]
    )
    indicates_risk = YesNoField(
        "Have they behaved towards anybody in a way that may put adults with care needs at risk?",
        [Required("Choose yes or no")],
    )
    reason = LongTextField("Why?", [Required("Say why"), Length(max=LONGEST)])


class OwnerForm(PortalForm):
    owner = TextField("Who first held the information?", [Required("Enter who it is"), Length(max=200)])


class StrategyForm(PortalForm):
    strategy = LongTextField(
        "What is done, by whom and by when?",
        [Required("Say what is done"), Length(max=LONGEST)],
        description="What keeps adults safe meanwhile, and who of those you spoke with does what.",
    )
    agreed_on = DayField("When was it agreed?", [Required("Enter when it was agreed")])
    linked = ChoicesField("What else goes on?", choices=options(pipot_codes.LINKED), description="Tick all that fit.")
    worker_support = TextField(
        "Who supports the person?", [Length(max=200)], description="Somebody who does not look into it."
    )


class DiscloseForm(AnswersForm):
    decision = ChoiceField("What do you decide?", [Required("Choose one")], choices=options(pipot_codes.DISCLOSE))
    reason = LongTextField("Why?", [Required("Say why, either way"), Length(max=LONGEST)])
    link = SelectField(
        "To whom, through this portal?",
        description="Choose nobody if it goes by letter or in person. Through the portal only the lead for people in a"
        " position of trust of that organisation finds it."
        " They get the words below and nothing else of this case. Ring them too, so that somebody looks.",
    )
    recipient = TextField("To whom, if by letter or in person?", [Length(max=SHORT)])
    told = LongTextField("What exactly were they told?", [Length(max=LONGEST)])
    legal_basis = ChoiceField("On what lawful basis?", choices=options(codes.LAWFUL_BASES))
    shared_at = MomentField("When, if by letter or in person?")
    person_told_first = YesNoField("Was the person told first?")
    person_comment = LongTextField("What did they say?", [Length(max=LONGEST)])
    person_not_told_reason = LongTextField("If not: why?", [Length(max=LONGEST)])


class RiskForm(PortalForm):
    risk_plan = LongTextField("The employer's plan", [Required("Write the plan"), Length(max=LONGEST)])
    review_on = DayField("When is it looked at?", [Required("Enter when it is looked at")])
    employer_action = ChoiceField("Did the employer take action?", choices=options(codes.EMPLOYER_ACTION))


class RiskReviewForm(PortalForm):
    words = LongTextField("What was found?", [Required("Say what was found"), Length(max=LONGEST)])
    reviewed_on = DayField("When was it looked at?", [Required("Enter when it was looked at")])
    next_on = DayField("When is it looked at again?")


class OutcomeForm(PortalForm):
    outcome = ChoiceField("Outcome", [Required("Choose the outcome")], choices=options(pipot_codes.OUTCOMES))
    reason = LongTextField("Why?", [Required("Say why"), Length(max=LONGEST)])


class ReferralsForm(AnswersForm):
    left_first = YesNoField(
        "Did the person leave first?",
        [Required("Choose yes or no")],
        description="The decisions below are made all the same.",
    )
    barring_decision = ChoiceField(
        "The barring service",
        [Required("Decide")],
        choices=options(pipot_codes.REFERRAL),
        description="The Disclosure and Barring Service, or Disclosure Scotland.",
    )
    barring_reason = LongTextField("Why?", [Required("Say why"), Length(max=LONGEST)])
    barring_decided_on = DayField(
        "If it must be referred: when was it decided to take them out of the work?",
        description="Or when it would have been decided, had they not left. The time is counted from this day.",
    )
    barring_referred_on = DayField("If it was referred: when?")
    professional_decision = ChoiceField(
        "A professional body or regulator", [Required("Decide")], choices=options(pipot_codes.REFERRAL)
    )
    professional_reason = LongTextField("Why, about the professional body?", [Required("Say why"), Length(max=LONGEST)])
    professional_referred_on = DayField("If the professional body was told: when?")


class RetentionForm(PortalForm):
    review_on = DayField("When does somebody ask whether this is still needed?", [Required("Enter a day")])


class UrgentForm(PortalForm):
    reference = TextField("Which case? Its reference", [Required("Enter the reference"), Length(max=40)])
    reason = LongTextField(
        "What is the emergency?",
        [Required("Say what the emergency is"), Length(max=SHORT)],
        description="Who may be harmed, and why it cannot wait for the lead.",
    )


class ConsultForm(PortalForm):
    asked_of = ChoiceField("Who was asked?", [Required("Choose who was asked")], choices=options(pipot_codes.ASKED_OF))
    setting = ChoiceField("In what setting?", [Required("Choose the setting")], choices=options(pipot_codes.SETTINGS))
    theme = ChoiceField("About what?", [Required("Choose what it was about")], choices=options(pipot_codes.THEMES))
    advice = ChoiceField("What was the advice?", [Required("Choose the advice")], choices=options(pipot_codes.ADVICE))
