"""A mail server in the same process."""

from __future__ import annotations

import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from portal.core.mail import MailTransport
from portal.worker import run_waiting_jobs


class Postbox:
    """A mail server that keeps what it gets; `refuse` is what it answers instead of taking it."""

    def __init__(self) -> None:
        self.taken = []
        self.refuse = None

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - the library's name
        if self.refuse:
            return self.refuse
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


@pytest.fixture
def postbox():
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        box.port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def transport(postbox):
    return MailTransport(f"smtp://127.0.0.1:{postbox.port}", "portal@portal.example")


@pytest.fixture
def sending(app, monkeypatch, postbox):
    """The worker, with a mail server."""
    settings = app.config["SETTINGS"]
    object.__setattr__(settings, "smtp_url", f"smtp://127.0.0.1:{postbox.port}")
    yield lambda: run_waiting_jobs(app)
    object.__setattr__(settings, "smtp_url", None)
