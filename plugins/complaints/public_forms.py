"""What everybody is asked on the public pages, in plain words."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from plugins.complaints.rules.codes import NATURES
from plugins.complaints.services.feedback import Heard
from plugins.complaints.services.public import Sent
from plugins.complaints.services.receiving import Complainant, Told
from portal.plugin.services import NeedsTold
from portal.plugin.web import (
    ChoiceField,
    ChoicesField,
    DayField,
    EmailField,
    Length,
    LongTextField,
    Option,
    PortalForm,
    Required,
    TextField,
    YesNoField,
)

LONGEST = 10_000
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
FORMATS, SUPPORT = "people:format", "people:support"


def looks_like_an_address(_form: Any, field: Any) -> None:
    """Whoever mistypes it would wait for an answer that cannot reach them."""
    if field.data and not ADDRESS.fullmatch(field.data):
        raise ValidationError("Enter an e-mail address like name@example.org")


class ComplainForm(PortalForm):
    keeps_draft = False

    summary = LongTextField(
        "What went wrong?",
        [Required("Tell us what went wrong"), Length(max=LONGEST)],
        description="Your own words are best. If you can: what happened, when, and who was there.",
    )
    where = TextField("Which home, service or team is it about?", [Length(max=200)])
    happened_on = DayField(
        "When did it happen, or when did you come to know of it?",
        description="Leave this empty if it went on for a long time, or you are not sure.",
    )
    wanted = LongTextField("What would put it right?", [Length(max=LONGEST)])
    told_by = ChoiceField(
        "Are you complaining for yourself?",
        [Required("Choose whether it is for yourself")],
        choices=(
            Option("self", "Yes, for myself"),
            Option("relative", "No, for a relative or friend"),
            Option("advocate", "No, I am their advocate"),
            Option("other", "No, for somebody else"),
        ),
    )
    on_behalf_of = TextField("If it is for somebody else: what is their name?", [Length(max=200)])
    consent = ChoiceField(
        "If it is for somebody else: do they agree?",
        choices=(
            Option("given", "Yes, they agree"),
            Option("authority", "I may decide for them", "As their attorney or deputy, or because they have died."),
            Option("best-interests", "They are not able to agree"),
            Option("not-yet", "They have not been asked yet"),
        ),
        description="Without their agreement we look into it, but may not be able to tell you everything.",
    )
    name = TextField("Your name", [Length(max=200)], description="You need not say. Without it we cannot answer you.")
    email = EmailField("Your e-mail address", [Length(max=200), looks_like_an_address])
    phone = TextField("Your telephone number", [Length(max=50)])
    address = LongTextField("Your address", [Length(max=500)])
    formats = ChoicesField("How shall we write to you?", description="Choose all that you can use.")
    support = ChoicesField("What do you need to talk with us?")
    needs_notes = TextField("Anything else that helps", [Length(max=500)])
    wants_support = YesNoField("Would you like somebody independent to help you?")

    def offer_needs(self, plugins: Any) -> None:
        """Formats and support as the organisation's own pages offer them."""
        for field, key in ((self.formats, FORMATS), (self.support, SUPPORT)):
            codes = [one for one in plugins.list(key).codes if one.key != "translation"]
            field.offer(Option(one.key, one.label, one.meaning) for one in codes)

    def told(self, today: date) -> Sent:
        """What was typed, as the services take it."""
        is_self = self.told_by.data == "self"
        place = f"\n\nAbout: {self.where.data}" if self.where.data else ""
        told = Told(
            summary=f"{self.summary.text}{place}",
            received_on=today,
            channel="public-page",
            told_by=self.told_by.data,
            wanted=self.wanted.data,
            happened_on=self.happened_on.data,
            consent="not-needed" if is_self else self.consent.data,
            wants_support=self.wants_support.answer,
        )
        return Sent(told, self._who(today, is_self=is_self))

    def _who(self, today: date, *, is_self: bool) -> Complainant:
        asked = bool(self.formats.data or self.support.data or self.needs_notes.data)
        needs = NeedsTold(today, self.formats.data or (), self.support.data or (), notes=self.needs_notes.data)
        return Complainant(
            name=self.name.data,
            email=self.email.data,
            phone=self.phone.data,
            address=self.address.data,
            needs=needs if asked else None,
            on_behalf_of=None if is_self else self.on_behalf_of.data,
        )


class SayForm(PortalForm):
    keeps_draft = False

    nature = ChoiceField(
        "What would you like to tell us?",
        [Required("Choose what you would like to tell us")],
        choices=[Option(one.key, one.label, one.meaning) for one in NATURES.codes],
    )
    words = LongTextField("In your words", [Required("Write what you would like to tell us"), Length(max=LONGEST)])
    name = TextField("Your name", [Length(max=200)], description="You need not say.")
    email = EmailField("Your e-mail address, if you want an answer", [Length(max=200), looks_like_an_address])

    def told(self, today: date) -> Heard:
        return Heard(
            nature=self.nature.data,
            words=self.words.text,
            received_on=today,
            channel="public-page",
            name=self.name.data,
            email=self.email.data,
            wants_answer=bool(self.email.data),
        )
