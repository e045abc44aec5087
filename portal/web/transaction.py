"""One request = one transaction. The guard opens it, the view acts, the edge commits or nothing happened.

A POST that redirects is committed; one that shows its form again is rolled back, and only its draft is kept.
`kept()` marks the few answers that are pages and commits all the same (a link shown once).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from flask import Response, current_app, g, make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session
from werkzeug.local import LocalProxy

from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFoundError, NotPermittedError, NotSignedInError, PortalError
from portal.core.principal import ContextRefusedError, Operator, SignedIn, Visitor
from portal.core.readings import take_readings
from portal.core.uow import UnitOfWork
from portal.registry import Registry, unit_of_work
from portal.web.access import Guard, OfKind, Scope
from portal.web.drafts import DRAFT_OF, discard_typed, keep_typed
from portal.web.identity import identify, session_token, touch_if_due
from portal.web.models import FormSubmission

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
NOT_PART_OF_THE_FORM = frozenset({"op", "csrf_token"})
FIRST_ERROR = 400

uow: UnitOfWork = LocalProxy(lambda: g.uow)  # type: ignore[assignment]
visitor: UnitOfWork = LocalProxy(lambda: g.visitor)  # type: ignore[assignment]


class SecondFactorDueError(PortalError):
    """The password was right; the code of the authenticator app is still owed."""


class AlreadySentError(PortalError):
    """The same form was sent before with other contents."""


def registry() -> Registry:
    found: Registry = current_app.extensions["portal.registry"]
    return found


def kept(page: str | Response) -> Response:
    """A page that answers a POST and whose work is committed all the same."""
    response = make_response(page)
    g.kept = True
    return response


@contextmanager
def writing_beside() -> Iterator[UnitOfWork]:
    """A short transaction of its own, as the same person, for the one thing a page that reads must write down.

    Only for what makes reading safe: that a link was used, that something was read.
    """
    token = session_token()
    if token is None:
        raise NotSignedInError
    with Session(db.engine, expire_on_commit=False) as session:
        begun = unit_of_work(registry(), session, SignedIn(token, g.tenant_slug), clock.now())
        yield begun
        begun.finish()
        session.commit()


def answer(view: Callable[..., ResponseReturnValue], guard: Guard, arguments: dict[str, Any]) -> ResponseReturnValue:
    """Run one view behind its guard."""
    if guard.scope is Scope.PUBLIC:
        return view(**arguments)
    if guard.scope is Scope.VISITOR:
        return _answer_visitor(view, guard, arguments)
    token = session_token()
    if token is None:
        raise NotSignedInError
    if guard.scope is Scope.ACCOUNT:
        g.person = _verified(token)
        return view(**arguments)
    if guard.scope is Scope.OPERATOR:
        return _answer_operator(view, arguments, token)
    g.uow = _begin(token)
    _check_plugin_and_permission(guard, arguments)
    response = current_app.make_response(
        view(**arguments) if request.method in SAFE_METHODS else _write(view, arguments)
    )
    _tell_readings(token, shows=response.location is None)
    return response


def _verified(token: str) -> Any:
    person = identify(token)
    if person is None:
        raise NotSignedInError
    if person.second_factor_due:
        raise SecondFactorDueError("Enter the code from your authenticator app.")
    touch_if_due(token, is_due=True)
    return person


def _begin(token: str) -> UnitOfWork:
    principal = SignedIn(token, g.tenant_slug, read_only=request.method in SAFE_METHODS)
    session = db.session()
    try:
        begun = _begin_once_more(session, principal)
    except ContextRefusedError:
        _verified(token)
        raise NotFoundError from None
    touch_if_due(token, is_due=session.info["facts"]["touch_due"])
    return begun


def _begin_once_more(session: Session, principal: SignedIn) -> UnitOfWork:
    """Begin; when the pool handed out a connection that had died, begin once more on a new one."""
    try:
        return unit_of_work(registry(), session, principal, clock.now())
    except OperationalError as error:
        session.rollback()
        if not error.connection_invalidated:
            raise
        return unit_of_work(registry(), session, principal, clock.now())


def _check_plugin_and_permission(guard: Guard, arguments: dict[str, Any]) -> None:
    begun: UnitOfWork = g.uow
    if guard.plugin and guard.plugin not in begun.plugins.enabled:
        raise NotFoundError
    needed = guard.access
    if isinstance(needed, OfKind):
        kind = begun.plugins.kind(arguments["kind_key"])
        if kind is None or (kind.is_bare and needed.verb == "write"):
            raise NotFoundError
        needed = getattr(kind, needed.verb)
    if isinstance(needed, str) and not begun.may(needed):
        permission = registry().permissions[needed]
        if permission.hides:
            raise NotFoundError
        raise NotPermittedError(
            f"Your role ({begun.actor.role_label}) does not include this: {permission.label}."
            " An administrator of your organisation can change your role."
        )


def _tell_readings(token: str, *, shows: bool) -> None:
    """What the page shows of restricted records is written down before anybody sees it, in a transaction of its own.

    The page's own is read-only, or over. A page that cannot be written down is not shown.
    """
    session = g.uow.session
    readings = take_readings(session)
    if not readings or not shows:
        return
    session.rollback()
    begun = unit_of_work(registry(), session, SignedIn(token, g.tenant_slug), g.uow.now)
    current_app.extensions["portal.readings"](begun, readings)
    session.commit()


def _write(view: Callable[..., ResponseReturnValue], arguments: dict[str, Any]) -> ResponseReturnValue:
    """Run a writing view so that a repeated post finds what the first one did."""
    begun: UnitOfWork = g.uow
    op = request.form.get("op")
    if op:
        earlier = _claim(begun, op)
        if earlier is not None:
            return earlier
    try:
        response = current_app.make_response(view(**arguments))
        is_kept = g.get("kept", False) or response.location is not None
        if is_kept and response.status_code < FIRST_ERROR:
            _commit(begun, response, op)
            return response
    except Exception as error:
        begun.session.rollback()
        if not isinstance(error, OperationalError | PoolTimeoutError):
            _keep_what_was_typed(begun)
        raise
    begun.session.rollback()
    _keep_what_was_typed(begun)
    return response


def _commit(begun: UnitOfWork, response: Response, op: str | None) -> None:
    begun.finish()
    if op:
        begun.session.execute(update(FormSubmission).where(FormSubmission.op == op).values(location=response.location))
    if request.form.get(DRAFT_OF):
        discard_typed(begun, request.form[DRAFT_OF])
    begun.session.commit()


def _keep_what_was_typed(begun: UnitOfWork) -> None:
    """A form that was refused stays as a draft, in a transaction of its own: the person may never see the answer."""
    if request.form.get(DRAFT_OF):
        with suppress(SQLAlchemyError, PortalError, ValueError):
            keep_typed(begun, request.form[DRAFT_OF], request.form)
            begun.session.commit()


def _claim(begun: UnitOfWork, op: str) -> ResponseReturnValue | None:
    """Put the form's key down first. If another request holds it, wait for that one and answer as it did."""
    body = sorted((name, value) for name, value in request.form.items(multi=True) if name not in NOT_PART_OF_THE_FORM)
    body_hash = hashlib.sha256(repr((request.path, body)).encode()).hexdigest()
    row = {"tenant_id": begun.tenant.id, "user_id": begun.actor.user_id, "op": op}
    claimed = begun.session.execute(
        insert(FormSubmission)
        .values(**row, body_hash=body_hash, sent_at=begun.now)
        .on_conflict_do_nothing()
        .returning(FormSubmission.op)
    ).scalar()
    if claimed:
        return None
    earlier = begun.session.execute(select(FormSubmission).where(FormSubmission.op == op)).scalar_one()
    if earlier.body_hash != body_hash:
        raise AlreadySentError("This form was already sent, with other answers. What was sent first has been kept.")
    return redirect(earlier.location or request.path)


