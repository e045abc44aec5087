"""What was promised, counted afterwards as the superuser: each fault in a sentence."""

from __future__ import annotations

import time
from typing import Any

import psycopg

from soak.load import Acknowledged
from soak.postbox import Postbox
from soak.world import World

OPEN = """
    SELECT (SELECT count(*) FROM jobs.request WHERE finished_at IS NULL)
        + (SELECT count(*) FROM portal.outbox_mail WHERE status = 'waiting')
"""
# People who wait a day for the next try would make it a long soak: what waits to be tried again is tried now.
NOW = "UPDATE jobs.procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo' AND scheduled_at IS NOT NULL"
NONE_EXPECTED = {
    "a member invited without a line in the trail, or a line too many": """
        SELECT abs((SELECT count(*) FROM auth.invitation)
            - (SELECT count(*) FROM portal.trail_entry WHERE act = 'member.invited'))""",
    "an invitation without its mail, or a mail too many": """
        SELECT abs((SELECT count(*) FROM auth.invitation)
            - (SELECT count(*) FROM portal.outbox_mail WHERE template = 'invitation'))""",
    "a choice without a line in the trail": """
        SELECT count(*) FROM portal.notice_choice c WHERE NOT EXISTS (SELECT FROM portal.trail_entry e
            WHERE e.act = 'notices.chosen' AND e.tenant_id = c.tenant_id AND e.actor_id = c.user_id)""",
    "a record without a line in the trail": """
        SELECT count(*) FROM portal.record r WHERE NOT EXISTS (SELECT FROM portal.trail_entry e
            WHERE e.tenant_id = r.tenant_id AND e.record_id = r.id)""",
    "a record without a clock": """
        SELECT count(*) FROM portal.record r WHERE r.origin = 'own' AND NOT EXISTS (SELECT FROM portal.deadline d
            WHERE d.tenant_id = r.tenant_id AND d.record_id = r.id)""",
    "a completed report that nobody was sent": """
        SELECT count(*) FROM portal.record r WHERE r.origin = 'own' AND r.status <> 'reported' AND NOT EXISTS (
            SELECT FROM portal.disclosure d WHERE d.tenant_id = r.tenant_id AND d.record_id = r.id)""",
    "a disclosure that never arrived, or arrived altered": """
        SELECT count(*) FROM portal.disclosure d JOIN portal.room o ON (o.tenant_id, o.id) = (d.tenant_id, d.room_id)
        WHERE NOT EXISTS (SELECT FROM portal.receipt r
            JOIN portal.room i ON (i.tenant_id, i.id) = (r.tenant_id, r.room_id)
            WHERE i.room_key = o.room_key AND r.tenant_id <> d.tenant_id AND r.record_id IS NOT NULL
                AND (r.view, r.version, r.sha256) = (d.view, d.version, d.sha256))""",
    "a disclosure that arrived twice": """
        SELECT (SELECT count(*) FROM portal.receipt) - (SELECT count(*) FROM portal.disclosure)""",
    "a room with two records of the same case": """
        SELECT abs((SELECT count(*) FROM portal.record WHERE origin = 'received')
            - (SELECT count(DISTINCT room_id) FROM portal.disclosure))""",
    "a disclosure without a line in the trail": """
        SELECT abs((SELECT count(*) FROM portal.disclosure)
            - (SELECT count(*) FROM portal.trail_entry WHERE act = 'exchange.disclosed'))""",
    "a mail that no job was to send": """
        SELECT count(*) FROM portal.outbox_mail m
        WHERE m.status NOT IN ('held', 'gathered') AND NOT EXISTS (SELECT FROM jobs.request r
            WHERE r.kind = 'notifications.send_mail' AND r.arguments->>'mail' = m.id::text)""",
    "a scheduled effect that happened twice": """
        SELECT count(*) FROM (SELECT FROM portal.trail_entry WHERE act = 'soak.ticked'
            GROUP BY tenant_id, payload->>'slot' HAVING count(*) > 1) twice""",
    "a slot without its effect, or an effect without a slot": """
        SELECT abs((SELECT count(*) FROM jobs.schedule_slot WHERE key = 'soak.tick')
            - (SELECT count(*) FROM portal.trail_entry WHERE act = 'soak.ticked'))""",
    "a job given up": "SELECT count(*) FROM jobs.request WHERE outcome = 'failed'",
    "a mail given up": "SELECT count(*) FROM portal.outbox_mail WHERE status = 'failed'",
}


def drain(world: World, *, until: float) -> int:
    """Wait until nothing waits any more, or until then (monotonic seconds); how much still did."""
    left = -1
    while time.monotonic() < until:
        try:
            with world.connect() as admin:
                admin.execute("SET search_path = jobs, pg_catalog")
                admin.execute(NOW)
                left = _number(admin, OPEN)
        except psycopg.OperationalError:
            left = -1
        if left == 0:
            return 0
        time.sleep(1)
    return left


def faults(world: World, done: Acknowledged, postbox: Postbox) -> list[str]:
    """Every promise that was not kept."""
    with world.connect() as admin:
        found = [f"{number} × {what}" for what, query in NONE_EXPECTED.items() if (number := _number(admin, query))]
        invited = _column(admin, "SELECT email FROM auth.invitation")
        reported = _column(admin, "SELECT reference FROM portal.record")
        shared = _column(admin, "SELECT record_id FROM portal.disclosure")
        sent = _column(admin, "SELECT message_id FROM portal.outbox_mail WHERE status = 'sent'")
    found += [f"acknowledged and lost: the invitation of {one}" for one in done.invited if one not in invited]
    found += [f"acknowledged and lost: the report {one}" for one in done.reported if one not in reported]
    found += [f"acknowledged and never shared: {one}" for one in done.completed if one not in shared]
    found += [f"said to be sent, and never came: {one}" for one in sorted(sent) if one not in postbox.taken]
    found += [f"unexpected: {one}" for one in done.surprises]
    return found


def count_of(world: World, query: str) -> int:
    with world.connect() as admin:
        return _number(admin, query)


def _number(admin: psycopg.Connection[Any], query: str) -> int:
    row = admin.execute(query.encode()).fetchone()
    return int(row[0]) if row else 0


def _column(admin: psycopg.Connection[Any], query: str) -> set[str]:
    return {str(row[0]) for row in admin.execute(query.encode())}
