"""Everything the page of a notice shows, and what of notices the page of a record shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portal.accounts.queries import names_of
from portal.core.db import Json
from portal.core.uow import UnitOfWork
from portal.deadlines.models import Deadline
from portal.deadlines.queries import deadline_for
from portal.records.models import Record
from portal.replies.evidence import documents_of_points
from portal.replies.models import Notice
from portal.replies.permissions import AUTHORISE, WRITE
from portal.replies.queries import (
    notices_of,
    points_of,
    reading_of,
    record_of,
    requests_of,
    windows_of,
    withholding_of,
)
from portal.replies.rules import (
    ABOUT,
    OUTCOMES,
    QUESTIONS,
    REPLY_ANSWER,
    STANCES,
    VERDICTS,
    WITHHOLDING_REASONS,
    label_of,
)
from portal.replies.services.corrections import copies_of
from portal.replies.services.deciding import is_due
from portal.replies.services.notices import links_told
from portal.replies.services.window import window_of
from portal.replies.services.withholding import is_expired

STATES = {
    "draft": ("Being written", "grey"),
    "withheld": ("Kept back", "orange"),
    "sent": ("Given", "blue"),
    "acknowledged": ("Acknowledged", "blue"),
    "replied": ("Replied", "yellow"),
    "closed": ("Decided", "green"),
}


@dataclass(frozen=True)
class Labels:
    """The words of the codes, for templates."""

    about: str
    state: str
    colour: str
    outcome: str
    stances: dict[str, str]
    verdicts: dict[str, str]


@dataclass(frozen=True)
class RecordNotices:
    """The notices about a record, and whether this person may give another."""

    notices: Sequence[Notice]
    may_start: bool
    windows: dict[UUID | None, Deadline]
    states: dict[str, tuple[str, str]]


def notices_on(uow: UnitOfWork, record: Record) -> RecordNotices:
    """For the page of a record: who was given notice of what, and may one be given."""
    may_start = uow.may(WRITE) and bool(links_told(uow, record))
    notices = notices_of(uow, record.id)
    return RecordNotices(notices, may_start, windows_of(uow, record.id) if notices else {}, STATES)


def labels_of(notice: Notice) -> Labels:
    state, colour = STATES[notice.status]
    return Labels(
        about=label_of(ABOUT, notice.about),
        state=state,
        colour=colour,
        outcome=label_of(OUTCOMES, notice.outcome),
        stances={one.key: one.label for one in STANCES},
        verdicts={one.key: one.label for one in VERDICTS},
    )


def notice_words(uow: UnitOfWork, notice: Notice) -> Json:
    """What every page of a notice needs."""
    points = points_of(uow, notice)
    return {
        "notice": notice,
        "record": record_of(uow, notice),
        "window": window_of(uow, notice),
        "points": points,
        "documents": documents_of_points(uow, points),
        "labels": labels_of(notice),
        "late_word": "late" if notice.is_late else "",
    }


def notice_page_words(uow: UnitOfWork, notice: Notice) -> Json:
    """The template's arguments for `replies/show.html`."""
    words = notice_words(uow, notice)
    withholding, reading = withholding_of(uow, notice), reading_of(uow, notice)
    points, requests = words["points"], requests_of(uow, notice)
    people: set[UUID | None] = {withholding.requested_by, withholding.decided_by} if withholding else set()
    people |= {one.recorded_by for one in words["window"].extensions} if words["window"] else set()
    people |= {reading.reader_id, reading.asked_by} if reading else set()
    return {
        **words,
        "withholding": withholding,
        "withholding_reason": label_of(WITHHOLDING_REASONS, withholding.reason if withholding else None),
        "withholding_expired": is_expired(uow, notice, withholding),
        "may_decide_withholding": _may_decide(uow, withholding),
        "reading": reading,
        "is_my_reading": bool(reading and not reading.read_at and reading.reader_id == uow.actor.user_id),
        "questions": QUESTIONS,
        "names": names_of(uow, {one for one in people if one}),
        "is_due": is_due(uow, notice),
        "is_decided": bool(points) and all(one.verdict and one.reason for one in points),
        "answer_clock": deadline_for(uow, notice.record_id, REPLY_ANSWER, notice.id) if notice.is_given else None,
        "requests": requests,
        "asked": next((one for one in requests if one.answered_at is None), None),
        "copies": [] if words["record"].is_received or notice.status != "closed" else copies_of(uow, words["record"]),
        "may_write": uow.may(WRITE),
    }


def _may_decide(uow: UnitOfWork, withholding: Any) -> bool:
    waits = withholding is not None and withholding.decided_at is None
    return bool(waits and uow.may(AUTHORISE) and withholding.requested_by != uow.actor.user_id)
