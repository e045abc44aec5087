"""The letters about a complaint and what is filled in; whoever writes finishes them.

Their words stand in `letters/`, for each organisation to change. Source: what each procedure wants said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.plugin import LetterField, StandardLetter

ACKNOWLEDGEMENT, PLAN, HOLDING, ANSWER, RESPONSE, STAGE_2, STAGE_2_RESPONSE, TERMS, CONCERNED = (
    "complaints.acknowledgement",
    "complaints.plan",
    "complaints.holding",
    "complaints.answer",
    "complaints.response",
    "complaints.stage-2",
    "complaints.stage-2-response",
    "complaints.terms",
    "complaints.concerned",
)
AGREED, NEW_DAY = "[what was agreed]", "[the day you can keep]"
# What the two responses are called; their words are signed, and only what they begin with is an organisation's own.
RESPONSES = {RESPONSE: "Our answer to your complaint", STAGE_2_RESPONSE: "Our answer after looking again"}

FIELDS = {
    one.key: one
    for one in (
        LetterField("received_on", "the day the complaint was received", "Monday 2 March 2026"),
        LetterField("points", "what is complained about, point by point", "- Nobody came until eleven."),
        LetterField(
            "spoken_words",
            "what somebody said, as it was written down; nothing for a complaint in writing",
            "You told us in person or by telephone. This is what we wrote down:\n\nNobody came until eleven.",
        ),
        LetterField(
            "procedure", "by which procedure it is answered, and where that stands", "Our own procedure (our policy)"
        ),
        LetterField("when_you_hear", "by when they hear", "You will hear from us by Friday 20 March 2026."),
        LetterField(
            "formal_right",
            "Wales: the right to a formal investigation; nothing elsewhere",
            "You have the right to a formal investigation by somebody independent of us.",
        ),
        LetterField("support", "who can help them", "Example Advocacy helps people who complain: 01234 567890."),
        LetterField("agreed", "the plan that was agreed with them", "We talk with the night team by Friday."),
        LetterField("new_day", "the new day of the answer", "Friday 27 March 2026"),
        LetterField(
            "where_next",
            "the ombudsman, and how to reach them",
            "If you are not content with this answer, you can ask the ombudsman to look at your complaint.",
        ),
        LetterField(
            "findings",
            "head by head: what they said, what was found, the outcome",
            "1. You said: Nobody came until eleven.\n\nWhat we found: The rota had a gap.\n\nOur conclusion: upheld.",
        ),
        LetterField(
            "look_again",
            "that they may ask for another look; nothing where there is none",
            "If you want us to look at it again, tell us.",
        ),
        LetterField(
            "contact", "who receives complaints, and how to reach them", "Ruth Example receives complaints here."
        ),
    )
}
FOLDER = Path(__file__).parent.parent / "letters"
KIND = "complaint"


def _letter(key: str, *fields: str, keeps: Sequence[str] = ()) -> StandardLetter:
    file = FOLDER / f"{key.removeprefix('complaints.')}.txt"
    return StandardLetter.read(
        key, file, kind=KIND, fields=tuple(FIELDS[one] for one in fields), keeps=frozenset(keeps)
    )


# What each procedure wants said stays in the letter, in whatever words an organisation puts around it.
LETTERS = (
    _letter(
        ACKNOWLEDGEMENT,
        *("received_on", "spoken_words", "points", "procedure", "when_you_hear", "formal_right", "support", "contact"),
        keeps=("spoken_words", "points", "procedure", "when_you_hear", "formal_right", "support"),
    ),
    _letter(PLAN, "agreed", "when_you_hear", "support", "contact", keeps=("agreed",)),
    _letter(HOLDING, "new_day", "where_next", "contact", keeps=("new_day", "where_next")),
    _letter(STAGE_2, "when_you_hear", "support", "contact", keeps=("when_you_hear",)),
    _letter(TERMS, "where_next", "contact", keeps=("where_next",)),
    _letter(ANSWER, "received_on", "findings", "look_again", keeps=("findings",)),
    _letter(CONCERNED),
)


@dataclass(frozen=True)
class Said:
    """One head as a letter tells it: what they said, the outcome in words, what was found."""

    words: str
    outcome: str = ""
    finding: str = ""


@dataclass(frozen=True, kw_only=True)
class About:
    """What the letters of one complaint are filled from; days are in words."""

    received_on: str
    procedure: str
    contact: str
    support: str
    where_next: str
    heads: Sequence[Said] = ()
    spoken_words: str = ""
    answer_by: str = ""
    plan: str = ""
    formal_right: bool = False
    stages: int = 1


def values(about: About) -> Mapping[str, str]:
    """The value of each of `FIELDS`; empty where there is nothing to say."""
    points = "\n".join(f"- {head.words}" for head in about.heads)
    return {
        "received_on": about.received_on,
        "points": points or "- [what they complain about, point by point]",
        "spoken_words": f"You told us in person or by telephone. This is what we wrote down:\n\n{about.spoken_words}"
        if about.spoken_words
        else "",
        "procedure": about.procedure,
        "when_you_hear": f"You will hear from us by {about.answer_by}. If we need longer, we will tell you before that"
        " day, and why."
        if about.answer_by
        else "We will answer as soon as we can, and tell you how it stands meanwhile.",
        "formal_right": "You have the right to a formal investigation by somebody independent of us. You may ask for"
        " it at any time."
        if about.formal_right
        else "",
        "support": about.support,
        "agreed": about.plan or AGREED,
        "new_day": NEW_DAY,
        "where_next": about.where_next,
        "findings": "\n\n".join(_finding(number, head) for number, head in enumerate(about.heads, 1)),
        "look_again": "If you want us to look at it again, tell us. Somebody who did not decide this answer will do so."
        if about.stages > 1
        else "",
        "contact": about.contact,
    }


def _finding(number: int, head: Said) -> str:
    return (
        f"{number}. You said: {head.words}\n\nWhat we found: {head.finding or '[what we found]'}\n\n"
        f"Our conclusion: {head.outcome.lower() or '[the outcome]'}."
    )


def response(body: str, *, where_next: str, signed_by: str, signed_as: str, organisation: str) -> str:
    """The signed response as it goes out: the words that were signed, then where to go next, then who signed."""
    return "\n\n".join(
        [
            "Dear {{addressee}}",
            body.strip(),
            "If you are not content",
            where_next,
            f"Yours sincerely\n\n{signed_by}\n{signed_as}, {organisation}",
        ]
    )
