"""What was learned, and the answer to whoever reported it: without both, or a reason, an incident does not close."""

from __future__ import annotations

from plugins.incidents.models import Incident
from portal.plugin import PortalError, UnitOfWork
from portal.plugin.services import (
    Submission,
    answer_submission,
    change_record,
    deadline_for,
    meet_deadline,
    submission_of,
    waive_deadline,
)

ANSWER = "INC-ANSWER"


def record_learning(
    uow: UnitOfWork,
    incident: Incident,
    *,
    learning: str | None,
    no_learning_reason: str | None,
    expected_version: int | None = None,
) -> Incident:
    """Record what was learned, or why there was nothing to learn."""
    if not learning and not no_learning_reason:
        raise PortalError("Write what was learned, or why there was nothing to learn.", field="learning")
    return change_record(
        uow,
        incident,
        expected_version=expected_version,
        act="incident.learned",
        learning=learning,
        no_learning_reason=None if learning else no_learning_reason,
    )


def answer_reporter(
    uow: UnitOfWork,
    incident: Incident,
    *,
    answer: str | None,
    not_answered_reason: str | None = None,
    expected_version: int | None = None,
) -> Submission | None:
    """Tell the person who reported it what came of it, or record why they cannot be told.

    Raises `StaleRecordError` if somebody answered after the version the caller saw (None: whatever was said before).
    """
    if not answer and not not_answered_reason:
        raise PortalError("Write what the person who reported this should hear.", field="answer")
    submission = submission_of(uow, incident.id)
    clock = deadline_for(uow, incident.id, ANSWER)
    if answer and submission:
        answer_submission(uow, submission, answer=answer, expected_version=expected_version)
        if clock:
            meet_deadline(uow, clock, incident)
        return submission
    change_record(
        uow,
        incident,
        act="incident.reporter_not_answered",
        reporter_not_answered_reason=not_answered_reason or answer,
    )
    if clock:
        waive_deadline(uow, clock, incident, reason=not_answered_reason or answer or "")
    return None
