"""What people are asked when they give notice, reply to it and decide on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from wtforms import HiddenField

from portal.declarations import Code
from portal.replies.models import NoticePoint
from portal.replies.rules import ABOUT, QUESTIONS, STANCES, VERDICTS, WITHHOLDING_REASONS
from portal.replies.services.sheets import Entry, point_mark
from portal.web.fields import ChoiceField, DayField, LongTextField, Option, UploadField, YesNoField
from portal.web.forms import Length, PortalForm, Required

LONGEST = 5000
MADE_FROM = "made_from"
FILE = "file"
ONLY_US = "If you have one. Only your organisation sees it: say in your words what it shows."


def options(codes: Iterable[Code]) -> list[Option]:
    return [Option(one.key, one.label, one.meaning) for one in codes]


class StartForm(PortalForm):
    link = ChoiceField("Whom do you give notice?")
    about = ChoiceField("What is it about?", [Required("Choose what it is about")], choices=options(ABOUT))
    opening = LongTextField(
        "What do they need to know first?",
        [Required("Write what they need to know first"), Length(max=LONGEST)],
        description="Why you write to them, and what may follow. The points come next, one by one.",
    )


class PointForm(PortalForm):
    words = LongTextField("What do you say?", [Required("Write the point"), Length(max=LONGEST)])
    evidence = LongTextField("On what evidence?", [Length(max=LONGEST)])
    evidence_on = DayField("Date of the evidence", description="For example, 27 3 2026")


class ConfirmForm(PortalForm):
    """Nothing to fill in: what is shown is what goes."""


class OutcomeForm(PortalForm):
    words = LongTextField(
        "What follows from it?",
        [Required("Write what follows from it"), Length(max=LONGEST)],
        description="They read this with your answer to each point.",
    )


class MoreTimeForm(PortalForm):
    until = DayField("Until when?", [Required("Enter the new last day to reply")], description="For example, 27 3 2026")
    reason = LongTextField("Why?", [Required("Say why"), Length(max=LONGEST)], description="The other side reads this.")


class NoMoreTimeForm(PortalForm):
    reason = LongTextField("Why not?", [Required("Say why not"), Length(max=LONGEST)], description="They read this.")


class AskReaderForm(PortalForm):
    reader = ChoiceField("Who reads it afresh?", [Required("Choose somebody")])


class WithholdForm(PortalForm):
    reason = ChoiceField(
        "Why can they not be told yet?", [Required("Choose the reason")], choices=options(WITHHOLDING_REASONS)
    )
    words = LongTextField("What exactly would happen?", [Required("Say what would happen"), Length(max=LONGEST)])
    until = DayField(
        "Until when?",
        [Required("Enter the day on which it is decided again")],
        description="At most 28 days from now. On that day it is decided again.",
    )


class ReadingForm(PortalForm):
    """The written test; a question and its why for each."""


for _question in QUESTIONS:
    setattr(ReadingForm, _question.key, YesNoField(_question.label, [Required("Answer yes or no")]))
    setattr(ReadingForm, f"{_question.key}_why", LongTextField("Why?", [Required("Say why"), Length(max=LONGEST)]))


@lru_cache
def reply_form(numbers: tuple[int, ...]) -> type[PortalForm]:
    """A form with an answer to each of these points. Nothing is required of a draft."""
    fields: dict[str, Any] = {}
    for one in numbers:
        fields |= {
            f"stance_{one}": ChoiceField(f"Your answer to point {one}", choices=options(STANCES)),
            f"reply_words_{one}": LongTextField(f"What is right, or why (point {one})", [Length(max=LONGEST)]),
            f"reply_evidence_{one}": LongTextField(f"Your evidence (point {one})", [Length(max=LONGEST)]),
            f"reply_evidence_on_{one}": DayField(f"Date of your evidence (point {one})"),
            f"{FILE}_{one}": UploadField(f"A file that shows it (point {one})", description=ONLY_US),
            f"{MADE_FROM}_{one}": HiddenField(),
        }
    return type("ReplyForm", (PortalForm,), fields)


@lru_cache
def decision_form(numbers: tuple[int, ...]) -> type[PortalForm]:
    """A form with a verdict and a reason for each of these points."""
    fields: dict[str, Any] = {}
    for one in numbers:
        fields |= {
            f"verdict_{one}": ChoiceField(f"What becomes of point {one}?", choices=options(VERDICTS)),
            f"reason_{one}": LongTextField(f"The reason (point {one})", [Length(max=LONGEST)]),
            f"corrected_words_{one}": LongTextField(
                f"Point {one} as it now stands", [Length(max=LONGEST)], description="Where it is changed."
            ),
            f"{MADE_FROM}_{one}": HiddenField(),
        }
    return type("DecisionForm", (PortalForm,), fields)


def opened_from(made: type[PortalForm], points: Iterable[NoticePoint], columns: Iterable[str]) -> PortalForm:
    """The form as it is first shown. Sent back, it holds what was sent alone: a choice left open is open."""
    form = made()
    return form if form.is_submitted() else made(data=filled_from(points, columns))


def filled_from(points: Iterable[NoticePoint], columns: Iterable[str]) -> dict[str, Any]:
    """What stands at the points now, by the names of the form's fields."""
    names = tuple(columns)
    found: dict[str, Any] = {}
    for point in points:
        found |= {f"{name}_{point.number}": getattr(point, name) for name in names}
        found[f"{MADE_FROM}_{point.number}"] = point_mark(point, names)
    return found


def entries_of(form: PortalForm, numbers: Iterable[int], columns: Iterable[str]) -> Mapping[int, Entry]:
    """What was written about each point."""
    values, names = form.values(), tuple(columns)
    return {
        one: Entry({name: values[f"{name}_{one}"] for name in names}, str(values[f"{MADE_FROM}_{one}"] or ""))
        for one in numbers
    }
