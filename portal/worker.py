"""The worker: what requests queued, one transaction each, as the person who asked; and what is due by the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import procrastinate
from flask import Flask, current_app
from procrastinate.jobs import Status
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import Json, db
from portal.core.held_thread import Hold, in_held_thread
from portal.core.log import log
from portal.core.mail import MailRefusedError, MailTransport
from portal.core.principal import ContextRefusedError, JobRun
from portal.core.roles import JOB
from portal.core.slots import newest_slot
from portal.core.uow import UnitOfWork
from portal.deadlines.recounting import RECOUNT, recount_clocks
from portal.directory import services as register
from portal.documents.blueprint import vault
from portal.documents.services import FORGET
from portal.documents.upkeep import forget_stored_file
from portal.exchange import arrivals
from portal.notifications.services import SEND_MAIL, TRY_AGAIN, note_refusal, send_mail, try_again
from portal.people.access import GATHER, MAKE_PACK, gather
from portal.people.pack import make_pack
from portal.registry import Registry, unit_of_work
from portal.reports.services import MAKE_REPORT, make_report
from portal.retention.services.erasing import carry_out
from portal.search.mending import MEND, mend_index
from portal.trail.sealing import MOST_AT_ONCE, due_logs, seal

QUEUE = "portal"
RUN_SCHEDULE = "schedules.run"
MOST_TRIES = 8
# Tried again after 5 s, 25 s, 2 min, 10 min, 52 min, 4 h and 22 h: a mail server may be away for a day.
WAIT_BASE_SECONDS = 5
LONGEST_JOB = timedelta(minutes=5)
STALLED_AFTER = timedelta(seconds=30)
LOOK_AROUND_SECONDS = 5.0
ROUNDS_BETWEEN_TIDYING = 120
LOOK_AT_REGISTERS_SECONDS = 60.0
STOP_WITHIN_SECONDS = 10.0
RESTART_AFTER_SECONDS = 2.0
# A clock that was ahead for a while leaves tries put off, and signs of life, that lie in the future.
AFTER_A_WRONG_CLOCK = (
    (
        "UPDATE jobs.procrastinate_jobs SET scheduled_at = now()"
        " WHERE status = 'todo' AND attempts > 0 AND scheduled_at > now() + interval '1 day'"
    ),
    "UPDATE jobs.procrastinate_workers SET last_heartbeat = now() WHERE last_heartbeat > now() + interval '1 minute'",
)
Handler = Callable[[UnitOfWork, Json], None]


def _send_mail(uow: UnitOfWork, arguments: Json) -> None:
    settings = current_app.config["SETTINGS"]
    transport = MailTransport(settings.smtp_url, settings.mail_from) if settings.smtp_url else None
    send_mail(uow, UUID(arguments["mail"]), transport)


def _run_schedule(uow: UnitOfWork, arguments: Json) -> None:
    schedule = uow.plugins.schedule(arguments["key"])
    if schedule is not None:
        schedule.run(uow, datetime.fromisoformat(arguments["slot"]))


def _recount_clocks(uow: UnitOfWork, arguments: Json) -> None:
    recount_clocks(uow, why=arguments["why"])


def _read_register(uow: UnitOfWork, arguments: Json) -> None:
    as_at = date.fromisoformat(arguments["as_at"]) if arguments["as_at"] else None
    settings = current_app.config["SETTINGS"]
    register.read_upload(
        db.engines["importer"],
        register.open_shelf(settings),
        UUID(arguments["run"]),
        as_at=as_at,
        now=uow.now,
        keeps_names=settings.keeps_manager_names,
    )


def _mend(uow: UnitOfWork) -> None:
    mend_index(uow)


HANDLERS: dict[str, Handler] = {
    SEND_MAIL: _send_mail,
    TRY_AGAIN: lambda uow, arguments: try_again(uow, UUID(arguments["mail"])),
    RUN_SCHEDULE: _run_schedule,
    RECOUNT: _recount_clocks,
    MAKE_REPORT: lambda uow, arguments: make_report(uow, UUID(arguments["report"])),
    GATHER: lambda uow, arguments: gather(uow, UUID(arguments["request"])),
    MAKE_PACK: lambda uow, arguments: make_pack(uow, UUID(arguments["request"])),
    "retention.erase": lambda uow, arguments: carry_out(uow, UUID(arguments["item"])),
    MEND: lambda uow, _arguments: _mend(uow),
    register.READ_REGISTER: _read_register,
    register.LOAD_REGISTER: lambda uow, arguments: register.load_waiting(
        db.engines["importer"], UUID(arguments["run"]), accept_shrink=arguments["accept_shrink"], now=uow.now
    ),
    FORGET: lambda uow, arguments: forget_stored_file(uow, vault(), arguments),
    "exchange.receive": lambda uow, arguments: arrivals.receive(uow, UUID(arguments["receipt"])),
    "exchange.hear": lambda uow, arguments: arrivals.hear(uow, UUID(arguments["message"])),
    "exchange.withdrawn": lambda uow, arguments: arrivals.mark_withdrawn(uow, UUID(arguments["room"])),
    "exchange.catch_up": lambda uow, _arguments: arrivals.catch_up(uow),
    "exchange.recalled": lambda uow, arguments: arrivals.forget_recalled(
        uow, UUID(arguments["room"]), arguments.get("files", ())
    ),
}


def run_request(app: Flask, request_id: UUID, *, now: datetime | None = None, hold: Hold | None = None) -> None:
    """Do one request and mark it done in the same transaction. One that is done, or unknown, is left alone.

    Whatever it raises rolls everything back; the queue tries again later. Let go of by its `hold`, it commits nothing.
    """
    with app.app_context(), Session(db.engines["job"], expire_on_commit=False) as session:
        try:
            uow = unit_of_work(app.extensions["portal.registry"], session, JobRun(request_id), now or clock.now())
        except ContextRefusedError:
            return
        facts = session.info["facts"]
        with hold.on(session.connection().connection) if hold else nullcontext():
            HANDLERS[facts["kind"]](uow, facts["arguments"])
            uow.finish()
            session.execute(text("SELECT jobs.finish_request(:id, 'done')"), {"id": request_id})
            session.commit()


def note_try(app: Flask, request_id: UUID, error: BaseException, *, is_last: bool, now: datetime | None = None) -> None:
    """Write down that a try failed, in a transaction of its own: the try's was rolled back with all it wrote."""
    reason = error.reason if isinstance(error, MailRefusedError) else type(error).__name__
    with app.app_context(), Session(db.engines["job"], expire_on_commit=False) as session:
        try:
            uow = unit_of_work(app.extensions["portal.registry"], session, JobRun(request_id), now or clock.now())
        except ContextRefusedError:
            return
        facts = session.info["facts"]
        if facts["kind"] == SEND_MAIL:
            note_refusal(uow, UUID(facts["arguments"]["mail"]), reason, is_last=is_last)
        if is_last and facts["kind"] in {register.READ_REGISTER, register.LOAD_REGISTER}:
            run_id = UUID(facts["arguments"]["run"])
            register.give_up(db.engines["importer"], run_id)
            register.open_shelf(app.config["SETTINGS"]).forget(run_id)
        session.flush()
        session.execute(
            text("SELECT jobs.note_try(:id, :reason, :is_last)"),
            {"id": request_id, "reason": reason, "is_last": is_last},
        )
        session.commit()


