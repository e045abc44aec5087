"""Jobs that raise, hang or were left lying by a worker that died: the others go on, and nothing takes effect twice."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import text

from portal import worker
from portal.core.db import db
from portal.core.held_thread import Hold, LetGoError, in_held_thread
from portal.core.queue import enqueue
from portal.trail.services import append_entry
from tests.databases import as_superuser


@pytest.fixture
def handlers(monkeypatch):
    """Kinds of job that only these tests know."""
    known = {**worker.HANDLERS, "tests.fine": lambda uow, _arguments: append_entry(uow, "tests.fine")}
    monkeypatch.setattr(worker, "HANDLERS", known)
    return known


@pytest.fixture
def no_schedules(schedules):
    schedules(*())


@pytest.fixture
def queued(act_and_commit):
    def put(*kinds):
        with act_and_commit("ben") as uow:
            for kind in kinds:
                enqueue(uow.session, kind, {})

    return put


def outcomes(location):
    with as_superuser(location) as connection:
        rows = connection.execute(
            text("SELECT kind, outcome, attempts, last_error FROM jobs.request WHERE kind LIKE 'tests.%' ORDER BY kind")
        ).all()
    return [tuple(row) for row in rows]


def acts(location):
    with as_superuser(location) as connection:
        return connection.execute(text("SELECT act FROM portal.trail_entry WHERE act LIKE 'tests.%'")).scalars().all()


def work(app):
    asyncio.run(worker.work(app, wait=False))


def test_a_job_that_raises_is_noted_and_the_others_go_on(app, handlers, queued, location):
    def raise_after_writing(uow, _arguments):
        append_entry(uow, "tests.broken")
        uow.session.flush()
        raise LookupError

    handlers["tests.broken"] = raise_after_writing
    queued("tests.broken", "tests.fine")
    work(app)

    assert outcomes(location) == [("tests.broken", None, 1, "LookupError"), ("tests.fine", "done", 0, None)]
    assert acts(location) == ["tests.fine"]


def test_a_job_that_hangs_is_let_go_of_and_cannot_commit_afterwards(app, handlers, queued, location, monkeypatch):
    monkeypatch.setattr(worker, "LONGEST_JOB", timedelta(seconds=2))
    go_on, ended = threading.Event(), threading.Event()

    def hang(uow, _arguments):
        append_entry(uow, "tests.hung")
        uow.session.flush()
        go_on.wait(30)
        ended.set()

    handlers["tests.hung"] = hang
    queued("tests.hung", "tests.fine", "tests.fine")
    work(app)
    go_on.set()
    assert ended.wait(30)
    time.sleep(0.3)

    assert outcomes(location)[-1] == ("tests.hung", None, 1, "TimeoutError")
    assert acts(location) == ["tests.fine", "tests.fine"]


def test_however_many_hang_the_rest_is_done(app, handlers, queued, location, monkeypatch):
    monkeypatch.setattr(worker, "LONGEST_JOB", timedelta(seconds=1))
    go_on = threading.Event()
    handlers["tests.hung"] = lambda _uow, _arguments: go_on.wait(60)
    queued(*["tests.hung"] * 7, "tests.fine")
    work(app)
    go_on.set()

    assert acts(location) == ["tests.fine"]


@pytest.mark.slow  # the statement has to hang first
def test_a_statement_that_hangs_is_cancelled(app, handlers, queued, location, monkeypatch):
    monkeypatch.setattr(worker, "LONGEST_JOB", timedelta(seconds=2))
    handlers["tests.hung"] = lambda uow, _arguments: uow.session.execute(text("SELECT pg_sleep(60)"))
    queued("tests.hung")
    began = time.monotonic()
    work(app)

    assert time.monotonic() - began < 40
    assert outcomes(location) == [("tests.hung", None, 1, "TimeoutError")]


def test_what_a_dead_worker_left_is_done_by_the_next(app, handlers, queued, location, keep):
    queued("tests.fine")
    keep("INSERT INTO jobs.procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute')")
    keep(
        "UPDATE jobs.procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM"
        " jobs.procrastinate_workers)"
    )
    work(app)

    assert outcomes(location) == [("tests.fine", "done", 0, None)]


def test_a_job_under_which_every_worker_died_is_given_up(app, handlers, queued, location, keep):
    queued("tests.fine")
    keep("INSERT INTO jobs.procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute')")
    keep(
        "UPDATE jobs.procrastinate_jobs SET status = 'doing', attempts = :most,"
        " worker_id = (SELECT max(id) FROM jobs.procrastinate_workers)",
        most=worker.MOST_TRIES,
    )
    work(app)

    assert outcomes(location) == [("tests.fine", "failed", 1, "RuntimeError")]


def test_a_try_put_off_by_a_clock_that_was_a_year_ahead_comes_now(app, handlers, queued, location, keep):
    queued("tests.fine")
    keep("UPDATE jobs.procrastinate_jobs SET attempts = 1, scheduled_at = now() + interval '1 year'")
    work(app)

    assert outcomes(location) == [("tests.fine", "done", 0, None)]


def test_what_is_queued_for_later_is_left_for_later(app, handlers, queued, location, keep):
    queued("tests.fine")
    keep("UPDATE jobs.procrastinate_jobs SET scheduled_at = now() + interval '1 year'")
    work(app)

    assert outcomes(location) == [("tests.fine", None, 0, None)]


def test_work_that_nobody_waits_for_any_more_takes_no_connection():
    hold = Hold()
    hold.let_go()

    with pytest.raises(LetGoError), hold.on(object()):
        pass


def test_a_connection_given_back_is_not_broken_off_for_others(app):
    hold = Hold()
    with app.app_context(), db.engines["job"].connect() as connection:
        with hold.on(connection.connection):
            pass
        hold.let_go()

        assert connection.execute(text("SELECT 1")).scalar_one() == 1


def test_letting_go_of_a_connection_that_was_lost_is_no_fault(app):
    hold = Hold()
    with app.app_context(), db.engines["job"].connect() as connection, hold.on(connection.connection):
        connection.connection.dbapi_connection.close()
        hold.let_go()


def test_what_work_raises_is_raised_where_somebody_waits():
    def fail(_hold):
        raise LookupError

    with pytest.raises(LookupError):
        asyncio.run(in_held_thread(fail, timedelta(seconds=5)))
