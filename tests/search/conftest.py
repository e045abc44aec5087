"""A Wednesday morning, and records that could leak."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    """Wednesday 4 March 2026, ten in the morning."""
    with time_machine.travel("2026-03-04T10:00:00Z"):
        yield
