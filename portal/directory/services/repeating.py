"""Rows that say again what the register took from the newest file of their layout: found by what was published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from portal.directory.services.facts import provider_facts
from portal.directory.services.planning import join_whole_tables, use_indexes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from portal.directory.formats.layouts import Format
    from portal.directory.formats.register import Register
    from portal.directory.formats.rows import RepeatedRow


def known_fingerprints(connection: Connection, register: Register, as_at: date) -> dict[str, str]:
    """The numbers of listed sites by the fingerprint of the row that a file of the day `as_at` may only repeat.

    Where that row is the newest word about the site, it still is when it is said again later, and what the register
    made of all words stays. The same must hold of its provider, and this file must say the same of the provider.
    """
    form = register.format
    said = {"regulator": form.regulator, "format": form.key, "as_at": as_at}
    join_whole_tables(connection)
    providers = [
        row.id
        for row in connection.execute(text(PROVIDERS), said)
        if row.regulator_id in register.providers and provider_facts(register.providers[row.regulator_id]) == row.facts
    ]
    found = connection.execute(text(FINGERPRINTS), {**said, "providers": providers}).all() if providers else []
    use_indexes(connection)
    return {row.fingerprint: row.regulator_id for row in found}


def stage_repeated(connection: Connection, run_id: UUID, form: Format, rows: Mapping[int, RepeatedRow]) -> set[int]:
    """Put these rows down as the register holds them, by their positions; those it does not hold now are left out."""
    said = {
        "run": run_id,
        "regulator": form.regulator,
        "format": form.key,
        "positions": list(rows),
        "row_numbers": [row.row_number for row in rows.values()],
        "numbers": [row.regulator_id for row in rows.values()],
        "fingerprints": [row.fingerprint for row in rows.values()],
    }
    return {row.position for row in connection.execute(text(STAGE), said)}


# Of no other layout's word is it known how it stands to this one's on the same day.
PROVIDERS = """
SELECT p.id, p.regulator_id, s.facts FROM directory.provider p
JOIN directory.provider_source s ON s.provider_id = p.id AND s.format = :format AND s.as_at <= :as_at
WHERE p.regulator = :regulator AND NOT EXISTS (
    SELECT 1 FROM directory.provider_source o
    WHERE o.provider_id = p.id AND o.format <> :format AND o.as_at >= s.as_at)
"""
FINGERPRINTS = """
SELECT s.facts->>'fingerprint' AS fingerprint, t.regulator_id FROM directory.site t
JOIN directory.site_source s ON s.site_id = t.id AND s.format = :format AND s.as_at <= :as_at
JOIN directory.provider p ON p.id = t.provider_id AND p.regulator_id = s.facts->>'provider_regulator_id'
JOIN directory.provider_source said ON said.provider_id = p.id AND said.format = :format
    AND said.facts = s.facts->'provider'
WHERE t.regulator = :regulator AND t.listed AND s.facts ? 'fingerprint' AND p.id = ANY (:providers)
    AND NOT EXISTS (
        SELECT 1 FROM directory.site_source o
        WHERE o.site_id = t.id AND o.format <> :format AND o.as_at >= s.as_at)
"""
STAGE = """
INSERT INTO directory.import_row (run_id, position, row_number, action, kinds, regulator_id, name, site_id, changes,
    facts)
SELECT :run, w.position, w.row_number, 'unchanged', '{}', t.regulator_id, s.facts->>'name', t.id, '{}', s.facts
FROM unnest(CAST(:positions AS int[]), CAST(:row_numbers AS int[]), CAST(:numbers AS text[]),
    CAST(:fingerprints AS text[])) AS w(position, row_number, number, fingerprint)
JOIN directory.site t ON t.regulator = :regulator AND t.regulator_id = w.number
JOIN directory.site_source s ON s.site_id = t.id AND s.format = :format
    AND s.facts->>'fingerprint' = w.fingerprint
RETURNING position
"""
