"""Do dangerous work in a process of its own, with so much memory, time and disk; whatever becomes of it, we go on.

A helper process has the slow libraries imported and forks for each piece of work; it ends with whoever started it.
What is asked is our own function by name, `module:function`, with bytes and plain options; it answers with bytes.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from portal.core.errors import PortalError

LENGTHS = struct.Struct("!LQ")
DONE, REFUSED, FAILED = b"D", b"R", b"F"
MEGABYTE = 1024**2
OUR_SETTINGS = ("PORTAL_", "DATABASE_URL")  # secrets are among them, and none is needed to draw a picture
PATIENCE = 5  # seconds beyond the work's own, for the answer to arrive


@dataclass(frozen=True)
class Limits:
    """What one piece of work may use: `seconds` on the clock, `megabytes` beyond what the helper itself holds, and how
    large a file it may write.
    """

    seconds: int
    megabytes: int
    file_megabytes: int = 0


class ConfinedError(Exception):
    """The work did not end well: `cause` is the name of its error, "" when its process was ended or died."""

    def __init__(self, cause: str = "") -> None:
        super().__init__(cause or "ended")
        self.cause = cause


def confinable(module: str, name: str, *libraries: str) -> str:
    """The name under which a function of `module` is asked for; the helper has it and `libraries` at hand."""
    _at_hand.extend((*libraries, module))
    return f"{module}:{name}"


def confined(work: str, given: bytes, options: Mapping[str, Any], limits: Limits) -> bytes:
    """What the function `work` makes of `given`, within these limits.

    Raises the `PortalError` it raised, and `ConfinedError` when it failed, took too long or took too much.
    """
    asked = json.dumps({"work": work, "options": dict(options), **asdict(limits)}).encode()
    try:
        with _helper().connected(limits.seconds + PATIENCE) as connection, connection.makefile("rwb") as line:
            line.write(LENGTHS.pack(len(asked), len(given)) + asked + given)
            line.flush()
            state, answer = line.read(1), line.read()
    except OSError as error:
        raise ConfinedError from error
    if state == DONE:
        return answer
    if state == REFUSED:
        said = json.loads(answer)
        raise PortalError(said["message"], field=said["field"])
    raise ConfinedError(answer.decode())


_at_hand: list[str] = []


class _Helper:
    """The helper of this process. Its standard input is how it learns that we are gone."""

    def __init__(self) -> None:
        self.started_by = os.getpid()
        self.folder = tempfile.TemporaryDirectory(prefix="portal-")
        self.address = str(Path(self.folder.name) / "work")
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(self.address)
            listening.listen(64)
            command = [sys.executable, "-P", "-m", "portal.core.confinement", str(listening.fileno()), *_at_hand]
            harmless = {key: value for key, value in os.environ.items() if not key.startswith(OUR_SETTINGS)}
            environment = {**harmless, "PYTHONPATH": os.pathsep.join(one for one in sys.path if one)}
            self.process = subprocess.Popen(  # noqa: S603 - our own module
                command, stdin=subprocess.PIPE, pass_fds=[listening.fileno()], env=environment
            )
        atexit.register(self.stop)

    @property
    def is_ours(self) -> bool:
        return self.started_by == os.getpid() and self.process.poll() is None

    def connected(self, seconds: float) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(seconds)
        try:
            connection.connect(self.address)
        except OSError:
            connection.close()
            raise
        return connection

    def stop(self) -> None:
        if self.started_by != os.getpid():
            return
        if self.process.stdin:
            self.process.stdin.close()
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()


_running: list[_Helper] = []
_starting = threading.Lock()


def _helper() -> _Helper:
    """The helper, started anew when it is gone or belongs to a process we were forked from."""
    with _starting:
        if not _running or not _running[0].is_ours:
            _running[:] = [_Helper()]
        return _running[0]


def _serve(listening: socket.socket, at_hand: Sequence[str]) -> None:
    """Fork for whoever connects, until the one who started us is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    for name in at_hand:
        with suppress(ImportError, OSError):
            importlib.import_module(name)
    while True:
        connection, _address = listening.accept()
        with connection:
            if os.fork() == 0:
                listening.close()
                _answer(connection)


def _end_with_parent() -> None:
    os.read(0, 1)
    os._exit(0)


def _answer(connection: socket.socket) -> None:
    """In the child: do the one piece of work, say what came of it, and end."""
    with suppress(BaseException), connection.makefile("rwb") as line:
        asked_length, given_length = LENGTHS.unpack(line.read(LENGTHS.size))
        asked = json.loads(line.read(asked_length))
        given = line.read(given_length)
        _confine(asked["seconds"], asked["megabytes"], asked["file_megabytes"])
        state, answer = _outcome(asked, given)
        line.write(state + answer)
        line.flush()
    os._exit(0)


def _confine(seconds: int, megabytes: int, file_megabytes: int) -> None:
    """An alarm nobody catches ends the process, and so does too much of its processor; memory is refused."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    most = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() + megabytes * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds + 1, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_megabytes * MEGABYTE,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _outcome(asked: Mapping[str, Any], given: bytes) -> tuple[bytes, bytes]:
    module, _, name = asked["work"].partition(":")
    try:
        return DONE, getattr(importlib.import_module(module), name)(given, **asked["options"])
    except PortalError as error:
        return REFUSED, json.dumps({"message": error.message, "field": error.field}).encode()
    except Exception as error:  # noqa: BLE001 - whatever it was, the one who asked learns its name
        return FAILED, type(error).__name__.encode()


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:])
