"""What sign-in reads from the browser and leaves in it: address, note of earlier sign-ins, session."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app, g, make_response, redirect, render_template, request, session, url_for
from flask_login import login_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal.accounts.devices import (
    YEAR_SECONDS,
    Device,
    cookie_name,
    read_device,
    remember_account,
    sign_device,
)
from portal.accounts.rules import email_key
from portal.accounts.throttle import Visitor
from portal.core.errors import NotSignedInError
from portal.web.carried import unseal
from portal.web.identity import Person, SessionClaim, identify, session_token

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from portal.config import Settings

NO_WAY_BACK_TO = frozenset({"accounts.sign_in", "accounts.code", "accounts.sign_out", "static"})


def installation() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def visitor(email: str) -> Visitor:
    """Who knocks, with this address."""
    account = email_key(email)
    device = _device()
    is_known = device is not None and device.has_signed_in(installation().secret, account)
    return Visitor(account, request.remote_addr or "", device.id if device and is_known else None)


def own_token() -> str:
    """The token of a session the guard has looked at."""
    token = session_token()
    if token is None:
        raise NotSignedInError
    return token


def carry(token: str) -> None:
    """Let the browser carry this session, and nothing of what it carried before."""
    session.clear()
    g.pop("csrf_token", None)  # the old session's: a page that answers now needs one of the new session
    login_user(SessionClaim(token))


def enter(token: str, wanted: str | None, carried: str | None = None) -> Response:
    """The end of every sign-in: carry the session, remember the browser, go where the person wanted.

    With `carried`, show what they were sending when their last session ended.
    """
    carry(token)
    person = identify(token)
    if person is None:
        raise NotSignedInError
    waiting = unseal(carried)
    if waiting:
        response: Response = make_response(render_template("accounts/send_again.html", person=person, carried=waiting))
    else:
        response = redirect(safe_path(wanted) or first_page(person))
    _leave_note(response, person.email)
    return response


def first_page(person: Person) -> str:
    """The operator's pages, the one organisation's home, or the list to choose from."""
    if person.is_operator:
        return url_for("operator.index")
    return only_home(person) or url_for("account.organisations")


def only_home(person: Person) -> str | None:
    """The home of the person's organisation when they have just one."""
    return home_of(person.tenants[0]["slug"]) if len(person.tenants) == 1 else None


def home_of(slug: str) -> str:
    return url_for("dashboard.home", tenant_slug=slug)


def safe_path(wanted: str | None) -> str | None:
    """`wanted`, if it is a page of ours and nothing else.

    Browsers read `//host` and `/\\host` as another site, and drop line breaks from a path; so only what our
    own routes recognise is followed.
    """
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return None
    if "\\" in wanted or any(ord(letter) <= ord(" ") or ord(letter) == 0x7F for letter in wanted):  # noqa: PLR2004
        return None
    try:
        path = urlsplit(wanted).path
        endpoint, _values = current_app.url_map.bind("localhost").match(path, method="GET")
    except (HTTPException, RequestRedirect, ValueError):
        return None
    return None if endpoint in NO_WAY_BACK_TO else wanted


def _device() -> Device | None:
    name = cookie_name(is_https=installation().is_https)
    return read_device(installation().secret, request.cookies.get(name))


def _leave_note(response: Response, email: str) -> None:
    settings = installation()
    device = remember_account(_device(), settings.secret, email_key(email))
    response.set_cookie(
        cookie_name(is_https=settings.is_https),
        sign_device(device, settings.secret),
        max_age=YEAR_SECONDS,
        secure=settings.is_https,
        httponly=True,
        samesite="Lax",
    )
