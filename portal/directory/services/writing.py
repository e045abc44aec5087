"""Put a staged run into the register's tables, a statement for each kind of thing.

No statement asks in which order files came: spans are a least and a greatest day, sources are the newest of
each layout, and who is listed is worked out from all that was loaded (`_mark_gone`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text
from sqlalchemy.dialects import postgresql

from portal.directory.models import Provider, Site
from portal.directory.services.settling import LISTS, PROVIDER_FACTS, SITE_COLUMNS

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from portal.directory.formats.layouts import Format

POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]
SITE_STATE = ("name", "name_key", "details_from", "seen_in", *SITE_COLUMNS)
PROVIDER_STATE = ("name", "name_key", *PROVIDER_FACTS)


def write_register(connection: Connection, run_id: UUID, form: Format, as_at: date) -> None:
    """Groups, providers, sites, ratings, then who is listed; new facts count from `as_at`."""
    said = {"run": run_id, "format": form.key, "regulator": form.regulator, "as_at": as_at}
    said["nation"] = form.nation.value
    _run(connection, KEEP_EARLIER_SITES, said)
    _run(connection, KEEP_EARLIER_PROVIDERS, said)
    if form.carries_groups:
        _run(connection, WRITE_GROUPS, said)
    _run(connection, WRITE_PROVIDERS, said)
    _run(connection, WRITE_SITES, said)
    _run(connection, WRITE_SITE_SOURCES, said)
    _run(connection, WRITE_PROVIDER_SOURCES, said)
    _run(connection, WRITE_LISTINGS, said)
    if form.carries_ratings:
        for statement in WRITE_RATINGS:
            _run(connection, statement, said)
    for statement in WITHHOLD:
        _run(connection, statement, said)
    _run(connection, WRITE_LINEAGE, said)
    _run(connection, JOIN_LINEAGE, said)
    _run(connection, MARK_SEEN, said)
    if form.lists_sites:
        _run(connection, WRITE_COVERAGE, said)
    _mark_gone(connection, said)
    _mark_providers(connection, said)


def _run(connection: Connection, statement: str, said: dict[str, Any]) -> None:
    connection.execute(text(statement), {name: value for name, value in said.items() if f":{name}" in statement})


def _mark_gone(connection: Connection, said: dict[str, Any]) -> None:
    _run(connection, MARK_GONE, said)


def _mark_providers(connection: Connection, said: dict[str, Any]) -> None:
    _run(connection, MARK_PROVIDERS, said)


def _typed(model: Any, names: tuple[str, ...]) -> str:
    """A column list for `jsonb_to_record`, of the types the table has."""
    types = model.__table__.c
    return ", ".join(f'"{name}" {types[name].type.compile(POSTGRESQL).split(" COLLATE")[0]}' for name in names)


def _set(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} = excluded.{name}" for name in names)


def _differs(table: str, names: tuple[str, ...]) -> str:
    old = ", ".join(f"{table}.{name}" for name in names)
    return f"({old}) IS DISTINCT FROM ({', '.join(f'excluded.{name}' for name in names)})"


LOADED = "r.run_id = :run AND r.action IN ('new', 'update', 'unchanged')"
WRITTEN = "r.run_id = :run AND r.action IN ('new', 'update')"

# What stands in the register without a row that says it (a seeded world, a register of before rows were kept) would be
# lost to the next file, which says less. It becomes a source of its own, before anything is written over it.
KEEP_EARLIER_SITES = f"""
INSERT INTO directory.site_source (site_id, format, as_at, facts)
SELECT t.id, 'earlier', t.last_seen_on, jsonb_strip_nulls(to_jsonb(t)) - ARRAY['id', 'provider_id']
    || jsonb_build_object('provider_regulator_id', p.regulator_id, 'ratings', coalesce((
        SELECT jsonb_agg(to_jsonb(g) - ARRAY['id', 'site_id', 'import_run_id'] || '{{"is_history": false}}')
        FROM directory.rating g WHERE g.site_id = t.id AND g.is_current), '[]'))
