"""A virus scanner that speaks ClamAV's protocol and knows one thing: the EICAR test file."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.documents.files import EICAR

if TYPE_CHECKING:
    from collections.abc import Iterator

LENGTH = struct.Struct("!L")


@contextmanager
def stub_scanner(*, says: bytes | None = None) -> Iterator[str]:
    """The address of a scanner that runs meanwhile. `says` answers everything alike; b"" hangs up."""
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=_serve, args=(listening, says))
    thread.start()
    try:
        yield f"tcp://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def _serve(listening: socket.socket, says: bytes | None) -> None:
    while True:
        try:
            connection, _address = listening.accept()
        except OSError:
            return
        with connection, connection.makefile("rb") as file:
            answer = _answer(file) if says is None else says
            connection.sendall(answer)


def _answer(file) -> bytes:
    command = b""
    while not command.endswith(b"\0"):
        command += file.read(1)
    if command == b"zPING\0":
        return b"PONG\0"
    content = b""
    while size := LENGTH.unpack(file.read(LENGTH.size))[0]:
        content += file.read(size)
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
