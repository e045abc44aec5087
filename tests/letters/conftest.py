"""A Wednesday morning at Rosewood, and a fall there that somebody is to be written to about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.casework.incidents import completed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from plugins.incidents.models import Incident


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    """Wednesday 4 March 2026, ten in the morning."""
    with time_machine.travel("2026-03-04T10:00:00Z"):
        yield


@pytest.fixture
def fall(act_and_commit: Callable[..., object]) -> Incident:
    with act_and_commit("ben") as uow:
        return completed(uow)