FROM directory.import_row r
JOIN directory.site t ON t.id = r.site_id
JOIN directory.provider p ON p.id = t.provider_id
WHERE {WRITTEN} AND NOT EXISTS (SELECT 1 FROM directory.site_source s WHERE s.site_id = t.id)
ON CONFLICT DO NOTHING
"""  # noqa: S608
KEEP_EARLIER_PROVIDERS = f"""
INSERT INTO directory.provider_source (provider_id, format, as_at, facts)
SELECT DISTINCT ON (p.id) p.id, 'earlier', p.last_seen_on,
    jsonb_strip_nulls(to_jsonb(p) || jsonb_build_object(
        'name', nullif(p.name, p.regulator_id),
        'group_id', (SELECT g.source_id FROM directory.provider_group g WHERE g.id = p.group_id)))
    - ARRAY['id', 'regulator_id']
FROM directory.import_row r
JOIN directory.provider p ON p.regulator = :regulator AND p.regulator_id = r.facts->>'provider_regulator_id'
WHERE {LOADED} AND NOT EXISTS (SELECT 1 FROM directory.provider_source s WHERE s.provider_id = p.id)
ON CONFLICT DO NOTHING
"""  # noqa: S608

# A service whose address its regulator withholds from now on: where it is goes, that it is stays.
PLACE = ("address_lines", "postcode", "postcode_key", "phone", "website", "uprn", "latitude", "longitude", "page_url")
# The row is no longer what it was published as.
PLACES = f"CAST(ARRAY{[*PLACE, 'fingerprint']} AS text[])"
WITHHELD = """SELECT s.id FROM directory.import_row w
    JOIN directory.site s ON s.regulator = :regulator AND s.regulator_id = w.regulator_id
    WHERE w.run_id = :run AND 'withheld' = ANY (w.kinds) AND s.last_seen_on <= :as_at"""
WITHHOLD = (
    f"""
UPDATE directory.site_source SET facts = facts - {PLACES}, as_at = greatest(as_at, :as_at)
WHERE site_id IN ({WITHHELD})
""",  # noqa: S608
    # A file that waits is looked at again before it is loaded: its rows keep what that needs. One of a later day speaks
    # for itself.
    f"""
UPDATE directory.import_row r SET changes = r.changes - {PLACES}, facts = r.facts - {PLACES}, state = '{{}}'
FROM directory.import_run other
WHERE r.run_id <> :run AND other.id = r.run_id AND other.as_at <= :as_at AND r.site_id IN ({WITHHELD})
    AND (r.changes ?| {PLACES} OR r.facts ?| {PLACES})
""",  # noqa: S608
    f"""
UPDATE directory.site SET address_lines = '{{}}', {", ".join(f"{name} = NULL" for name in PLACE[1:])}
WHERE id IN ({WITHHELD})
""",  # noqa: S608
)

WRITE_GROUPS = f"""
INSERT INTO directory.provider_group AS g (id, source, source_id, name, name_key, first_seen_on, last_seen_on)
SELECT gen_random_uuid(), :regulator, said.number, min(said.name), min(said.key), :as_at, :as_at
FROM (
    SELECT r.facts->'provider'->>'group_id' AS number, r.facts->'provider'->>'group_name' AS name,
        r.facts->'provider'->>'group_key' AS key
    FROM directory.import_row r WHERE {LOADED}
) said
WHERE said.number IS NOT NULL GROUP BY said.number
ON CONFLICT (source, source_id) DO UPDATE SET
    name = CASE WHEN coalesce(g.last_seen_on, g.first_seen_on) <= :as_at THEN excluded.name ELSE g.name END,
    name_key = CASE WHEN coalesce(g.last_seen_on, g.first_seen_on) <= :as_at THEN excluded.name_key ELSE g.name_key END,
    first_seen_on = least(g.first_seen_on, :as_at),
    last_seen_on = greatest(g.last_seen_on, g.first_seen_on, :as_at)
"""  # noqa: S608 - constants of this module

WRITE_PROVIDERS = f"""
INSERT INTO directory.provider AS p (id, regulator, regulator_id, {", ".join(PROVIDER_STATE)}, group_id, nation,
    listed, first_seen_on, last_seen_on)
