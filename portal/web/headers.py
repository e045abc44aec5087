"""Headers of every answer, the request's id, and whence a form may come."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import uuid4
from wsgiref.headers import Headers

import structlog
from flask import Flask, Response, current_app, g, request

from portal.core.errors import PortalError

POLICY = "; ".join(  # noqa: FLY002 - one rule a line
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
PROMISED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
TWO_YEARS = 63_072_000
HTTPS_ONLY = f"max-age={TWO_YEARS}; includeSubDomains"


class ForeignFormError(PortalError):
    """A form that a page of another site sent."""


def set_up_headers(app: Flask) -> None:
    app.before_request(_begin_request)
    app.before_request(_limit_what_was_typed)
    app.before_request(_refuse_foreign_forms)
    app.after_request(_add_headers)


def _begin_request() -> None:
    g.request_id = uuid4().hex[:16]
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _limit_what_was_typed() -> None:
    """Only a form with a file may be as large as a file; words are as long as words."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = request.max_form_memory_size


def _refuse_foreign_forms() -> None:
    """Beside the form token: a browser says where a form came from, and it must be here."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    origin = request.headers.get("Origin")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise ForeignFormError("This form was not sent from a page of the portal.")
    if origin and origin != "null" and urlsplit(origin).netloc != request.host:
        raise ForeignFormError("This form was not sent from a page of the portal.")


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.update(PROMISED)
    headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    if current_app.config["SETTINGS"].is_https:
        headers["Strict-Transport-Security"] = HTTPS_ONLY
    return response


def file_headers(*, is_https: bool) -> Callable[[Headers, str, str], None]:
    """What a file of ours, answered before any page, promises alike."""
    promised = {**PROMISED, "Content-Security-Policy": POLICY}
    if is_https:
        promised["Strict-Transport-Security"] = HTTPS_ONLY

    def add(headers: Headers, _path: str, _url: str) -> None:
        for name, value in promised.items():
            headers[name] = value

    return add
