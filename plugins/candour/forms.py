"""What people are asked about a duty of candour record, in the words they read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from plugins.candour.rules import codes
from plugins.candour.rules.regimes import Regime
from portal.plugin import Nation, ReferenceList
from portal.plugin.web import (
    ChoiceField,
    ChoicesField,
    DayField,
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
WHAT_THEY_THINK = "What does the person think, and how did it count?"
VERBATIM = "In the words that were used. It is kept as you type it. Saying sorry is not an admission of liability."


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


class CompleteForm(PortalForm):
    what_happened = LongTextField("What is known?", [Required("Say what is known"), Length(max=LONGEST)])
    occurred_on = DayField("When did it happen?", [Required("Enter when it happened")])
    aware_at = MomentField("When did somebody become aware?", [Required("Enter when somebody became aware")])
    person_reference = TextField(
        "The person: initials or your reference", [Length(max=200)], description="Not a full name."
    )


class OpenForm(CompleteForm):
    site_id = SelectField("Which service is it about?", description="Leave this open if it is about none of them.")


class BodyForm(AnswersForm):
    body_type = ChoiceField("What kind of body are you?", [Required("Choose what kind of body you are")])
    contract_applies = YesNoField(
        "Does an agreement with the NHS ask you to tell people within ten working days?",
        description="The law in England sets no number of days. Answer no where no agreement says so.",
    )
    contract_source = TextField("If yes: which agreement says so?", [Length(max=SHORT)])

    @classmethod
    def for_nation(cls, nation: Nation, bodies: Iterable[str]) -> BodyForm:
        form = cls()
        form.body_type.offer(options(codes.BODY_TYPES, only=bodies))
        if nation is not Nation.ENGLAND:
            del form.contract_applies, form.contract_source
        return form


class DecideForm(AnswersForm):
    policy_asks = YesNoField("Does your own policy ask you to tell somebody?", [Required("Choose yes or no")])
    unintended = YesNoField("Was it unintended or unexpected?", [Required("Choose yes or no")])
    in_service = YesNoField("Did it happen while the service was provided?", [Required("Choose yes or no")])
    harm = ChoiceField("Which harm is it about?", [Required("Choose a harm, or none of these")])
    likelihood = ChoiceField("Did it harm somebody?", [Required("Choose one")], choices=options(codes.LIKELIHOODS))
    opinion_by = TextField("Which health professional gave an opinion on the harm?", [Length(max=200)])
    opinion_role = TextField("In which role?", [Length(max=200)])
    opinion_on = DayField("When did they give it?")
    opinion_uninvolved = YesNoField("Had they no part in what happened?")
    note = LongTextField("Anything else that counts?", [Length(max=LONGEST)])

    @classmethod
    def for_regime(cls, regime: Regime, data: dict[str, Any]) -> DecideForm:
        form = cls(data=data)
        form.harm.offer(options(codes.HARMS, only=(*regime.harms, "none")))
        if regime.is_law:
            del form.policy_asks
        else:
            del form.unintended, form.in_service, form.harm, form.likelihood
        if not regime.needs_opinion:
            del form.opinion_by, form.opinion_role, form.opinion_on
        if not regime.opinion_uninvolved:
            del form.opinion_uninvolved
        return form


class PersonForm(PortalForm):
    basis = ChoiceField("Who is to be told?", [Required("Choose who is to be told")], choices=options(codes.BASES))
    reference = TextField("Their initials or your reference", [Length(max=200)], description="Not a full name.")
    note = TextField(
        "If it is somebody acting for the person: how do you know that they may?",
        [Length(max=SHORT)],
        description="For example: power of attorney seen on 3 March.",
    )
    preferred_contact = ChoiceField("How do they want to hear?", choices=options(codes.METHODS))
    communication_needs = TextField(
        "What do they need to follow what they are told?",
        [Length(max=SHORT)],
        description="An interpreter, large print, somebody beside them. You have to ask.",
    )


class TakeOffForm(PortalForm):
    """Nothing to answer but that it is meant."""


class AttemptForm(PortalForm):
    made_at = MomentField("When?", [Required("Enter when")])
    method = ChoiceField("How?", [Required("Choose how")], choices=options(codes.METHODS))
    outcome = ChoiceField(
        "What came of it?", [Required("Choose what came of it")], choices=options(codes.ATTEMPT_OUTCOMES)
    )
    words = LongTextField("What happened?", [Length(max=LONGEST)])


class TellForm(AnswersForm):
    told_at = MomentField("When were they told?", [Required("Enter when they were told")])
    method = ChoiceField("How?", [Required("Choose how")])
    also = ChoicesField("Who else was told in the same talk?")
    by = TextField("Who told them?", [Required("Enter who told them"), Length(max=SHORT)], description="Name and role.")
    facts = LongTextField(
        "What were they told?",
        [Required("Say what they were told"), Length(max=LONGEST)],
        description="Every fact known on that day, as they were given it.",
    )
    apology = LongTextField("The apology", [Required("Enter the apology"), Length(max=LONGEST)], description=VERBATIM)
    has_enquiry = YesNoField("Is anything looked into further?", [Required("Choose yes or no")])
    enquiries = LongTextField("If yes: what, and what was said about it?", [Length(max=LONGEST)])
    support = LongTextField(
        "Which support were they offered?", [Required("Say which support they were offered"), Length(max=LONGEST)]
    )
    delay_reason = LongTextField(
        "If it took more than a month: why?", [Length(max=LONGEST)], description="The letter must say it."
    )

    @classmethod
    def for_regime(cls, regime: Regime, data: dict[str, Any]) -> TellForm:
        """With the ways that count under the duty; only Scotland asks why it took more than a month."""
        form = cls(data=data)
        form.method.offer(options(codes.METHODS, only=regime.methods))
        if not regime.has_review:
            del form.delay_reason
        return form


class NotToldForm(PortalForm):
    why = ChoiceField("Why were they not told?", [Required("Choose why")], choices=options(codes.NOT_TOLD))
    on = DayField("When was that clear?", [Required("Enter when that was clear")])
    words = LongTextField("What happened?", [Required("Say what happened"), Length(max=LONGEST)])


class LetterForm(PortalForm):
    dear = TextField(
        "To whom?", [Required("Enter to whom the letter goes"), Length(max=200)], description="As it begins: Dear …"
    )
    account = LongTextField("What happened", [Required("Say what happened"), Length(max=LONGEST)])
    apology = LongTextField("The apology", [Required("Enter the apology"), Length(max=LONGEST)], description=VERBATIM)
    enquiries = LongTextField("What is looked into further", [Length(max=LONGEST)])
    support = LongTextField("Support", [Required("Say which support there is"), Length(max=LONGEST)])
    contact = TextField("Whom can they reach, and how?", [Required("Enter whom they can reach"), Length(max=SHORT)])
    delay_reason = LongTextField("If it took more than a month: why?", [Length(max=LONGEST)])

    @classmethod
    def for_regime(cls, regime: Regime, data: dict[str, Any]) -> LetterForm:
        form = cls(data=data)
        if not regime.has_review:
            del form.delay_reason
        return form


class LetterSentForm(PortalForm):
    sent_on = DayField("When did the letter go out?", [Required("Enter when it went out")])


class ResultsForm(PortalForm):
    also = ChoicesField("Who else was told?")
    results = LongTextField("What came of the enquiries?", [Required("Say what came of them"), Length(max=LONGEST)])
    shared_on = DayField("When were they told?", [Required("Enter when they were told")])
    method = ChoiceField("How?", [Required("Choose how")], choices=options(codes.METHODS))


class InvitationForm(PortalForm):
    also = ChoicesField("Who else was invited?")
    invitation = LongTextField(
        "What does the invitation say?",
        [Required("Write the invitation"), Length(max=LONGEST)],
        description="Where, when, who is there, and that questions may be sent beforehand.",
    )
    offered_on = DayField("When was it sent?", [Required("Enter when it was sent")])


class MeetingForm(PortalForm):
    held_on = DayField("When was the meeting?", [Required("Enter when it was")])
    meeting_account = LongTextField("Which account was given?", [Required("Say which"), Length(max=LONGEST)])
    meeting_questions = LongTextField(
        "What did they ask and think, and what was the answer?", [Required("Say what"), Length(max=LONGEST)]
    )
    meeting_next = LongTextField("Which further steps?", [Required("Say which"), Length(max=LONGEST)])
    meeting_other_ways = LongTextField(
        "Which other legal or review processes were they told of?", [Required("Say which"), Length(max=LONGEST)]
    )
    meeting_contact = TextField("Whom can they reach?", [Required("Enter whom they can reach"), Length(max=SHORT)])


class DeclinedForm(PortalForm):
    declined_on = DayField("When did they say so?", [Required("Enter when they said so")])


class NoteForm(PortalForm):
    given_on = DayField("When did they get the note?", [Required("Enter when they got it")])


class ViewsForm(PortalForm):
    views = LongTextField(WHAT_THEY_THINK, [Required("Say what they think"), Length(max=LONGEST)])


class ReviewForm(PortalForm):
    done_on = DayField("When was the review done?", [Required("Enter when it was done")])
    how = LongTextField("How was it done?", [Required("Say how it was done"), Length(max=LONGEST)])
    views = LongTextField(WHAT_THEY_THINK, [Required("Say what they think"), Length(max=LONGEST)])
    actions = LongTextField(
        "What is improved, and what was learned?", [Required("Say what is improved"), Length(max=LONGEST)]
    )

    @classmethod
    def of_several(cls, data: dict[str, Any]) -> ReviewForm:
        """Without the question for their views: each one's were recorded before."""
        form = cls(data=data)
        del form.views
        return form


