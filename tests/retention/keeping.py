"""A fall at Rosewood, dealt with, closed, and ten years later."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from plugins.incidents.kinds import INCIDENT
from plugins.incidents.queries import notifications_of
from plugins.incidents.services import (
    answer_reporter,
    confirm_facts,
    decide_not_needed,
    record_learning,
)
from plugins.incidents.tests.steps import BROKEN_HIP
from portal.accounts.queries import member
from portal.accounts.services.members import change_roles
from portal.actions.models import Action
from portal.actions.services import add_action, cancel_action
from portal.core import clock
from portal.core.db import db
from portal.deadlines.models import Deadline
from portal.deadlines.services import waive_deadline
from portal.people.queries import load_person
from portal.people.services import link_person
from portal.records.services import add_note, move_record
from portal.retention.models import RetentionItem
from portal.retention.permissions import ROLES
from portal.retention.queries import live_holds
from portal.retention.services.deciding import approve_erasure
from portal.retention.services.holding import hold_record, release_hold
from portal.web.drafts import save_draft
from tests.exchange.story import CANARY, Story, incident_of
from tests.world import PERSONAS

if TYPE_CHECKING:
    from uuid import UUID

QUEUE_SLOT = text("SELECT jobs.queue_slot('retention.review', :slot)")
CLOSED_ON = date(2026, 3, 4)
KEPT_UNTIL = date(2036, 3, 4)
MONTH_BEFORE = datetime(2036, 2, 4, 6, 0, tzinfo=UTC)
DAY_AFTER = datetime(2036, 3, 5, 6, 0, tzinfo=UTC)
TWO_DAYS_AFTER = datetime(2036, 3, 6, 6, 0, tzinfo=UTC)


class Keeping(Story):
    """Each step is one transaction, kept."""

    def closed_fall(self) -> UUID:
        """Reported by Mia, dealt with and closed by Ben, with the telling name wherever somebody could put it."""
        incident_id = self.report("mia")
        self.settle(incident_id)
        self.take(incident_id, "close")
        return incident_id

    def told_fall(self, *, is_read: bool = True) -> tuple[UUID, UUID]:
        """The same, with the name told to Northshire too, asked about, answered, and in a draft nobody sent."""
        incident_id = self.report("mia")
        self.settle(incident_id)
        self.disclose(incident_id)
        copy_id = self.copy()
        self.open()
        self.ask(copy_id, f"How is {CANARY}?")
        self.work()
        self.answer(f"{CANARY} is well")
        with self.acting("rhona") as uow:
            save_draft(uow, f"typed:a form/record_id={incident_id}", {"words": [CANARY]})
        self.finish(incident_id)
        self.take(incident_id, "close")
        self.work()
        if is_read:
            self.open()
        return incident_id, copy_id

    def settle(self, incident_id: UUID) -> None:
        """Everything that stands in the way of closing, done; a note, an action and a set-aside clock besides."""
        self.complete(incident_id, opinion=f"{CANARY} was tired")
        with self.acting("ben") as uow:
            incident = incident_of(uow, incident_id)
            confirm_facts(uow, incident, answers=BROKEN_HIP)
            for one in notifications_of(uow, incident.id):
                decide_not_needed(uow, incident, one, reason=f"{CANARY}'s daughter was there")
            record_learning(uow, incident, learning=f"Hold {CANARY}'s arm", no_learning_reason=None)
            answer_reporter(uow, incident, answer=f"Thank you for looking after {CANARY}")
            add_note(uow, incident, words=f"{CANARY} likes tea")
            add_action(
                uow,
                title=f"Rail for {CANARY}",
                what=None,
                due_on=date(2026, 4, 1),
                record=incident,
                site_id=None,
                owner_id=uow.actor.user_id,
            )
        self.finish(incident_id)

    def finish(self, incident_id: UUID) -> None:
        """No clock runs, no action is open."""
        with self.acting("ben") as uow:
            incident = incident_of(uow, incident_id)
            for one in uow.session.scalars(select(Deadline).where(Deadline.record_id == incident.id)):
                if one.is_running:
                    waive_deadline(uow, one, incident, reason=f"{CANARY} moved away")
            for action in uow.session.scalars(select(Action).where(Action.record_id == incident.id)):
                if action.is_open:
                    cancel_action(uow, action, words=f"{CANARY} has one already")

    def take(self, incident_id: UUID, key: str, *, reason: str | None = None, name: str = "ben") -> None:
        """A step of the incident's lifecycle: close, reopen."""
        step = next(one for one in INCIDENT.lifecycle.transitions if one.key == key)
        with self.acting(name) as uow:
            move_record(uow, incident_of(uow, incident_id), step, reason=reason)

    def link_person(self, incident_id: UUID, person_id: UUID, *, name: str = "ben") -> None:
        with self.acting(name) as uow:
            link_person(uow, incident_of(uow, incident_id), load_person(uow, person_id), role="affected")

    def night(self, moment: datetime | None = None) -> None:
        """What the clock does by the morning of this day."""
        if moment:
            self.at(moment)
        with self.app.app_context(), db.engines["job"].begin() as connection:
            connection.execute(QUEUE_SLOT, {"slot": clock.now().replace(minute=0, second=0, microsecond=0)})
        self.work()

    def hold(self, incident_id: UUID, *, name: str = "ben") -> None:
        with self.acting(name) as uow:
            hold_record(
                uow, incident_of(uow, incident_id), reason=f"Inquiry about {CANARY}", review_on=date(2037, 1, 4)
            )

    def release(self, incident_id: UUID, *, name: str = "ben") -> None:
        with self.acting(name) as uow:
            (hold,) = live_holds(uow, incident_of(uow, incident_id))
            release_hold(uow, hold, reason=f"The inquiry into {CANARY} ended")

    def appoint(self, name: str = "ruth") -> None:
        """Make somebody of Rosewood its records manager."""
        with self.acting("ade") as uow:
            change_roles(uow, member(uow, PERSONAS[name].id), roles=["records_manager"], offered=ROLES)

    def approve(self, *, name: str = "ben") -> None:
        """Agree to the one item that waits there, and let the worker work."""
        with self.acting(name) as uow:
            (item,) = uow.session.scalars(select(RetentionItem).where(RetentionItem.status == "proposed"))
            approve_erasure(uow, item)
        self.work()

    def items(self, name: str = "ben") -> list[tuple[str, Any]]:
        """State of each item and what it is kept until, in the order they were put forward."""
        with self.acting(name) as uow:
            rows = uow.session.scalars(select(RetentionItem).order_by(RetentionItem.proposed_at, RetentionItem.id))
            return [(one.status, one.keep_until) for one in rows]
