"""The states of a record, as lists and pages name them."""

from __future__ import annotations

from portal.plugin import State

AFTER_TELLING = (
    "notified", "declined", "uncontactable", "written", "enquiries", "results-shared", "meeting-offered",
    "meeting-declined", "meeting-held", "reviewed", "report-offered", "reopened",
)  # fmt: skip
STATES = (
    State("identified", "To be looked at", "yellow"),
    State("opinion", "Opinion awaited", "yellow"),
    State("confirmed", "To be told", "orange"),
    State("notifying", "Trying to reach them", "orange"),
    State("notified", "Told", "blue"),
    State("declined", "Did not want to be told", "blue"),
    State("uncontactable", "Could not be reached", "blue"),
    State("written", "Letter sent", "blue"),
    State("enquiries", "Enquiries going on", "blue"),
    State("results-shared", "Results shared", "teal"),
    State("meeting-offered", "Meeting offered", "blue"),
    State("meeting-declined", "Meeting declined", "blue"),
    State("meeting-held", "Meeting held", "blue"),
    State("reviewed", "Reviewed", "teal"),
    State("report-offered", "Report offered", "teal"),
    State("reopened", "Opened again", "yellow"),
    State("not-notifiable", "Duty does not apply", "grey", is_open=False),
    State("closed", "Closed", "grey", is_open=False),
)
