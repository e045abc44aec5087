"""Ask ClamAV whether something is harmful, over its socket (`INSTREAM`).

Source: clamd(8), section COMMANDS: `zINSTREAM\\0`, then chunks of `<length, 4 bytes, network order><bytes>`, a chunk
of length zero at the end; the answer is `stream: OK`, `stream: <name> FOUND` or an error.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST_ANSWER = 4096
LENGTH = struct.Struct("!L")


class ScannerAwayError(Exception):
    """The scanner cannot be reached, did not answer in time, or could not look at this."""


@dataclass(frozen=True)
class VirusScanner:
    """The daemon at `unix:///path` or `tcp://host:port`; `timeout` in seconds for each step."""

    url: str
    timeout: float = 30

    def find_virus(self, pieces: Iterable[bytes]) -> str | None:
        """The scanner's name for what it found; None for nothing. Raises `ScannerAwayError`."""
        answer = self._ask(b"zINSTREAM\0", pieces)
        if answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        if answer != "stream: OK":
            raise ScannerAwayError(answer)
        return None

    def check(self) -> None:
        """Raise `ScannerAwayError` unless the scanner answers."""
        if self._ask(b"zPING\0", None) != "PONG":
            raise ScannerAwayError

    def _ask(self, command: bytes, pieces: Iterable[bytes] | None) -> str:
        try:
            with self._connected() as connection:
                connection.sendall(command)
                if pieces is not None:
                    _send(connection, pieces)
                return _answer(connection)
        except OSError as error:
            raise ScannerAwayError(type(error).__name__) from error

    def _connected(self) -> socket.socket:
        named = urlsplit(self.url)
        if named.scheme == "tcp":
            return socket.create_connection((named.hostname or "", named.port or 0), self.timeout)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(self.timeout)
        try:
            connection.connect(named.path)
        except OSError:
            connection.close()
            raise
        return connection


def _send(connection: socket.socket, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        if piece:
            connection.sendall(LENGTH.pack(len(piece)) + piece)
    connection.sendall(LENGTH.pack(0))


def _answer(connection: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER and (more := connection.recv(LONGEST_ANSWER)):
        said += more
    return said.rstrip(b"\0\n").decode("utf-8", "replace")