def queue_due_slots(app: Flask) -> int:
    """Queue the newest slot of every schedule for every organisation that has not had it; how many there were.

    Slots are counted by the database's clock, which all workers share.
    """
    registry: Registry = app.extensions["portal.registry"]
    queued = 0
    with app.app_context():
        for owned in registry.schedules:
            with db.engines["job"].begin() as connection:
                now = connection.execute(text("SELECT ctx.now()")).scalar_one()
                slot = newest_slot(owned.item.every, owned.item.at, now)
                queued += connection.execute(
                    text("SELECT jobs.queue_slot(:key, :slot)"), {"key": owned.item.key, "slot": slot}
                ).scalar_one()
    return queued


def queue_waiting_mails(app: Flask) -> int:
    """Queue again the mails that were written while no mail server was set; how many there were."""
    if not app.config["SETTINGS"].smtp_url:
        return 0
    with app.app_context(), db.engines["job"].begin() as connection:
        queued: int = connection.execute(text("SELECT jobs.queue_waiting_mails()")).scalar_one()
    return queued


def seal_trails(app: Flask) -> int:
    """Seal every log in which something waits, each in a transaction of its own; how many entries there were."""
    sealed = 0
    with app.app_context():
        with db.engines["job"].begin() as connection:
            logs = due_logs(connection)
        for log_id in logs:
            try:
                sealed += _seal_whole(app, log_id)
            except SQLAlchemyError as error:  # a row put in by force, say: the other logs must not wait for it
                log.error("trail not sealed", trail=str(log_id), error=type(error).__name__)
    return sealed


def _seal_whole(app: Flask, log_id: UUID) -> int:
    sealed, found = 0, MOST_AT_ONCE
    while found == MOST_AT_ONCE:
        with db.engines["job"].begin() as connection:
            found = seal(connection, app.config["SETTINGS"], log_id, at=clock.now())
        sealed += found
    return sealed


