"""The worker's own housekeeping: what was done long ago is forgotten, what is recent is kept."""

from __future__ import annotations

import asyncio

import sqlalchemy as sa

from portal.worker import forget_old, queue_app


async def tidy(app):
    queue = queue_app(app)
    async with queue.open_async():
        await forget_old(queue)


def test_a_request_done_a_month_ago_is_forgotten(app, location):
    superuser = sa.create_engine(location.admin_url(), poolclass=sa.NullPool)
    with superuser.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO jobs.request (tenant_id, kind, arguments, due_at, finished_at)"
                " SELECT t.id, done.what, '{}', now(), now() - done.age FROM portal.tenant t, (VALUES"
                " ('old', interval '31 days'), ('recent', interval '29 days'), ('open', NULL)) AS done(what, age)"
                " WHERE t.slug = 'northshire'"
            )
        )

    asyncio.run(tidy(app))

    with superuser.connect() as connection:
        kept = connection.execute(sa.text("SELECT kind FROM jobs.request WHERE arguments = '{}' ORDER BY kind"))
        assert kept.scalars().all() == ["open", "recent"]
