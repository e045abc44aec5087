"""What of the trail the acting organisation's people may see."""

from __future__ import annotations

from sqlalchemy import select

from portal.core.uow import UnitOfWork
from portal.trail.models import TrailCheckpoint
from portal.trail.rules import base64_text


def latest_checkpoint(uow: UnitOfWork) -> TrailCheckpoint | None:
    """The organisation's newest signed checkpoint; None before its first entry was sealed."""
    return uow.session.scalars(select(TrailCheckpoint).order_by(TrailCheckpoint.size.desc()).limit(1)).one_or_none()


def trail_foot(uow: UnitOfWork) -> str:
    """What stands in the foot of every exported PDF: size and root of the trail, so that proof spreads by itself."""
    latest = latest_checkpoint(uow)
    if latest is None:
        return "Trail: no entry sealed yet"
    return f"Trail: {latest.size} entries, root {base64_text(latest.root)}"