def _answer_operator(
    view: Callable[..., ResponseReturnValue], arguments: dict[str, Any], token: str
) -> ResponseReturnValue:
    is_safe = request.method in SAFE_METHODS
    with Session(db.engines["platform"], expire_on_commit=False) as session:
        g.operator_session = session
        session.info["principal"] = Operator(token, read_only=is_safe)
        session.connection()
        if session.info["facts"] is None:
            _verified(token)
            raise NotFoundError
        g.operator = session.info["facts"]
        touch_if_due(token, is_due=g.operator["touch_due"])
        response = current_app.make_response(view(**arguments))
        is_kept = g.get("kept", False) or response.location is not None
        if not is_safe and is_kept and response.status_code < FIRST_ERROR:
            session.commit()
        return response


def _answer_visitor(
    view: Callable[..., ResponseReturnValue], guard: Guard, arguments: dict[str, Any]
) -> ResponseReturnValue:
    """One organisation's page for everybody. Who is signed in is not looked at: they are a visitor like any other."""
    is_safe = request.method in SAFE_METHODS
    session = db.session()
    try:
        principal = Visitor(g.tenant_slug, guard.plugin or "", read_only=is_safe)
        g.visitor = unit_of_work(registry(), session, principal, clock.now())
    except ContextRefusedError:
        raise NotFoundError from None
    response = current_app.make_response(view(**arguments))
    is_kept = g.get("kept", False) or response.location is not None
    if not is_safe and is_kept and response.status_code < FIRST_ERROR:
        g.visitor.finish()
        session.commit()
    return response
