"""A mail server that counts by Message-ID, and refuses one mail in ten for now."""

from __future__ import annotations

import random
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

REFUSED = 0.1


@dataclass
class Postbox:
    """How often each mail came, by its Message-ID; the port it listens on."""

    port: int
    random: random.Random
    taken: Counter[str] = field(default_factory=Counter)
    refusing: bool = True

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        if self.refusing and self.random.random() < REFUSED:
            return "451 come back later"
        self.taken[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        return "250 taken"


@contextmanager
def listening(seed: int) -> Iterator[Postbox]:
    box = Postbox(free_port(), random.Random(seed))
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