def queue_app(app: Flask) -> procrastinate.App:
    """The queue's own application, with the one task every request is."""
    location = app.extensions["portal.location"]
    queue = procrastinate.App(
        connector=procrastinate.PsycopgConnector(conninfo=location.url(JOB), min_size=1, max_size=4)
    )
    retry = procrastinate.RetryStrategy(max_attempts=MOST_TRIES - 1, exponential_wait=WAIT_BASE_SECONDS)

    @queue.task(name="portal.run_request", queue=QUEUE, retry=retry, pass_context=True)
    async def run(context: procrastinate.JobContext, request: str) -> None:
        try:
            await in_held_thread(lambda hold: run_request(app, UUID(request), hold=hold), LONGEST_JOB)
        except Exception as error:
            log.warning("job failed", request=request, error=type(error).__name__)
            is_last = context.job.attempts >= MOST_TRIES - 1
            await asyncio.to_thread(_try_to_note, app, UUID(request), error, is_last=is_last)
            raise

    return queue


def _try_to_note(app: Flask, request_id: UUID, error: Exception, *, is_last: bool) -> None:
    try:
        note_try(app, request_id, error, is_last=is_last)
    except SQLAlchemyError as away:  # the queue itself will hardly be reached either; the job is found stalled then
        log.warning("try not noted", request=str(request_id), error=type(away).__name__)


async def keep_house(app: Flask, queue: procrastinate.App) -> None:
    """Queue what is due by the clock and what was left lying, once."""
    await asyncio.to_thread(queue_due_slots, app)
    await asyncio.to_thread(queue_waiting_mails, app)
    await asyncio.to_thread(seal_trails, app)
    await rescue_stalled(app, queue)


async def forget_old(queue: procrastinate.App) -> None:
    """Forget what was done long ago."""
    await queue.job_manager.delete_old_jobs(nb_hours=72)
    await queue.connector.execute_query_async("SELECT jobs.forget_old()")


async def rescue_stalled(app: Flask, queue: procrastinate.App) -> None:
    """Put jobs of a dead worker back; one under which workers died again and again is given up."""
    for statement in AFTER_A_WRONG_CLOCK:
        await queue.connector.execute_query_async(statement)
    manager = queue.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER.total_seconds()):
        if job.attempts < MOST_TRIES:
            await manager.retry_job(job)
            continue
        await manager.finish_job(job, status=Status.FAILED, delete_job=False)
        request = UUID(str(job.task_kwargs["request"]))
        await asyncio.to_thread(_try_to_note, app, request, RuntimeError("worker died"), is_last=True)


async def _look_around(app: Flask, queue: procrastinate.App) -> None:
    """Keep house for as long as the worker runs, beside the queue: jobs that hang must not hold up the clock."""
    for rounds in count():
        try:
            await keep_house(app, queue)
            if rounds % ROUNDS_BETWEEN_TIDYING == 0:
                await forget_old(queue)
        except Exception as error:  # noqa: BLE001 - the database may be away; it is asked again
            log.warning("housekeeping failed", error=type(error).__name__)
        await asyncio.sleep(LOOK_AROUND_SECONDS)


def keep_registers(app: Flask, folder: register.WatchedFolder | None) -> None:
    """Forget names of managers whose time is over, read what is new in the watched folder, load what was approved."""
    with app.app_context():
        engine, now = db.engines["importer"], clock.now()
        keeps_names = app.config["SETTINGS"].keeps_manager_names
        with engine.begin() as connection:
            register.forget_managers(connection, clock.london_day(now), keeps_names=keeps_names)
        if folder:
            register.look_at_folder(engine, folder, now=now, keeps_names=keeps_names)


async def _watch_registers(app: Flask) -> None:
    """Look after the register for as long as the worker runs: it belongs to no organisation, so no schedule can."""
    path = app.config["SETTINGS"].register_folder
    folder = register.WatchedFolder(path) if path else None
    while True:
        try:
            await asyncio.to_thread(keep_registers, app, folder)
        except Exception as error:  # noqa: BLE001 - the database may be away; the next look asks again
            log.warning("registers not looked at", error=type(error).__name__)
        await asyncio.sleep(LOOK_AT_REGISTERS_SECONDS)


async def work(app: Flask, *, wait: bool = True, concurrency: int = 2) -> None:
    """Run jobs until told to stop; with `wait=False`, until none is left. A lost database is waited for."""
    while True:
        try:
            await _work(app, wait=wait, concurrency=concurrency)
        except Exception as error:
            if not wait:
                raise
            log.warning("worker interrupted", error=type(error).__name__)
            await asyncio.sleep(RESTART_AFTER_SECONDS)
        else:
            return


async def _work(app: Flask, *, wait: bool, concurrency: int) -> None:
    queue = queue_app(app)
    async with queue.open_async():
        if not wait:
            await keep_house(app, queue)
        beside = (_look_around(app, queue), _watch_registers(app)) if wait else ()
        looking = [asyncio.create_task(one) for one in beside]
        options: dict[str, Any] = {"install_signal_handlers": wait, "listen_notify": wait}
        try:
            await queue.run_worker_async(
                queues=[QUEUE],
                wait=wait,
                concurrency=concurrency,
                shutdown_graceful_timeout=STOP_WITHIN_SECONDS,
                **options,
            )
        finally:
            for one in looking:
                one.cancel()


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
