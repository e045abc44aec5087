"""What an import leaves for a person: rows nobody could use, unknown words, and two registrations at one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, text, update
from sqlalchemy.dialects.postgresql import insert

from portal.core.errors import NotFoundError, PortalError
from portal.core.ids import new_id
from portal.directory.models import ReviewDecision, ReviewItem, Site, SiteLineage
from portal.directory.services.aliases import keep_alias
from portal.directory.services.planning import join_whole_tables

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from portal.directory.formats.layouts import Format

ACCEPTED, DISMISSED = "accepted", "dismissed"
CONFIRMED = "confirmed"


def mark_same_place(connection: Connection, run_id: UUID, form: Format) -> None:
    """Tell of each new site that it stands where one stood that this file closes or that has left already.

    The same place is the same postcode with the same UPRN, the same first address line, or the same name.
    """
    join_whole_tables(connection)
    connection.execute(text(MARK), {"run": run_id, "regulator": form.regulator})


def write_review(connection: Connection, run_id: UUID, form: Format) -> None:
    """Add what this run leaves to look at; what a file answered since is settled. Nothing is asked twice."""
    said = {"run": run_id, "regulator": form.regulator, "format": form.key}
    for statement in (ADD_ROWS, ADD_STRANGERS, ADD_PLACES, SETTLE_ROWS, SETTLE_PLACES):
        connection.execute(text(statement), {name: value for name, value in said.items() if f":{name}" in statement})


def decide_item(
    connection: Connection,
    item_id: UUID,
    decision: str,
    *,
    now: datetime,
    note: str | None = None,
    stands_for: str | None = None,
    decided_by: UUID | None = None,
    decided_in: UUID | None = None,
) -> None:
    """Close one item: `accepted` or `dismissed`. Two places accepted as one are linked for good.

    Unknown words for an authority are kept as those of the one they are said to stand for, `stands_for`, if any.
    Raises `NotFoundError` when there is none, `PortalError` when somebody decided it already, and on `authority` when
    `stands_for` is none we know.
    """
    item = connection.execute(
        select(ReviewItem.__table__).where(ReviewItem.id == item_id).with_for_update()
    ).one_or_none()
    if item is None or decision not in {ACCEPTED, DISMISSED}:
        raise NotFoundError
    if item.status != "open":
        raise PortalError("Somebody has decided this already.")
    closed = {"status": decision, "decided_at": now, "note": note}
    connection.execute(update(ReviewItem).where(ReviewItem.id == item_id).values(**closed))
    connection.execute(insert(ReviewDecision).values(item_id=item_id, decided_by=decided_by, decided_in=decided_in))
    if item.kind == "same_place" and decision == ACCEPTED:
        _link(connection, item, now)
    if item.kind == "unknown_authority" and decision == ACCEPTED and stands_for:
        keep_alias(connection, item.name, stands_for=stands_for, now=now)


def _link(connection: Connection, item: Any, now: datetime) -> None:
    number = select(Site.regulator_id).where(Site.id == item.other_site_id)
    values = {
        "id": new_id(),
        "site_id": item.site_id,
        "predecessor_id": item.other_site_id,
        "predecessor_regulator_id": connection.execute(number).scalar_one(),
        "reason": item.note,
        "source": CONFIRMED,
        "linked_on": now.date(),
    }
    connection.execute(
        insert(SiteLineage)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["site_id", "predecessor_regulator_id"])
    )


# The first line without punctuation: “2 Ashlands, Sale” and “2, Ashlands” begin alike.
LINE = r"lower(regexp_replace(coalesce({}, ''), '[^[:alnum:]]+', '', 'g'))"
SAME = f"""(
    (new.uprn IS NOT NULL AND new.uprn = old.uprn)
    OR ({LINE.format("new.address_lines[1]")} <> ''
        AND {LINE.format("new.address_lines[1]")} = {LINE.format("old.address_lines[1]")})
    OR new.name_key = old.name_key
)"""
# Few have left, so those are looked up first: a town centre has many services under one postcode.
MARK = f"""
WITH departed AS MATERIALIZED (
    SELECT s.postcode_key, s.uprn, s.address_lines, s.name_key FROM directory.site s
    WHERE s.regulator = :regulator AND s.postcode_key IS NOT NULL AND (NOT s.listed OR EXISTS (
        SELECT 1 FROM directory.import_row g
        WHERE g.run_id = :run AND g.regulator_id = s.regulator_id AND g.action = 'gone'))
), arrived AS MATERIALIZED (
    SELECT r.position, r.facts->>'postcode_key' AS postcode_key, r.facts || (r.state->'site') AS site
    FROM directory.import_row r
    WHERE r.run_id = :run AND r.action = 'new' AND r.site_id IS NOT NULL AND r.kinds = '{{}}'
)
UPDATE directory.import_row r SET kinds = '{{re_registered}}'
FROM (
    SELECT arrived.position FROM arrived
    JOIN departed old ON old.postcode_key = arrived.postcode_key
    CROSS JOIN jsonb_to_record(arrived.site) AS new(uprn text, address_lines text[], name_key text)
    WHERE {SAME}
) found
WHERE r.run_id = :run AND r.position = found.position
"""  # noqa: S608 - constants of this module

ADD_ROWS = """
INSERT INTO directory.review_item (id, kind, subject, format, run_id, row_number, regulator_id, name, reason, status)
SELECT gen_random_uuid(), 'unreadable_row',
    concat_ws('|', CAST(:format AS text), coalesce(r.regulator_id, ''), coalesce(r.name, ''), r.reason),
    :format, r.run_id, r.row_number, r.regulator_id, r.name, r.reason, 'open'
