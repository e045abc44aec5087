"""After the erasure nobody's name is left: not in a column, not in a mail, not in the trail."""

from __future__ import annotations

import pytest

from tests.databases import tables_with
from tests.exchange.story import CANARY
from tests.retention.keeping import DAY_AFTER, KEPT_UNTIL, TWO_DAYS_AFTER

NAME = CANARY.split()[1]
OURS = [
    "portal.action_entry",
    "portal.deadline",
    "portal.disclosure",
    "portal.draft",
    "portal.improvement_action",
    "portal.incident",
    "portal.incident_notification",
    "portal.message",
    "portal.record_note",
    "portal.retention_hold",
    "portal.search_entry",
    "portal.submission",
    "portal.trail_entry",
]
THEIRS = ["portal.incident", "portal.message", "portal.receipt", "portal.search_entry"]


@pytest.mark.slow  # ten years of two organisations
def test_no_planted_word_is_left_anywhere_once_both_sides_have_erased(story, location):
    incident_id, _copy_id = story.told_fall()
    story.night(DAY_AFTER)
    story.hold(incident_id)
    story.release(incident_id)
    story.night(TWO_DAYS_AFTER)
    assert tables_with(location, NAME) == sorted({*OURS, *THEIRS})

    story.appoint("ruth")
    story.approve(name="ruth")
    assert tables_with(location, NAME) == THEIRS
    assert story.items() == [("erased", KEPT_UNTIL)]

    story.approve(name="sam")
    assert tables_with(location, NAME) == []
