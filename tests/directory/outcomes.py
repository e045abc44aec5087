"""What a load did, in numbers and rows."""

from __future__ import annotations

from sqlalchemy import text


def numbers(outcome):
    """imported, updated, unchanged, reported, gone."""
    counts = outcome.as_json()
    assert counts["read"] == sum(counts[name] for name in ("imported", "updated", "unchanged", "reported"))
    return [counts[name] for name in ("imported", "updated", "unchanged", "reported", "gone")]


def rows_in(engine, statement, **values):
    with engine.connect() as connection:
        return connection.execute(text(statement), values).all()


def ratings_in(engine):
    return rows_in(
        engine,
        "SELECT rating, published_on, is_current FROM directory.rating ORDER BY published_on NULLS FIRST, rating",
    )
