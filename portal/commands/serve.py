"""`portal serve`: the web server and one worker beside it, watched by one small parent process."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import socket
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from portal.app import create_app
from portal.commands.doctor import refuse_if_unsafe
from portal.commands.running import at_port, ensure_current, faults_as_words
from portal.config import ConfigurationError, Settings, load_settings
from portal.core.installation import Location, located_database
from portal.core.log import log, set_up_logging
from portal.worker import work

RESTART_AFTER_SECONDS = 2
STOP_WITHIN_SECONDS = 20
TICK_SECONDS = 0.5


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our settings: threads for slow clients, one process per core, recycled now and then."""

    def __init__(self, settings: Settings, location: Location, bind: str) -> None:
        self.settings = settings
        self.location = location
        self.bind = bind
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": self.bind,
            "workers": self.settings.web_workers,
            "threads": 4,
            "worker_class": "gthread",
            "max_requests": 2000,
            "max_requests_jitter": 200,
            "timeout": 60,
            "graceful_timeout": 15,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "forwarded_allow_ips": "127.0.0.1",
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self.settings, self.location)


@click.command()
@click.option("--port", default=8000, show_default=True, envvar="PORT", help="Port on 127.0.0.1.")
@click.option("--bind", default="", help="Address to listen on instead, such as 0.0.0.0:8000.")
@click.option("--no-worker", is_flag=True, help="Only the web server; run `portal worker` elsewhere.")
def serve(port: int, bind: str, no_worker: bool) -> None:  # noqa: FBT001
    """Serve the portal, with a worker beside it."""
    with faults_as_words():
        settings = load_settings()
        if settings.environment == "development":
            settings = at_port(settings, port)
        run_servers(settings, bind or f"127.0.0.1:{port}", with_worker=not no_worker)


@click.command()
def worker() -> None:
    """Run jobs until stopped."""
    with faults_as_words():
        settings = load_settings()
        with located_database(settings) as location:
            _checked(settings, location)
            _run_worker(settings, location)


def run_servers(
    settings: Settings, bind: str, *, with_worker: bool = True, ready: Callable[[], None] | None = None
) -> None:
    """Hold the database, check it, and keep the server and the worker running until told to stop.

    `ready` is called once, when the server listens at `bind`.
    """
    set_up_logging(pretty=settings.environment != "production")
    with located_database(settings) as location:
        _checked(settings, location)
        makers: dict[str, Callable[[], BaseProcess]] = {"web": lambda: _process(_run_web, settings, location, bind)}
        if with_worker:
            makers["worker"] = lambda: _process(_run_worker, settings, location)
        _watch(makers, location, bind, ready)


def _checked(settings: Settings, location: Location) -> None:
    if location.embedded:
        ensure_current(location)
    refuse_if_unsafe(location, create_app(settings, location).extensions["portal.registry"])


def _watch(
    makers: dict[str, Callable[[], BaseProcess]], location: Location, bind: str, ready: Callable[[], None] | None
) -> None:
    """Start each process, start it again when it dies, the database of our own as well; stop all on a signal."""
    stopping = False

    def stop(_signal: int, _frame: Any) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    running = {name: make() for name, make in makers.items()}
    while not stopping:
        time.sleep(TICK_SECONDS)
        if ready and _listens(bind):
            ready()
            ready = None
        _revive(location)
        for name, process in running.items():
            if not process.is_alive() and not stopping:
                log.error("process ended", name=name, code=process.exitcode)
                time.sleep(RESTART_AFTER_SECONDS)
                running[name] = makers[name]()
    for process in running.values():
        process.terminate()
    for process in running.values():
        process.join(STOP_WITHIN_SECONDS)
        if process.is_alive():
            process.kill()


def _listens(bind: str) -> bool:
    host, _, port = bind.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    return True


def _revive(location: Location) -> None:
    try:
        if location.embedded and location.embedded.revive():
            log.error("database started again")
    except ConfigurationError as error:  # its last processes may still be ending: it is tried again
        log.warning("database not started", error=str(error))


def _process(target: Callable[..., None], *arguments: Any) -> BaseProcess:
    process = multiprocessing.get_context("spawn").Process(target=target, args=arguments)
    process.start()
    return process


def _run_web(settings: Settings, location: Location, bind: str) -> None:
    set_up_logging(pretty=settings.environment != "production")
    Server(settings, location, bind).run()


def _run_worker(settings: Settings, location: Location) -> None:
    set_up_logging(pretty=settings.environment != "production")
    asyncio.run(work(create_app(settings, location)))
