"""What people are asked when they share, take back, ask and answer."""

from __future__ import annotations

from portal.web.fields import ChoiceField, ChoicesField, LongTextField, Option, SelectField
from portal.web.forms import Length, PortalForm, Required

LONGEST = 5000

LAWFUL_BASES = (
    Option("public-task", "The commissioner's public task", "UK GDPR article 6(1)(e)"),
    Option("legal-obligation", "We must by law", "UK GDPR article 6(1)(c)"),
    Option("vital-interests", "To protect somebody's life", "UK GDPR article 6(1)(d)"),
    Option("consent", "The person agreed", "UK GDPR article 6(1)(a)"),
    Option("legitimate-interests", "Our legitimate interests, weighed against theirs", "UK GDPR article 6(1)(f)"),
)
CONSENTS = (
    Option("not-personal", "Nothing in it is about one person"),
    Option("given", "The person agreed to this"),
    Option("overridden", "The person did not agree, and we share all the same", "Say why below."),
    Option("not-sought", "The person was not asked", "Say why below."),
)


class ChooseForm(PortalForm):
    """Whom to tell, and how much."""

    class Meta:
        csrf = False

    op = None
    link = ChoiceField("Who do you want to share this with?", [Required("Choose an organisation")])
    view = ChoiceField("How much of it?", [Required("Choose how much to share")])
    documents = ChoicesField(
        "Which documents go with it?",
        description="They get a copy of each that you tick, and of no other. Look into each before you send it.",
    )


class ShareForm(PortalForm):
    purpose = LongTextField("Why are you sharing this?", [Required("Say why you share this"), Length(max=LONGEST)])
    lawful_basis = ChoiceField("On what lawful basis?", [Required("Choose the lawful basis")], choices=LAWFUL_BASES)
    consent = ChoiceField("Did the person agree?", [Required("Choose one")], choices=CONSENTS)
    consent_reason = LongTextField("If not: why do you share it all the same?", [Length(max=LONGEST)])


class TakeBackForm(PortalForm):
    reason = LongTextField("Why are you taking this back?", [Required("Say why"), Length(max=LONGEST)])


class AskForm(PortalForm):
    body = LongTextField("What do you want to ask?", [Required("Write your question"), Length(max=LONGEST)])


class AnswerForm(PortalForm):
    body = LongTextField("Your answer", [Required("Write your answer"), Length(max=LONGEST)])


class ObjectForm(PortalForm):
    body = LongTextField("What do you object to, and why?", [Required("Say what you object to"), Length(max=LONGEST)])


class LedgerForm(PortalForm):
    class Meta:
        csrf = False

    op = None
    peer = SelectField("Organisation")
