"""The rows of a run, made inside the database by INSERT … SELECT generate_series.

A superuser builds them with row security and foreign keys asleep: the series below keep to both by their making,
and a million rows checked one by one would take longer than every measurement together.
"""

from __future__ import annotations

from typing import Any

import psycopg

from bench.sizes import SITES_PER_PROVIDER, Sizes, TenantSize
from portal.demo.seeding import SeededTenant

# Ids by number, so that one statement can name the rows of another.
PROVIDER_ID = "md5('provider ' || {n})::uuid"
SITE_ID = "md5('site ' || {n})::uuid"

PROVIDERS = f"""
    INSERT INTO directory.provider (id, regulator, regulator_id, name, name_key, nation, listed, first_seen_on,
        last_seen_on)
    SELECT {PROVIDER_ID.format(n="n")}, 'cqc', '1-' || 200000000 + n, 'Provider ' || n || ' Care Limited',
        'provider ' || n || ' care limited', 'england', true, '2024-01-01', '2026-01-01'
    FROM generate_series(0, %(providers)s - 1) n
"""
SITES = f"""
    INSERT INTO directory.site (id, regulator, regulator_id, provider_id, name, name_key, nation, host_authority,
        address_lines, postcode, postcode_key, service_types, regulated_activities, specialisms, details_from, seen_in,
        listed, first_seen_on, last_seen_on)
    SELECT {SITE_ID.format(n="n")}, 'cqc', '1-' || 300000000 + n, {PROVIDER_ID.format(n="n / %(per_provider)s")},
        'Home ' || n || ' House', 'home ' || n || ' house', 'england', 'Authority ' || n %% 20,
        ARRAY[n || ' High Street', 'Northwick'], 'NS1 ' || n %% 9 || 'AA', 'NS1' || n %% 9 || 'AA',
        ARRAY['Residential homes'], ARRAY['Accommodation for persons who require nursing or personal care'], '{{}}',
        'bench', '{{bench}}', true, '2024-01-01', '2026-01-01'
    FROM generate_series(0, %(sites)s - 1) n
"""
RATINGS = f"""
    WITH run AS (
        INSERT INTO directory.import_run (id, format, file_name, file_hash, importer_version, status, counts, report,
            started_at, applied_at)
        VALUES (gen_random_uuid(), 'bench', 'bench.csv', 'none', '1', 'applied', '{{}}', '{{}}', now(), now())
        RETURNING id
    )
    INSERT INTO directory.rating (id, site_id, service_group, domain, rating, words, published_on, is_inherited,
        is_current, import_run_id, first_seen_on)
    SELECT gen_random_uuid(), {SITE_ID.format(n="n")}, 'overall', domain,
        (ARRAY['outstanding', 'good', 'good', 'good', 'requires-improvement', 'inadequate'])[1 + n %% 6],
        (ARRAY['Outstanding', 'Good', 'Good', 'Good', 'Requires improvement', 'Inadequate'])[1 + n %% 6],
        DATE '2026-01-01' - n %% 900, false, true, run.id, '2026-01-01'
    FROM run, generate_series(0, %(sites)s - 1) n,
        unnest(ARRAY['overall', 'safe', 'effective', 'caring', 'responsive', 'well-led']) domain
"""
OVERSEEN = f"""
    INSERT INTO portal.oversight (tenant_id, id, provider_id, taken_on)
    SELECT %(tenant)s, gen_random_uuid(), {PROVIDER_ID.format(n="n")}, '2025-01-01'
    FROM generate_series(0, %(providers)s - 1) n
"""
CLAIMED = f"""
    INSERT INTO portal.provider_claim (tenant_id, id, provider_id, status, claimed_at, claimed_by, decided_at,
        decided_by)
    SELECT %(tenant)s, gen_random_uuid(), {PROVIDER_ID.format(n="n")}, 'confirmed', now(), gen_random_uuid(), now(),
        'The bench'
    FROM generate_series(0, %(providers)s - 1) n
"""
CONTACTS = f"""
    INSERT INTO portal.site_contact (tenant_id, id, site_id, "on", how, recorded_at)
    SELECT %(tenant)s, gen_random_uuid(), {SITE_ID.format(n="n")}, current_date - n %% 700 - k * 60,
        (ARRAY['visit', 'call', 'meeting', 'message'])[k], now()
    FROM generate_series(0, %(sites)s - 1) n, generate_series(1, 4) k
"""
RECEIPT = """
    INSERT INTO portal.receipt (tenant_id, id, room_id, compartment, peer_name, kind, view, version, manifest,
        snapshot, sha256, purpose, lawful_basis, received_at, opened_at, state)
    VALUES (%(tenant)s, gen_random_uuid(), gen_random_uuid(), 'general', 'Rosewood Care', 'incident',
        'incident_summary', 1, '[]', '{}', '', 'Oversight', 'Public task', now(), now(), 'current')
    RETURNING id
"""
# In the order they were opened over three years, as a table grows. The newest four of a hundred are open, and so is
# one in a hundred of the older ones.
RECORDS = f"""
    INSERT INTO portal.record (tenant_id, id, kind, reference, title, status, severity, nation, site_id, provider_id,
        compartment, origin, opened_on, closed_on, next_due_at, created_at, updated_at, row_version, receipt_id,
        received_version, peer_name, handling, first_opened_at)
    SELECT %(tenant)s, uuidv7(-age), 'incident', 'INC-' || upper(to_hex(%(records)s + n)),
        (ARRAY['Fall', 'Medication', 'Pressure damage', 'Missing person'])[1 + n %% 4] || ' at Home ' || site
            || ' House',
        CASE WHEN is_open THEN (ARRAY['reported', 'triaged', 'notifying', 'notified'])[1 + n %% 4] ELSE 'closed' END,
        (ARRAY['none', 'low', 'moderate', 'severe', 'fatal'])[1 + n %% 5], 'england',
        {SITE_ID.format(n="site")}, {PROVIDER_ID.format(n="site / %(per_provider)s")}, 'general',
        CASE WHEN %(receipt)s::uuid IS NULL THEN 'own' ELSE 'received' END, (now() - age)::date,
        CASE WHEN NOT is_open THEN (now() - age)::date + 20 END,
        CASE WHEN is_open THEN now() - age + interval '30 days' END, now() - age, now() - age, 1, %(receipt)s,
        CASE WHEN %(receipt)s::uuid IS NOT NULL THEN 1 END,
        CASE WHEN %(receipt)s::uuid IS NOT NULL THEN 'Rosewood Care' END, NULL, now()
    FROM generate_series(1, %(records)s) n,
        LATERAL (SELECT interval '3 years' * (1 - n::float / %(records)s) AS age,
            (n::bigint * 7919 %% %(sites)s)::integer AS site,
            n > %(records)s * 0.96 OR n %% 100 = 0 AS is_open) made
"""
INCIDENTS = """
    INSERT INTO portal.incident (tenant_id, id, compartment, event_type, category, occurred_at, discovered_at,
        physical_harm, who_affected, what_happened, actions_taken, facts, duties, duties_open, duties_by)
    SELECT r.tenant_id, r.id, r.compartment, 'harm',
        (ARRAY['fall', 'medication', 'pressure-damage', 'missing'])[1 + n %% 4], r.created_at, r.created_at,
        r.severity, 'person',
        'Found beside the bed at the 3am check. Helped up with the hoist, no pain on moving, small graze dressed.',
        '["made-safe"]', '{}', '[]', CASE WHEN r.closed_on IS NULL AND n %% 5 = 0 THEN 1 ELSE 0 END,
        r.created_at + interval '1 day'
    FROM (SELECT *, row_number() OVER () AS n FROM portal.record WHERE tenant_id = %(tenant)s) r
"""


