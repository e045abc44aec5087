"""The one mapping of errors to pages: a sentence, what was saved, a request id; never a trace, a table or a name."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from portal.core.errors import (
    ErasedError,
    NotFoundError,
    NotPermittedError,
    NotSignedInError,
    PortalError,
    StaleRecordError,
    UnavailableError,
)
from portal.core.log import log
from portal.web.carried import being_sent, is_from_our_page, typed_words
from portal.web.headers import ForeignFormError
from portal.web.transaction import AlreadySentError, SecondFactorDueError

READ_ONLY_TRANSACTION = "25006"
FIRST_ERROR = 400
WAIT = "Wait a minute, then try again. Nothing was saved."
COPY_FIRST = "Copy your words, then go on."
TOO_LARGE = 413
REFUSALS = {
    405: ("This page does not work that way", "Nothing was saved. Go back and use the buttons of the page."),
    TOO_LARGE: (
        "That is too large",
        "Nothing was saved. Go back, choose a smaller file or write less, and send again.",
    ),
    429: ("Too many tries", "Wait a few minutes, then try again. Your account is not locked."),
}
UNREADABLE = (
    "That could not be read",
    "The portal could not read this request. Nothing was saved. Go back and try again.",
)


def set_up_errors(app: Flask) -> None:
    app.register_error_handler(NotFoundError, lambda _error: _not_found())
    app.register_error_handler(404, lambda _error: _not_found())
    app.register_error_handler(NotSignedInError, _sign_in)
    app.register_error_handler(SecondFactorDueError, lambda _error: redirect(url_for("accounts.code")))
    app.register_error_handler(NotPermittedError, _not_permitted)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(ForeignFormError, _foreign_form)
    app.register_error_handler(UnavailableError, _away)
    app.register_error_handler(PortalError, _refused)
    app.register_error_handler(IntegrityError, _conflict)
    app.register_error_handler(DataError, _unkeepable)
    app.register_error_handler(UnicodeError, _unkeepable)
    app.register_error_handler(DBAPIError, _database_trouble)
    app.register_error_handler(PoolTimeoutError, _database_trouble)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _page(status: int, title: str, body: str, *, typed: bool = False, **forms: Any) -> tuple[str, int]:
    """`forms`: `again` puts the form that failed on the page to be sent once more, `sign_in` carries it there."""
    said = {"title": title, "body": body, "typed": typed_words() if typed else [], "again": None, "sign_in": None}
    return render_template("errors/error.html", **said | forms, request_id=g.get("request_id", "")), status


def _not_found() -> tuple[str, int]:
    return _page(404, "Page not found", "There is nothing here, or nothing you may see. Check the address.")


def _sign_in(_error: NotSignedInError) -> ResponseReturnValue:
    if request.method == "GET":
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    carried, url = being_sent(), url_for("accounts.sign_in")
    what_to_do = "What you typed is on this page and comes with you when you sign in." if carried else COPY_FIRST
    body = f"Your session has ended. Nothing was sent. {what_to_do}"
    return _page(401, "Sign in again", body, typed=True, sign_in=carried, sign_in_url=url)


def _not_permitted(error: NotPermittedError) -> tuple[str, int]:
    return _page(403, "Your role does not include this", error.message)


def _expired_form(_error: CSRFError) -> tuple[str, int]:
    again = being_sent() if is_from_our_page() else None
    what_to_do = "Press Try again." if again else "Go back, reload and try again."
    body = f"This form was open for too long, or came from another page. Nothing was sent. {what_to_do}"
    return _page(400, "Send the form again", body, typed=True, again=again)


def _foreign_form(_error: ForeignFormError) -> tuple[str, int]:
    body = "This form was not sent from a page of the portal. Nothing was saved. Open the page here and send it again."
    return _page(400, "That came from another page", body, typed=True)


def _refused(error: PortalError) -> tuple[str, int]:
    if isinstance(error, StaleRecordError | AlreadySentError):
        return _page(409, "Somebody was here before you", error.message, typed=True)
    if isinstance(error, ErasedError):
        return _page(410, "This record was erased", error.message, typed=True)
    return _page(400, "That cannot be done", error.message, typed=True)


def _away(error: UnavailableError) -> ResponseReturnValue:
    return (*_page(503, "Try again in a minute", error.message, typed=True, again=being_sent()), {"Retry-After": "60"})


def _conflict(error: IntegrityError) -> tuple[str, int]:
    log.warning("conflict", request_id=g.get("request_id"), code=getattr(error.orig, "sqlstate", None))
    body = "That did not save because something changed meanwhile. Nothing else was touched. Try again."
    return _page(409, "That did not save", body, typed=True, again=being_sent())


def _unkeepable(error: DataError | UnicodeError) -> tuple[str, int]:
    """A character no database keeps (NUL, half a letter), a number too large: only programs send these."""
    code = getattr(getattr(error, "orig", None), "sqlstate", None)
    log.warning("unkeepable", request_id=g.get("request_id"), code=code)
    body = "Something in this request cannot be kept. Nothing was saved. Go back, type it again and try once more."
    return _page(400, "That cannot be kept", body, typed=True)


def _database_trouble(error: Exception) -> ResponseReturnValue:
    code = getattr(getattr(error, "orig", None), "sqlstate", None)
    if isinstance(error, OperationalError | PoolTimeoutError) and code != READ_ONLY_TRANSACTION:
        log.error("database unavailable", request_id=g.get("request_id"), code=code)
        again = being_sent()
        what_to_do = "What you typed is on this page: wait a minute, then press Try again." if again else WAIT
        body = f"The portal cannot reach its records just now. {what_to_do}"
        return (*_page(503, "Try again in a minute", body, typed=True, again=again), {"Retry-After": "60"})
    return _unexpected(error)


def _http(error: HTTPException) -> ResponseReturnValue | HTTPException:
    if error.code is None or error.code < FIRST_ERROR:
        return error  # redirects are answers, not errors
    title, body = REFUSALS.get(error.code, UNREADABLE)
    more = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return (*_page(error.code, title, body, typed=error.code != TOO_LARGE), more)


def _unexpected(error: Exception) -> tuple[str, int]:
    """Type, place and request id go to the log; locals and request data never do."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
    log.error("unexpected error", request_id=g.get("request_id"), error=type(error).__name__, place=place)
    body = "Something went wrong on our side. Nothing was saved. Try again; if it fails again, copy your words."
    return _page(500, "Something went wrong", body, typed=True, again=being_sent())
