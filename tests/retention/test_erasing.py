"""After the erasure nobody's name is left: not in a column, not in a mail, not in the trail."""

from __future__ import annotations

import sqlalchemy as sa

from tests.databases import as_superuser
from tests.exchange.story import CANARY
from tests.retention.keeping import DAY_AFTER, KEPT_UNTIL

NAME = CANARY.split()[1]
EVERY_TABLE = """
    SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
"""


def tables_with(location, word):
    """Every table in which the word stands, in a column of whatever type; as the superuser sees it."""
    with as_superuser(location) as connection:
        names = connection.scalars(sa.text(EVERY_TABLE)).all()
        return sorted(
            name
            for name in names
            if connection.scalar(sa.text(f"SELECT EXISTS (SELECT FROM {name} t WHERE t::text ILIKE '%{word}%')"))
        )


def test_no_planted_word_is_left_anywhere(story, location):
    incident_id = story.closed_fall()
    before = tables_with(location, NAME)
    story.night(DAY_AFTER)
    story.hold(incident_id)
    story.release(incident_id)
    story.night(DAY_AFTER.replace(day=6))

    story.appoint("ruth")
    story.approve(name="ruth")

    assert len(before) >= 9, before
    assert tables_with(location, NAME) == []
    assert story.items() == [("withdrawn", KEPT_UNTIL), ("erased", KEPT_UNTIL)]
