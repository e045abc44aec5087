"""A fall at Rosewood that Northshire has been told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.exchange.story import WEDNESDAY
from tests.replies.hearing import Hearing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from portal.core.installation import Location


@pytest.fixture
def hearing(app: Flask, location: Location) -> Iterator[Hearing]:
    with time_machine.travel(WEDNESDAY) as traveller:
        story = Hearing(app, location, traveller)
        story.incident_id = story.fall()
        story.copy_id = story.copy()
        story.open()
        yield story
