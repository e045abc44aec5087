"""The four nations of the United Kingdom, whose law and calendars differ."""

from __future__ import annotations

from enum import StrEnum


class Nation(StrEnum):
    """Where a service is. The nation of the service decides the law and the calendar, never that of the user."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"

    @property
    def label(self) -> str:
        return self.value.replace("-", " ").title()


UNITED_KINGDOM = frozenset(Nation)
GREAT_BRITAIN = UNITED_KINGDOM - {Nation.NORTHERN_IRELAND}
