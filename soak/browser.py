"""A browser that sends a form again, as it was, until somebody answers."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode, urlsplit

from lxml import html

TIMEOUT_SECONDS = 20
PAUSE_SECONDS = 0.3
TROUBLE = 500


class NotAnsweredError(Exception):
    """Nobody answered in time: whether it was done is not known, and nobody was told that it was."""


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_options: Any) -> None:
        return None


@dataclass
class Browser:
    """One person's. `until` (monotonic seconds) is when it gives up asking again."""

    address: str
    until: float
    opener: urllib.request.OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        self.opener = urllib.request.build_opener(_Stay, urllib.request.HTTPCookieProcessor(CookieJar()))

    def read(self, path: str) -> str:
        """The page as it stands. Raises `NotAnsweredError`."""
        return self._insist(path, None)[2].decode()

    def send(self, path: str, typed: dict[str, Any]) -> tuple[int, str]:
        """Fill the form of the page in and send it; the status and where it leads. Raises `NotAnsweredError`."""
        _status, _where, page = self._insist(path, None)
        form = next(one for one in html.fromstring(page).xpath("//main//form[@method='post'][.//input[@name='op']]"))
        fields = {**dict(form.form_values()), **typed}
        status, where, _page = self._insist(path, urlencode(fields, doseq=True).encode())
        return status, urlsplit(where).path

    def _insist(self, path: str, body: bytes | None) -> tuple[int, str, bytes]:
        while time.monotonic() < self.until:
            try:
                answer = self._ask(path, body)
            except (OSError, http.client.HTTPException):
                answer = None
            if answer is not None and answer[0] < TROUBLE:
                return answer
            time.sleep(PAUSE_SECONDS)
        raise NotAnsweredError

    def _ask(self, path: str, body: bytes | None) -> tuple[int, str, bytes]:
        request = urllib.request.Request(f"{self.address}{path}", data=body)
        try:
            with self.opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return answer.status, "", answer.read()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers.get("Location", ""), answer.read()
