"""Where a record stands, worked out from what it holds: no step can leave its status behind.

A record is told of one or more people. It has reached a step once every one of them has, or need not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

NOT_NOTIFIABLE, IDENTIFIED, OPINION, CONFIRMED, NOTIFYING = (
    "not-notifiable",
    "identified",
    "opinion",
    "confirmed",
    "notifying",
)
NOTIFIED, WRITTEN, ENQUIRIES = "notified", "written", "enquiries"
REVIEWED = "review_done_on"
# The last of these that holds is where it stands: the column that is filled, and its status.
IN_ORDER = (
    ("told_at", NOTIFIED),
    ("letter_sent_on", WRITTEN),
    ("results_shared_on", "results-shared"),
    ("meeting_offered_on", "meeting-offered"),
    ("meeting_declined_on", "meeting-declined"),
    ("meeting_held_on", "meeting-held"),
    (REVIEWED, "reviewed"),
    ("report_offered_on", "report-offered"),
)
ROLLED_UP = (
    "told_at", "told_method", "not_told", "not_told_on", "letter_sent_on", "has_enquiry", "results_shared_on",
    "meeting_offered_on", "meeting_held_on", "meeting_declined_on", "delay_explained_on", "report_offered_on",
)  # fmt: skip


def roll_up(people: Sequence[Any]) -> dict[str, Any]:
    """The record's own columns from those of its people: of each step the last day, once it is done for everybody.

    All are empty while somebody waits to be told. Whoever declined or could not be reached is owed no step, but a
    step that was taken for them all the same counts.
    """
    found: dict[str, Any] = dict.fromkeys(ROLLED_UP)
    if not is_everybody_settled(people):
        return found
    told = sorted((one for one in people if one.told_at), key=lambda one: one.told_at)
    if told:
        found["told_at"], found["told_method"] = told[-1].told_at, told[-1].told_method
        found["has_enquiry"] = any(one.has_enquiry for one in told)
    left = sorted((one for one in people if one.not_told), key=lambda one: one.not_told_on)
    if left:
        found["not_told"], found["not_told_on"] = left[-1].not_told, left[-1].not_told_on
    for column in ("letter_sent_on", "meeting_offered_on", "delay_explained_on", "report_offered_on"):
        found[column] = _last_of_all(told, people, column)
    if all(_has_results(one) for one in told):
        found["results_shared_on"] = _last_of_all((), people, "results_shared_on")
    invited = [one for one in people if one.meeting_offered_on]
    if found["meeting_offered_on"] and all(one.meeting_held_on or one.meeting_declined_on for one in invited):
        found["meeting_held_on"] = _last_of_all((), people, "meeting_held_on")
        found["meeting_declined_on"] = _last_of_all((), people, "meeting_declined_on")
    return found


def is_everybody_settled(people: Sequence[Any]) -> bool:
    """Whether it is known whom to tell, and everybody was told or it is recorded why not."""
    return bool(people) and all(one.was_reached_or_not for one in people)


def is_everybody_heard(people: Sequence[Any]) -> bool:
    """Whether everybody who was told has been asked for their view of the review."""
    return all(one.review_views or not one.told_at for one in people)


def status_of(case: Any, people: Sequence[Any], *, attempts: int) -> str:
    """The status of a record that is open, from its columns and people.

    `attempts` is how often somebody tried to reach those who are not told yet.
    """
    if case.regime is None:
        return IDENTIFIED
    if case.is_notifiable is None:
        return OPINION
    if not case.is_notifiable:
        return NOT_NOTIFIABLE
    if not is_everybody_settled(people):
        return NOTIFYING if attempts else CONFIRMED
    skipped = set() if is_everybody_heard(people) else {REVIEWED}
    return _last_reached(case, skipped) or str(case.not_told)


def standing_of(person: Any, *, attempts: int) -> str:
    """Where one person stands, as a status of the record; `attempts` is how often somebody tried to reach them."""
    if not person.was_reached_or_not:
        return NOTIFYING if attempts else CONFIRMED
    return _last_reached(person, {REVIEWED}) or str(person.not_told)


def _last_reached(one: Any, skipped: set[str]) -> str | None:
    reached = [status for column, status in IN_ORDER if column not in skipped and getattr(one, column) is not None]
    if not reached:
        return None
    return ENQUIRIES if reached[-1] == WRITTEN and one.owes_results else reached[-1]


def _has_results(person: Any) -> bool:
    """Whether somebody has what came of the enquiries; whoever was promised none has it with the letter."""
    return bool(person.results_shared_on if person.has_enquiry else person.letter_sent_on)


def _last_of_all(owed: Iterable[Any], people: Sequence[Any], column: str) -> Any:
    """The last day of a step among all people; None while one of those it is owed to lacks it."""
    if any(getattr(one, column) is None for one in owed):
        return None
    return max((day for one in people if (day := getattr(one, column))), default=None)
