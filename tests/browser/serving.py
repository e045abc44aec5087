"""The portal as anybody starts it: `portal demo`, `portal serve`, on a free port of this machine."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE_SECONDS = 400


def build_demo(data: Path, *, environment: dict[str, str], die_after: float | None = None) -> dict[str, Any]:
    """What `portal demo --no-serve` printed; nothing when it was killed, as a power cut would, on the way."""
    command = portal_command("demo", "--no-serve", data=data)
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, start_new_session=True)
    try:
        output, _ = process.communicate(timeout=die_after or PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return {}
    assert process.returncode == 0
    return dict(json.loads(output))


@contextmanager
def served(data: Path, *, environment: dict[str, str]) -> Iterator[str]:
    """The address, as long as the block runs."""
    port = free_port()
    process = subprocess.Popen(portal_command("serve", "--port", str(port), data=data), env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(address, process)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def portal_command(*words: str, data: Path) -> list[str]:
    return [sys.executable, "-c", "from portal.cli import main; main()", *words, f"--data={data}"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, "the server stopped"
        try:
            with urllib.request.urlopen(f"{address}/readyz") as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.3)
    raise TimeoutError(address)