SELECT DISTINCT ON (r.state->'provider'->>'regulator_id')
    gen_random_uuid(), :regulator, r.state->'provider'->>'regulator_id',
    {", ".join(f's."{name}"' for name in PROVIDER_STATE)},
    (SELECT g.id FROM directory.provider_group g
     WHERE g.source = :regulator AND g.source_id = r.state->'provider'->>'group_id'),
    :nation, true, :as_at, :as_at
FROM directory.import_row r, jsonb_to_record(r.state->'provider') AS s({_typed(Provider, PROVIDER_STATE)})
WHERE {WRITTEN} AND jsonb_typeof(r.state->'provider') = 'object'
ON CONFLICT (regulator, regulator_id) DO UPDATE SET {_set((*PROVIDER_STATE, "group_id"))}
WHERE {_differs("p", (*PROVIDER_STATE, "group_id"))}
"""  # noqa: S608

# Lists that nobody says are empty, everything else is unknown.
SAID = ", ".join(f"coalesce(s.\"{name}\", '{{}}')" if name in LISTS else f's."{name}"' for name in SITE_STATE)
WRITE_SITES = f"""
INSERT INTO directory.site AS t (id, regulator, regulator_id, provider_id, {", ".join(SITE_STATE)}, nation,
    listed, no_longer_listed_on, first_seen_on, last_seen_on)
SELECT r.site_id, :regulator, r.regulator_id, p.id, {SAID}, :nation, s.ended_on IS NULL, s.ended_on, :as_at, :as_at
FROM directory.import_row r
CROSS JOIN jsonb_to_record(r.facts || (r.state->'site')) AS s({_typed(Site, SITE_STATE)})
JOIN directory.provider p ON p.regulator = :regulator
    AND p.regulator_id = coalesce(r.state->'site'->>'provider_regulator_id', r.facts->>'provider_regulator_id')
WHERE {WRITTEN} AND r.site_id IS NOT NULL
ON CONFLICT (regulator, regulator_id) DO UPDATE SET {_set(("provider_id", *SITE_STATE))},
    first_seen_on = least(t.first_seen_on, :as_at), last_seen_on = greatest(t.last_seen_on, :as_at)
WHERE {_differs("t", ("provider_id", *SITE_STATE))}
"""  # noqa: S608

WRITE_SITE_SOURCES = f"""
INSERT INTO directory.site_source AS s (site_id, format, as_at, facts)
SELECT r.site_id, :format, :as_at, r.facts FROM directory.import_row r WHERE {LOADED} AND r.site_id IS NOT NULL
ON CONFLICT (site_id, format) DO UPDATE SET as_at = excluded.as_at, facts = excluded.facts
WHERE (s.as_at, s.facts) IS DISTINCT FROM (excluded.as_at, excluded.facts) AND s.as_at <= excluded.as_at
"""  # noqa: S608

WRITE_PROVIDER_SOURCES = f"""
INSERT INTO directory.provider_source AS s (provider_id, format, as_at, facts)
SELECT DISTINCT ON (p.id) p.id, :format, :as_at, r.facts->'provider'
FROM directory.import_row r
JOIN directory.provider p ON p.regulator = :regulator AND p.regulator_id = r.facts->>'provider_regulator_id'
WHERE {LOADED}
ON CONFLICT (provider_id, format) DO UPDATE SET as_at = excluded.as_at, facts = excluded.facts
WHERE (s.as_at, s.facts) IS DISTINCT FROM (excluded.as_at, excluded.facts) AND s.as_at <= excluded.as_at
"""  # noqa: S608

WRITE_LISTINGS = rf"""
INSERT INTO directory.site_listing AS l (site_id, provider_id, name, first_seen_on, last_seen_on)
SELECT r.site_id, p.id, btrim(regexp_replace(r.facts->>'name', '\s+', ' ', 'g')), :as_at, :as_at
FROM directory.import_row r
JOIN directory.provider p ON p.regulator = :regulator AND p.regulator_id = r.facts->>'provider_regulator_id'
WHERE {LOADED} AND r.site_id IS NOT NULL
ON CONFLICT (site_id, provider_id, name) DO UPDATE
SET first_seen_on = least(l.first_seen_on, :as_at), last_seen_on = greatest(l.last_seen_on, :as_at)
WHERE l.first_seen_on > :as_at OR l.last_seen_on < :as_at
"""  # noqa: S608

KIND = "t.site_id = r.site_id"
CURRENT = """EXISTS (
    SELECT 1 FROM jsonb_to_recordset(r.state->'current')
        AS c(service_group text, domain text, published_on date, rating text)
    WHERE (c.service_group, c.domain, c.rating) = (t.service_group, t.domain, t.rating)
        AND c.published_on IS NOT DISTINCT FROM t.published_on)"""
WRITE_RATINGS = (
    # Away first: only one of a kind may be current.
    f"""