# The commissioner of the writer, and a link that carries the summary of every incident.
LINKS = """
    WITH key AS (SELECT gen_random_uuid() AS key)
    INSERT INTO portal.link (tenant_id, id, link_key, kind, our_part, peer_slug, peer_name, status, proposed_by_us,
        proposed_on, agreed_on, standing)
    SELECT tenant, gen_random_uuid(), key, 'commissions', part, peer, peer, 'agreed', part = 'from', '2025-01-01',
        '2025-01-01', '[{"kind": "incident", "view": "incident_summary", "may_hold_back": true}]'
    FROM key, (VALUES (%(writer)s::uuid, 'to', %(overseer_slug)s), (%(overseer)s::uuid, 'from', %(writer_slug)s))
        sides (tenant, part, peer)
"""


def fill(admin: psycopg.Connection[Any], sizes: Sizes) -> None:
    """Put the register and every tenant's rows in. `admin` is a superuser's connection in autocommit mode."""
    admin.execute("SET session_replication_role = replica")
    admin.execute("SET synchronous_commit = off")
    register = {
        "sites": sizes.sites,
        "providers": sizes.sites // SITES_PER_PROVIDER,
        "per_provider": SITES_PER_PROVIDER,
    }
    for statement in (PROVIDERS, SITES, RATINGS):
        admin.execute(statement, register)
    for one in sizes.tenants:
        _fill_tenant(admin, one)
    link = {"writer": seeded(sizes.writer).id, "writer_slug": sizes.writer.slug}
    admin.execute(LINKS, link | {"overseer": seeded(sizes.overseer).id, "overseer_slug": sizes.overseer.slug})
    admin.execute("RESET session_replication_role")
    admin.execute("VACUUM (ANALYZE)")  # an index-only scan needs the visibility map


def _fill_tenant(admin: psycopg.Connection[Any], one: TenantSize) -> None:
    numbers: dict[str, Any] = {
        "tenant": seeded(one).id,
        "records": one.records,
        "sites": one.sites,
        "providers": one.sites // SITES_PER_PROVIDER,
        "per_provider": SITES_PER_PROVIDER,
        "receipt": None,
    }
    admin.execute(CLAIMED if one.kind == "provider" else OVERSEEN, numbers)
    admin.execute(CONTACTS, numbers)
    if one.kind == "commissioner":
        row = admin.execute(RECEIPT, numbers).fetchone()
        numbers["receipt"] = row[0] if row else None
    admin.execute(RECORDS, numbers)
    admin.execute(INCIDENTS, numbers)


def seeded(one: TenantSize) -> SeededTenant:
    """The organisation this size is built for."""
    name = one.slug.replace("-", " ").capitalize()
    return SeededTenant(one.slug, name, one.kind, "england", None, ("incidents",))
