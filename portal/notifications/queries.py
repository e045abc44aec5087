"""What became of the organisation's mails and jobs, and how somebody wants to be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from portal.core.queue import LATE_AFTER_SECONDS
from portal.notifications.models import NoticeChoice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.core.uow import UnitOfWork

AT_ONCE, DAILY = "at_once", "daily"


@dataclass(frozen=True)
class QueueHealth:
    """Work in the background: due and not done, seconds the oldest untried has waited, failed within seven days."""

    waiting: int
    oldest_seconds: int
    failed: int

    @property
    def is_late(self) -> bool:
        return self.oldest_seconds > LATE_AFTER_SECONDS


def queue_health(uow: UnitOfWork) -> QueueHealth:
    """Of the acting organisation alone."""
    return QueueHealth(**uow.session.execute(text("SELECT jobs.health_of_tenant()")).scalar_one())


def mails_to_watch(uow: UnitOfWork) -> Sequence[Any]:
    """Mails that failed, then those that wait, newest first: whom they are for and why, not what they say.

    Each has `id`, `template`, `to_address`, `status`, `attempts`, `last_error`, `created_at`.
    """
    return uow.session.execute(text("SELECT * FROM jobs.mails_to_watch()")).all()


def how_told(uow: UnitOfWork) -> str:
    """How the acting person is told by this organisation."""
    chosen = select(NoticeChoice.how).where(NoticeChoice.user_id == uow.actor.user_id)
    return uow.session.scalar(chosen) or AT_ONCE
