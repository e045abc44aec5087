"""The worker: does what requests queued, one transaction each, as the person who asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import procrastinate
from flask import Flask, current_app
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import Json, db
from portal.core.log import log
from portal.core.mail import MailTransport
from portal.core.principal import ContextRefusedError, JobRun
from portal.core.roles import JOB
from portal.core.uow import UnitOfWork
from portal.exchange import arrivals
from portal.notifications.services import SEND_MAIL, send_mail
from portal.registry import unit_of_work

QUEUE = "portal"
STALLED_AFTER = timedelta(minutes=10)
Handler = Callable[[UnitOfWork, Json], None]


def _send_mail(uow: UnitOfWork, arguments: Json) -> None:
    settings = current_app.config["SETTINGS"]
    transport = MailTransport(settings.smtp_url, settings.mail_from) if settings.smtp_url else None
    send_mail(uow, UUID(arguments["mail"]), transport)


HANDLERS: dict[str, Handler] = {
    SEND_MAIL: _send_mail,
    "exchange.receive": lambda uow, arguments: arrivals.receive(uow, UUID(arguments["receipt"])),
    "exchange.hear": lambda uow, arguments: arrivals.hear(uow, UUID(arguments["message"])),
    "exchange.withdrawn": lambda uow, arguments: arrivals.mark_withdrawn(uow, UUID(arguments["room"])),
    "exchange.catch_up": lambda uow, _arguments: arrivals.catch_up(uow),
    "exchange.recalled": lambda uow, arguments: arrivals.forget_recalled(uow, UUID(arguments["room"])),
}


def run_request(app: Flask, request_id: UUID, *, now: datetime | None = None) -> None:
    """Do one request and mark it done in the same transaction. One that is done, or unknown, is left alone.

    Whatever it raises rolls everything back; the queue tries again later.
    """
    with app.app_context(), Session(db.engines["job"], expire_on_commit=False) as session:
        try:
            uow = unit_of_work(app.extensions["portal.registry"], session, JobRun(request_id), now or clock.now())
        except ContextRefusedError:
            return
        facts = session.info["facts"]
        HANDLERS[facts["kind"]](uow, facts["arguments"])
        uow.finish()
        session.execute(text("SELECT jobs.finish_request(:id, 'done')"), {"id": request_id})
        session.commit()


def queue_app(app: Flask) -> procrastinate.App:
    """The queue's own application, with the one task every request is."""
    location = app.extensions["portal.location"]
    queue = procrastinate.App(
        connector=procrastinate.PsycopgConnector(conninfo=location.url(JOB), min_size=1, max_size=4)
    )
    retry = procrastinate.RetryStrategy(max_attempts=8, exponential_wait=5)

    @queue.task(name="portal.run_request", queue=QUEUE, retry=retry)
    def run(request: str) -> None:
        try:
            run_request(app, UUID(request))
        except Exception as error:
            log.warning("job failed", request=request, error=type(error).__name__)
            raise

    @queue.periodic(cron="*/5 * * * *")
    @queue.task(name="portal.sweep", queue=QUEUE, pass_context=True)
    async def sweep(context: procrastinate.JobContext, timestamp: int) -> None:
        """Put jobs of a dead worker back, and forget what was done long ago."""
        del timestamp
        manager = context.app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER.total_seconds()):
            await manager.retry_job(job)
        await manager.delete_old_jobs(nb_hours=72)
        await context.app.connector.execute_query_async("SELECT jobs.forget_old()")

    return queue


async def work(app: Flask, *, wait: bool = True, concurrency: int = 2) -> None:
    """Run jobs until told to stop; with `wait=False`, until none is left."""
    queue = queue_app(app)
    async with queue.open_async():
        await queue.run_worker_async(
            queues=[QUEUE],
            wait=wait,
            concurrency=concurrency,
            install_signal_handlers=wait,
            listen_notify=wait,
        )


def run_waiting_jobs(app: Flask, *, now: datetime | None = None) -> int:
    """Do what is queued now, without a queue: for tests, commands and the demonstration world. How many were done."""
    done = 0
    with app.app_context():
        while True:
            with db.engines["job"].begin() as connection:
                row = connection.execute(
                    text(
                        "UPDATE jobs.procrastinate_jobs SET status = 'succeeded' WHERE id = (SELECT id FROM"
                        " jobs.procrastinate_jobs WHERE status = 'todo' AND task_name = 'portal.run_request'"
                        " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING args"
                    )
                ).scalar()
            if row is None:
                return done
            run_request(app, UUID(row["request"]), now=now)
            done += 1
