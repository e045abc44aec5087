"""A Wednesday at Rosewood and Northshire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.exchange.story import WEDNESDAY, Story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from portal.core.installation import Location


@pytest.fixture
def story(app: Flask, location: Location) -> Iterator[Story]:
    with time_machine.travel(WEDNESDAY) as traveller:
        yield Story(app, location, traveller)