FROM directory.import_row r
WHERE r.run_id = :run AND r.action = 'reported' AND r.kinds = '{}'
ON CONFLICT (kind, subject) DO NOTHING
"""
ADD_STRANGERS = """
INSERT INTO directory.review_item (id, kind, subject, format, run_id, name, reason, status)
SELECT gen_random_uuid(), said.kind, concat_ws('|', CAST(:format AS text), said.word), :format, :run,
    said.word, said.reason, 'open'
FROM (
    SELECT 'unknown_authority' AS kind, jsonb_array_elements_text(run.report->'strangers'->'authorities') AS word,
        'No authority we know has this name or code. Its sites are kept under it as published.' AS reason
    FROM directory.import_run run WHERE run.id = :run
    UNION ALL
    SELECT 'unknown_rating', jsonb_array_elements_text(run.report->'strangers'->'ratings'),
        'We have no grade for these words. They are shown as published and never count as a grade.'
    FROM directory.import_run run WHERE run.id = :run
) said
ON CONFLICT (kind, subject) DO NOTHING
"""
# Only sites that have left are offered: two listed at one address are neighbours, not one after the other.
ADD_PLACES = f"""
WITH departed AS MATERIALIZED (
    SELECT s.* FROM directory.site s
    WHERE s.regulator = :regulator AND NOT s.listed AND s.postcode_key IS NOT NULL
)
INSERT INTO directory.review_item (id, kind, subject, format, run_id, regulator_id, name, reason, site_id,
    other_site_id, status)
SELECT gen_random_uuid(), 'same_place', concat_ws('|', new.regulator, new.regulator_id, old.regulator_id),
    :format, :run,
    new.regulator_id, new.name, 'A new registration stands where another left the register.', new.id, old.id, 'open'
FROM departed old
JOIN directory.site new ON new.postcode_key = old.postcode_key AND new.regulator = old.regulator AND new.listed
    AND new.id <> old.id AND old.first_seen_on < new.first_seen_on AND {SAME}
WHERE NOT EXISTS (
    SELECT 1 FROM directory.site_lineage l
    WHERE l.site_id = new.id AND l.predecessor_regulator_id = old.regulator_id)
ON CONFLICT (kind, subject) DO NOTHING
"""  # noqa: S608
SETTLE_ROWS = """
UPDATE directory.review_item i SET status = 'settled', decided_at = run.started_at
FROM directory.import_run run
WHERE run.id = :run AND i.status = 'open' AND i.kind = 'unreadable_row' AND i.format = :format
    AND EXISTS (
        SELECT 1 FROM directory.import_row r
        WHERE r.run_id = :run AND r.regulator_id = i.regulator_id AND r.action IN ('new', 'update', 'unchanged'))
    AND NOT EXISTS (
        SELECT 1 FROM directory.import_row r
        WHERE r.run_id = :run AND r.regulator_id = i.regulator_id AND r.action = 'reported')
"""
SETTLE_PLACES = """
UPDATE directory.review_item i SET status = 'settled', decided_at = run.started_at
FROM directory.import_run run
WHERE run.id = :run AND i.status = 'open' AND i.kind = 'same_place'
    AND (EXISTS (
        SELECT 1 FROM directory.site_lineage l
        WHERE l.site_id = i.site_id AND l.predecessor_id = i.other_site_id)
    OR EXISTS (SELECT 1 FROM directory.site s WHERE s.id = i.other_site_id AND s.listed))
"""
