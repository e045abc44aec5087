"""The words letters about a complaint begin with. Whoever writes finishes them; what is in square brackets must go.

Source: what each procedure wants said; the wording is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ACKNOWLEDGEMENT, PLAN, HOLDING, RESPONSE, STAGE_2, STAGE_2_RESPONSE, TERMS = (
    "complaints.acknowledgement",
    "complaints.plan",
    "complaints.holding",
    "complaints.response",
    "complaints.stage-2",
    "complaints.stage-2-response",
    "complaints.terms",
)
AGREED = "[what was agreed]"
NAMES = {
    ACKNOWLEDGEMENT: "We have your complaint",
    PLAN: "How we will look into your complaint",
    HOLDING: "We need more time for your complaint",
    RESPONSE: "Our answer to your complaint",
    STAGE_2: "We will look at your complaint again",
    STAGE_2_RESPONSE: "Our answer after looking again",
    TERMS: "What we agreed about your complaint",
}


@dataclass(frozen=True)
class Said:
    """One head as a letter tells it: what they said, the outcome in words, what was found."""

    words: str
    outcome: str = ""
    finding: str = ""


@dataclass(frozen=True, kw_only=True)
class About:
    """What the letters of one complaint are filled from; days are in words."""

    organisation: str
    reference: str
    received_on: str
    procedure: str
    basis: str
    writer: str
    writer_role: str
    contact: str
    support: str
    ombudsman: str
    heads: Sequence[Said] = ()
    spoken_words: str = ""
    answer_by: str = ""
    plan: str = ""
    formal_right: bool = False
    stages: int = 1


def first_words(key: str, about: About) -> str:
    """The words of a letter before somebody finishes them."""
    parts = {
        ACKNOWLEDGEMENT: _acknowledgement,
        PLAN: _plan,
        HOLDING: _holding,
        STAGE_2: _stage_2,
        TERMS: _terms,
    }[key](about)
    return "\n\n".join(["Dear {{addressee}}", *filter(None, parts), _signature(about)])


def response(about: About, body: str, *, signed_by: str, signed_as: str) -> str:
    """The signed response as it goes out: the words that were signed, then where to go next, then who signed."""
    return "\n\n".join(
        [
            "Dear {{addressee}}",
            body.strip(),
            "If you are not content",
            about.ombudsman,
            f"Yours sincerely\n\n{signed_by}\n{signed_as}, {about.organisation}",
        ]
    )


def draft_of_response(about: About) -> str:
    """What the response must say, head by head: how it was looked into, what was found, what follows."""
    heads = "\n\n".join(
        f"{number}. You said: {head.words}\n\nWhat we found: {head.finding or '[what we found]'}\n\n"
        f"Our conclusion: {head.outcome.lower() or '[the outcome]'}."
        for number, head in enumerate(about.heads, 1)
    )
    again = ""
    if about.stages > 1:
        again = "If you want us to look at it again, tell us. Somebody who did not decide this answer will do so."
    return "\n\n".join(
        filter(
            None,
            (
                f"Thank you for your complaint, which we received on {about.received_on}.",
                "How we looked into it: [whom we spoke with and what we read]",
                heads,
                "What we have done, or will do: [what, and by when; nothing about any member of staff]",
                "We are sorry for what went wrong. [Say for what, or take this sentence out.]",
                again,
            ),
        )
    )


def _acknowledgement(about: About) -> list[str]:
    return [
        (
            f"Thank you for telling us what went wrong. We received your complaint on {about.received_on}."
            f" Our reference is {about.reference}."
        ),
        _as_written_down(about),
        "This is what we understand you complain about. Please tell us if something is missing or wrong:",
        "\n".join(f"- {head.words}" for head in about.heads) or "- [what they complain about, point by point]",
        f"It is answered by this procedure: {about.procedure} ({about.basis}).",
        f"You will hear from us by {about.answer_by}. If we need longer, we will tell you before that day, and why."
        if about.answer_by
        else "We will answer as soon as we can, and tell you how it stands meanwhile.",
        "You have the right to a formal investigation by somebody independent of us. You may ask for it at any time."
        if about.formal_right
        else "",
        f"You can have somebody to help you speak with us, free of charge. {about.support}".strip(),
        (
            "We would like to talk with you about how we look into it, and how long that may take."
            " Nobody will treat you worse because you complained."
        ),
    ]


def _as_written_down(about: About) -> str:
    if not about.spoken_words:
        return ""
    return f"You told us in person or by telephone. This is what we wrote down:\n\n{about.spoken_words}"


def _plan(about: About) -> list[str]:
    return [
        f"Thank you for talking with us about your complaint ({about.reference}). This is what we agreed:",
        about.plan or AGREED,
        f"You will have our answer by {about.answer_by}." if about.answer_by else "",
        f"You can have somebody to help you at any time. {about.support}".strip(),
    ]


def _holding(about: About) -> list[str]:
    until = f" by {about.answer_by}" if about.answer_by else ""
    return [
        (
            f"We said you would hear from us about your complaint ({about.reference}). We have not finished, and we are"
            " sorry that you have to wait."
        ),
        "The reason is: [say the reason]",
        f"You will have our answer{until}.",
        about.ombudsman,
    ]


def _stage_2(about: About) -> list[str]:
    return [
        f"You asked us to look at your complaint again ({about.reference}). We will.",
        "Somebody who did not decide the first answer does this.",
        f"You will have the answer by {about.answer_by}." if about.answer_by else "",
        f"You can have somebody to help you at any time. {about.support}".strip(),
    ]


def _terms(about: About) -> list[str]:
    return [
        f"We talked about your complaint ({about.reference}) and agreed how to put it right. These are the terms:",
        "[what was agreed, who does it, and by when]",
        "If you are not content with this, you may ask for a formal investigation by somebody independent of us.",
        about.ombudsman,
    ]


def _signature(about: About) -> str:
    return f"Yours sincerely\n\n{about.writer}\n{about.writer_role}, {about.organisation}\n\n{about.contact}".strip()
