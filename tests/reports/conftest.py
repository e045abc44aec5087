"""A Wednesday morning in the quarter after the one that is reported about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.casework.incidents import opened
from tests.world import ROSEWOOD_LODGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    """Wednesday 8 April 2026, ten in the morning in London."""
    with time_machine.travel("2026-04-08T09:00:00Z"):
        yield


@pytest.fixture
def first_quarter(act_and_commit: Callable[..., object]) -> None:
    """Eight falls in January, six of them at the House; two wounds in March; a fall in April, which is too late."""
    with act_and_commit("ben") as uow:
        for day in range(1, 7):
            opened(uow, f"Fall {day}", on=date(2026, 1, day), category="fall", physical_harm="low")
        for day in (7, 8):
            opened(
                uow, f"Fall {day}", on=date(2026, 1, day), site=ROSEWOOD_LODGE, category="fall", physical_harm="none",
                status="closed", closed_on=date(2026, 2, 2),
            )  # fmt: skip
        for day in (30, 31):
            opened(uow, f"Wound {day}", on=date(2026, 3, day), category="pressure-ulcer", physical_harm="moderate")
        opened(uow, "Fall in April", on=date(2026, 4, 1), category="fall", physical_harm="low")