UPDATE directory.rating t SET is_current = false FROM directory.import_row r
WHERE r.run_id = :run AND r.action = 'update' AND {KIND} AND t.is_current AND NOT {CURRENT}
""",  # noqa: S608
    f"""
INSERT INTO directory.rating AS t (id, site_id, service_group, domain, rating, words, published_on, is_inherited,
    inherited_from, is_current, import_run_id, first_seen_on)
SELECT gen_random_uuid(), r.site_id, s.service_group, s.domain, s.rating, s.words, s.published_on, s.is_inherited,
    s.inherited_from, coalesce(r.state->'counting' @> to_jsonb(s.place), false), :run, :as_at
FROM directory.import_row r
CROSS JOIN ROWS FROM (
    jsonb_to_recordset(coalesce(r.facts->'ratings', '[]'))
        AS (service_group text, domain text, rating text, words text, published_on date, is_inherited boolean,
            inherited_from text)
) WITH ORDINALITY AS s(service_group, domain, rating, words, published_on, is_inherited, inherited_from, place)
WHERE {LOADED} AND r.site_id IS NOT NULL
ON CONFLICT (site_id, service_group, domain, published_on, rating) DO UPDATE
SET first_seen_on = excluded.first_seen_on, words = excluded.words, is_inherited = excluded.is_inherited,
    inherited_from = excluded.inherited_from, import_run_id = excluded.import_run_id
WHERE t.first_seen_on > excluded.first_seen_on
""",  # noqa: S608
    f"""
UPDATE directory.rating t SET is_current = true FROM directory.import_row r
WHERE r.run_id = :run AND r.action = 'update' AND {KIND} AND NOT t.is_current AND {CURRENT}
""",  # noqa: S608
)

WRITE_LINEAGE = f"""
INSERT INTO directory.site_lineage AS l
    (id, site_id, predecessor_id, predecessor_regulator_id, reason, source, linked_on)
SELECT DISTINCT ON (r.site_id, s.regulator_id)
    gen_random_uuid(), r.site_id, NULL, s.regulator_id, s.reason, :format, :as_at
FROM directory.import_row r
CROSS JOIN jsonb_to_recordset(coalesce(r.facts->'predecessors', '[]')) AS s(regulator_id text, reason text)
WHERE {LOADED} AND r.site_id IS NOT NULL
ON CONFLICT (site_id, predecessor_regulator_id) DO UPDATE
SET linked_on = least(l.linked_on, :as_at), reason = coalesce(l.reason, excluded.reason)
WHERE l.linked_on > :as_at OR (l.reason IS NULL AND excluded.reason IS NOT NULL)
"""  # noqa: S608

# The predecessor may be loaded before or after the site that followed it.
JOIN_LINEAGE = """
UPDATE directory.site_lineage l SET predecessor_id = old.id
FROM directory.site new, directory.site old
WHERE l.predecessor_id IS NULL AND new.id = l.site_id AND new.regulator = :regulator
    AND old.regulator = :regulator AND old.regulator_id = l.predecessor_regulator_id
