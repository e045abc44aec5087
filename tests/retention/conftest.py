"""A story that spans ten years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.retention.keeping import Keeping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from portal.core.installation import Location


@pytest.fixture
def story(app: Flask, location: Location) -> Iterator[Keeping]:
    with time_machine.travel("2026-03-04T10:00:00Z") as traveller:
        yield Keeping(app, location, traveller)
