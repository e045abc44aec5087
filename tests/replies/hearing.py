"""Northshire gives Rosewood notice about a fall, step by step, each step one kept transaction."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from portal.core.uow import UnitOfWork
from portal.records.queries import any_record
from portal.replies.models import Notice, NoticePoint
from portal.replies.queries import points_of, reading_of
from portal.replies.rules import QUESTIONS
from portal.replies.services.deciding import ask_second_reader, read_afresh, record_outcome, save_decisions
from portal.replies.services.notices import send_notice, start_notice, write_point
from portal.replies.services.replying import save_reply, send_reply
from portal.replies.services.sheets import DECISION, REPLY, Entry, point_mark
from tests.exchange.story import Story
from tests.world import PERSONAS

POINTS = ("The stair gate was open.", "The family was not told.", "Nobody wrote it down.")
WINDOW_ENDS = date(2026, 3, 18)
AFTER_IT = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)


class Hearing(Story):
    """A story in which somebody is heard before anything is held against them."""

    def draft(self, record_id: Any = None, *, name: str = "asha") -> None:
        """A notice with three points, not given yet."""
        with self.acting(name) as uow:
            record = any_record(uow, record_id or self.copy_id)
            notice = start_notice(uow, record, about="concern", opening="We looked at the fall of 4 March.")
            for words in POINTS:
                write_point(uow, notice, words=words, evidence="Visit note", evidence_on=date(2026, 3, 3))

    def give(self, *, name: str = "asha") -> None:
        """The same, given, and arrived."""
        self.draft(name=name)
        self.send(name)

    def send(self, name: str = "asha") -> None:
        with self.acting(name) as uow:
            send_notice(uow, the_notice(uow))
        self.work()

    def write_reply(self, name: str = "ben", **stances: str) -> None:
        """Answers kept, not sent: `p1="agree"`."""
        with self.acting(name) as uow:
            notice = the_notice(uow)
            save_reply(uow, notice, entries(uow, notice, stances, REPLY, "reply_words"))

    def reply(self, name: str = "ben") -> None:
        """Disputes one point, corrects one, agrees with one; sent, and arrived."""
        self.write_reply(name, p1="dispute", p2="correct", p3="agree")
        self.send_reply(name)
        self.work()

    def send_reply(self, name: str = "ben") -> None:
        """On its way, not arrived."""
        with self.acting(name) as uow:
            send_reply(uow, the_notice(uow))

    def decide(self, name: str = "asha", **verdicts: str) -> None:
        verdicts = verdicts or {"p1": "withdrawn", "p2": "changed", "p3": "upheld"}
        with self.acting(name) as uow:
            notice = the_notice(uow)
            save_decisions(uow, notice, entries(uow, notice, verdicts, DECISION, "reason"))

    def ask_reader(self, reader: str, *, name: str = "asha") -> None:
        with self.acting(name) as uow:
            ask_second_reader(uow, the_notice(uow), reader_id=PERSONAS[reader].id)

    def read(self, name: str = "sam", *, yes: bool = True, tenant: str | None = None) -> None:
        with self.acting(name, tenant) as uow:
            read_afresh(uow, the_notice(uow), answers={one.key: (yes, "SECRET because") for one in QUESTIONS})

    def outcome(self, name: str = "asha", words: str = "We have put the record right.") -> None:
        with self.acting(name) as uow:
            record_outcome(uow, the_notice(uow), words=words)
        self.work()

    def whole(self, name: str) -> Notice:
        """The notice as this person's organisation holds it."""
        with self.acting(name) as uow:
            return the_notice(uow)

    def points(self, name: str) -> list[NoticePoint]:
        with self.acting(name) as uow:
            return list(points_of(uow, the_notice(uow)))

    def reading(self, name: str = "asha") -> Any:
        with self.acting(name) as uow:
            return reading_of(uow, the_notice(uow))


def the_notice(uow: UnitOfWork) -> Notice:
    return uow.session.scalars(select(Notice)).one()


def entries(
    uow: UnitOfWork, notice: Notice, given: dict[str, str], columns: tuple[str, ...], words: str
) -> dict[int, Entry]:
    """What a person writes who sees the points as they are now: `p2="agree"` is about point 2."""
    found = {}
    for point in points_of(uow, notice):
        choice = given.get(f"p{point.number}")
        if choice:
            values = {columns[0]: choice, words: f"{choice}: words on {point.number}"}
            values |= {"corrected_words": f"Put right: {point.number}"} if choice == "changed" else {}
            found[point.number] = Entry(values, point_mark(point, columns))
    return found