"""

# A row that could not be read names its site all the same, also when the site itself came with a later load.
MARK_SEEN = f"""
UPDATE directory.site t
SET first_seen_on = least(t.first_seen_on, seen.first_on), last_seen_on = greatest(t.last_seen_on, seen.last_on)
FROM (
    SELECT r.site_id, CAST(:as_at AS date) AS first_on, CAST(:as_at AS date) AS last_on FROM directory.import_row r
    WHERE {LOADED} AND r.site_id IS NOT NULL
    UNION ALL
    SELECT s.id, min(run.as_at), max(run.as_at)
    FROM directory.import_row r
    JOIN directory.import_run run ON run.id = r.run_id AND (run.status = 'applied' OR run.id = :run)
    JOIN directory.site s ON s.regulator = :regulator AND s.regulator_id = r.regulator_id
    WHERE r.action = 'reported' GROUP BY s.id
) seen
WHERE t.id = seen.site_id AND (t.first_seen_on > seen.first_on OR t.last_seen_on < seen.last_on)
"""  # noqa: S608

WRITE_COVERAGE = """
INSERT INTO directory.import_coverage (run_id, authority, format, as_at)
SELECT :run, named.authority, :format, :as_at
FROM (
    SELECT DISTINCT r.facts->>'host_authority' AS authority FROM directory.import_row r
    WHERE r.run_id = :run AND r.action IN ('new', 'update', 'unchanged')
) named WHERE named.authority IS NOT NULL
UNION ALL
SELECT :run, '', :format, :as_at FROM directory.import_run run
WHERE run.id = :run AND (run.report->>'is_whole')::boolean
"""

MARK_GONE = """
UPDATE directory.site t
SET listed = found.gone_on IS NULL, no_longer_listed_on = found.gone_on
FROM (
    SELECT s.id, coalesce(s.ended_on, min(c.as_at)) AS gone_on
    FROM directory.site s
    LEFT JOIN directory.import_coverage c
        ON c.authority = coalesce(s.host_authority, '') AND c.format = ANY (s.seen_in) AND c.as_at > s.last_seen_on
    WHERE s.regulator = :regulator
    GROUP BY s.id, s.ended_on
) found
WHERE t.id = found.id AND t.no_longer_listed_on IS DISTINCT FROM found.gone_on
"""

# A provider is listed while one of its sites is, and was last seen when the last row named it.
MARK_PROVIDERS = """
UPDATE directory.provider t
SET listed = found.listed, first_seen_on = found.first_seen_on, last_seen_on = found.last_seen_on,
    no_longer_listed_on = found.gone_on
FROM (
    SELECT p.id, standing.listed,
        least(named.first_on, source.first_on, p.first_seen_on) AS first_seen_on,
        coalesce(standing.last_on, p.last_seen_on) AS last_seen_on,
        CASE WHEN NOT standing.listed THEN coalesce(sites.gone_on, standing.last_on) END AS gone_on
    FROM directory.provider p
    LEFT JOIN (
        SELECT l.provider_id, min(l.first_seen_on) AS first_on, max(l.last_seen_on) AS last_on
        FROM directory.site_listing l GROUP BY l.provider_id
    ) named ON named.provider_id = p.id
    LEFT JOIN (
        SELECT s.provider_id, bool_or(s.listed) AS listed, max(s.no_longer_listed_on) AS gone_on
        FROM directory.site s WHERE s.regulator = :regulator GROUP BY s.provider_id
    ) sites ON sites.provider_id = p.id
    LEFT JOIN (
        SELECT s.provider_id, min(s.as_at) AS first_on, max(s.as_at) AS last_on
        FROM directory.provider_source s GROUP BY s.provider_id
    ) source ON source.provider_id = p.id
    CROSS JOIN LATERAL (
        SELECT coalesce(sites.listed, named.provider_id IS NULL AND p.listed) AS listed,
            greatest(named.last_on, source.last_on) AS last_on
    ) standing
    WHERE p.regulator = :regulator
) found
WHERE t.id = found.id AND (t.listed, t.first_seen_on, t.last_seen_on, t.no_longer_listed_on)
    IS DISTINCT FROM (found.listed, found.first_seen_on, found.last_seen_on, found.gone_on)
"""