class ExplainForm(PortalForm):
    also = ChoicesField("Who else was told?")
    explanation = LongTextField("What were they told?", [Required("Say what they were told"), Length(max=LONGEST)])
    explained_on = DayField("When?", [Required("Enter when")])


class ReportOfferForm(PortalForm):
    also = ChoicesField("Who else was it offered to?")
    offered_on = DayField("When was the report offered?", [Required("Enter when it was offered")])
    support = TextField("Which support was named?", [Required("Say which support"), Length(max=SHORT)])


class LearningForm(PortalForm):
    learning = LongTextField(
        "What was learned?",
        [Required("Say what was learned"), Length(max=LONGEST)],
        description="A commissioner may be shown this. Name nobody.",
    )


class BeginReportForm(PortalForm):
    year = SelectField("Which year?", [Required("Choose a year")])


class WriteReportForm(PortalForm):
    policies = LongTextField("How are such incidents found and reported?", [Required("Say how"), Length(max=LONGEST)])
    support = LongTextField(
        "Which support is there for staff, and for people affected?", [Required("Say which"), Length(max=LONGEST)]
    )
    changes = LongTextField("What was changed because of them?", [Required("Say what"), Length(max=LONGEST)])


class PublishForm(PortalForm):
    published_on = DayField("When was it published?", [Required("Enter when it was published")])
    where = TextField(
        "Where?", [Required("Enter where"), Length(max=SHORT)], description="The address of the page, for example."
    )


class BodyToldForm(PortalForm):
    body = ChoiceField("Who was told?", [Required("Choose who was told")], choices=options(codes.BODIES_TOLD))
    told_on = DayField("When?", [Required("Enter when")])
