"""What an address says, as what it stands for; nothing for what does not read as such."""

from __future__ import annotations

from datetime import date
from uuid import UUID


def uuid_in(value: str | None) -> UUID | None:
    try:
        return UUID(value or "")
    except ValueError:
        return None


def day_in(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None
