"""The words of a fair hearing: what a notice is about, what may be answered, what follows; pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from portal.declarations import Code

REPLY_WINDOW, REPLY_ANSWER = "REPLY-WINDOW", "REPLY-ANSWER"
# Local: a notice kept back longer than this is decided again.
LONGEST_WITHHOLDING = timedelta(days=28)
MARK_LENGTH = 16

ABOUT = (
    Code("concern", "A concern"),
    Code("audit", "An audit"),
    Code("rating", "A rating"),
    Code("decision", "A decision"),
)
STANCES = (
    Code("agree", "We agree", "It is right as it stands."),
    Code("correct", "It needs correcting", "Part of it is wrong or missing: say what is right."),
    Code("dispute", "We dispute it", "It is wrong: say why."),
)
VERDICTS = (
    Code("upheld", "Upheld", "The point stays as it was."),
    Code("changed", "Changed", "The point is put right: write it as it now stands."),
    Code("withdrawn", "Withdrawn", "The point is taken back."),
)
OUTCOMES = (
    Code("stands", "Stands", "Every point was upheld."),
    Code("changed", "Changed", "At least one point was changed or withdrawn."),
    Code("withdrawn", "Withdrawn", "Every point was withdrawn."),
)
WITHHOLDING_REASONS = (
    Code("risk_to_adults", "Telling them now would put adults at risk"),
    Code("police", "The police or another investigator asked us to wait"),
)
QUESTIONS = (
    Code("enough_evidence", "Is there enough evidence for each point that stands?"),
    Code("right_standard", "Was the right standard applied?"),
    Code("fair_reuse", "Was what they told us used fairly, for what it was told?"),
    Code("consistent", "Would another organisation have been treated the same way?"),
)
ACTS: Mapping[str, str] = {
    "notice.started": "started a notice to %(to)s",
    "notice.changed": "",
    "notice.sent": "gave notice to %(to)s",
    "notice.arrived": "received a notice from %(sender)s",
    "notice.acknowledged": "acknowledged the notice of %(to)s",
    "notice.heard_acknowledged": "heard that the notice was acknowledged",
    "notice.answers_saved": "worked on the reply to a notice",
    "notice.replied": "replied to the notice of %(to)s",
    "notice.reply_arrived": "received a reply to the notice",
    "notice.decided_points": "decided on points of the reply",
    "notice.time_asked": "asked %(to)s for more time to reply",
    "notice.heard_time_asked": "was asked for more time to reply to the notice",
    "notice.time_given": "gave %(to)s more time to reply",
    "notice.heard_time_given": "was given more time to reply to the notice",
    "notice.time_refused": "gave %(to)s no more time to reply",
    "notice.heard_time_refused": "was given no more time to reply to the notice",
    "notice.second_reader_asked": "asked for a second reader of the notice",
    "notice.second_read": "read the notice as a second reader",
    "notice.outcome": "recorded the outcome of the notice",
    "notice.outcome_arrived": "received the outcome of the notice",
    "notice.withholding_asked": "asked to keep the notice back",
    "notice.withholding_authorised": "agreed that the notice is kept back for now",
    "notice.withholding_refused": "refused to keep the notice back",
}


def label_of(codes: Sequence[Code], key: str | None) -> str:
    """The words of a code; "" for none."""
    return next((one.label for one in codes if one.key == key), "")


def keys_of(codes: Sequence[Code]) -> frozenset[str]:
    return frozenset(one.key for one in codes)


def outcome_from(verdicts: Sequence[str]) -> str:
    """What the verdicts on the points come to. There is at least one.

    All upheld: `stands`; all withdrawn: `withdrawn`; anything else: `changed`.
    """
    if set(verdicts) == {"upheld"}:
        return "stands"
    return "withdrawn" if set(verdicts) == {"withdrawn"} else "changed"


def mark_of(values: Sequence[Any]) -> str:
    """A short mark of what a form was made from: nothing and an empty text have the same."""
    plain = json.dumps([str(one) if one not in {None, ""} else None for one in values])
    return hashlib.sha256(plain.encode()).hexdigest()[:MARK_LENGTH]
