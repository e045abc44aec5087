"""Where a record stands, worked out from what it holds: no step can leave its status behind."""

from __future__ import annotations

from typing import Any

NOT_NOTIFIABLE, IDENTIFIED, OPINION, CONFIRMED, NOTIFYING = (
    "not-notifiable",
    "identified",
    "opinion",
    "confirmed",
    "notifying",
)
NOTIFIED, WRITTEN, ENQUIRIES, RESULTS = "notified", "written", "enquiries", "results-shared"
# The last of these that holds is where a record stands: the column that is filled, and its status.
IN_ORDER = (
    ("told_at", NOTIFIED),
    ("letter_sent_on", WRITTEN),
    ("results_shared_on", RESULTS),
    ("meeting_offered_on", "meeting-offered"),
    ("meeting_declined_on", "meeting-declined"),
    ("meeting_held_on", "meeting-held"),
    ("review_done_on", "reviewed"),
    ("report_offered_on", "report-offered"),
)


def status_of(case: Any, *, attempts: int) -> str:
    """The status of a record that is open, from its columns and how often somebody tried to reach the person."""
    if case.regime is None:
        return IDENTIFIED
    if case.is_notifiable is None:
        return OPINION
    if not case.is_notifiable:
        return NOT_NOTIFIABLE
    reached = [status for column, status in IN_ORDER if getattr(case, column) is not None]
    if reached:
        return ENQUIRIES if reached[-1] == WRITTEN and case.owes_results else reached[-1]
    if case.not_told:
        return str(case.not_told)
    return NOTIFYING if attempts else CONFIRMED
