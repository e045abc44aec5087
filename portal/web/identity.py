"""The signed-in person. The cookie holds a random token; who it stands for is the database's answer each time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask, Request, current_app, g
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user
from itsdangerous import BadSignature
from sqlalchemy import text

from portal.core.db import Json, db

login_manager = LoginManager()


class SessionClaim(UserMixin):  # type: ignore[misc]
    """A cookie's claim to be a session. Nothing is believed of it until the database has looked it up."""

    def __init__(self, token: str) -> None:
        self.token = token

    def get_id(self) -> str:
        return self.token


class AgelessCookies(SecureCookieSessionInterface):
    """How old a session is, the database says. A cookie that looks old, or of tomorrow, since this machine's clock
    was moved, signs nobody out.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        try:
            return self.session_class(serializer.loads(request.cookies.get(self.get_cookie_name(app)) or ""))
        except BadSignature:
            return self.session_class()


@dataclass(frozen=True)
class Person:
    """A verified person outside any organisation: for the account pages and the list of organisations."""

    user_id: UUID
    name: str
    email: str
    is_operator: bool
    second_factor_due: bool
    has_second_factor: bool
    sessions: int
    tenants: list[Json]


def set_up_identity(app: Flask) -> None:
    app.session_interface = AgelessCookies()
    login_manager.init_app(app)
    # The session is the database's row; binding it to an address as well would sign people out on the move.
    login_manager.session_protection = None
    login_manager.user_loader(SessionClaim)
    # Flask-Login gives it to templates only; the shell's macros are imported without their context.
    app.jinja_env.globals["current_user"] = current_user


def session_token() -> str | None:
    """The token the browser presents, unverified."""
    return current_user.get_id() if current_user.is_authenticated else None


def identify(token: str) -> Person | None:
    """The person behind a token, or None."""
    found = auth_scalar("SELECT auth.identify(:token)", token=token)
    return Person(**{**found, "user_id": UUID(found["user_id"])}) if found else None


def touch_if_due(token: str, *, is_due: bool) -> None:
    """Move the idle limit on, at most once a minute: a page view must not cost a write each time."""
    if is_due:
        minutes = current_app.config["SETTINGS"].session_idle_minutes
        auth_scalar("SELECT auth.touch(:token, :minutes)", token=token, minutes=minutes)


def auth_scalar(statement: str, **parameters: Any) -> Any:
    """One function of schema `auth`, called as the sign-in role in a transaction of its own."""
    with db.engines["auth"].begin() as connection:
        return connection.execute(text(statement), parameters).scalar()


def current_person() -> Person:
    """The verified person of this request; only within ACCOUNT pages, whose guard has looked."""
    person: Person = g.person
    return person
