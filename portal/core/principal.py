"""Who a database transaction acts for. The database looks the claim up and signs the context itself.

A `Session` carries its principal in `session.info`; `begin_context` puts it to the database as the first statement
of every transaction. A session without one cannot begin: forgetting it is an error, never "everything".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.pool import Pool

from portal.core.db import Json


class Principal(Protocol):
    """A claim to act for a tenant. `read_only` transactions cannot write, whatever the code tries."""

    @property
    def read_only(self) -> bool: ...

    def begin(self, connection: Connection) -> Json | None:
        """Put the claim to the database; its facts about the actor, or None when it refuses."""


@dataclass(frozen=True)
class SignedIn:
    """A person with a session, in one of their organisations."""

    token: str
    tenant_slug: str
    read_only: bool = False

    def begin(self, connection: Connection) -> Json | None:
        return _facts(connection, "SELECT ctx.begin(%s, %s)", (self.token, self.tenant_slug))


@dataclass(frozen=True)
class JobRun:
    """The worker, for the tenant and person that queued this request."""

    request_id: UUID
    read_only: bool = False

    def begin(self, connection: Connection) -> Json | None:
        return _facts(connection, "SELECT ctx.begin_job(%s)", (self.request_id,))


@dataclass(frozen=True)
class Operator:
    """The platform's operator: tenants, plugins, health. No tenant, so no tenant's rows."""

    token: str
    read_only: bool = False

    def begin(self, connection: Connection) -> Json | None:
        return _facts(connection, "SELECT ctx.begin_operator(%s)", (self.token,))


@dataclass(frozen=True)
class FeedReader:
    """Whoever holds the address of somebody's calendar feed: that person's rights of this moment, to read alone."""

    token: str
    read_only: bool = True

    def begin(self, connection: Connection) -> Json | None:
        return _facts(connection, "SELECT ctx.begin_feed(%s)", (self.token,))


@dataclass(frozen=True)
class Visitor:
    """Anybody, on a page a plugin of one organisation opens to everybody: adds records there and reads none."""

    tenant_slug: str
    plugin: str
    read_only: bool = False

    def begin(self, connection: Connection) -> Json | None:
        return _facts(connection, "SELECT ctx.begin_visitor(%s, %s)", (self.tenant_slug, self.plugin))


@dataclass(frozen=True)
class DirectoryKeeper:
    """The importer and readers of the shared directory: no tenant, so no tenant's rows."""

    read_only: bool = False

    def begin(self, connection: Connection) -> Json | None:
        del connection
        return {}


class ContextRefusedError(Exception):
    """The database did not recognise the claim: no session, no membership, or no such tenant. It never says which."""


def act_as(session: Session, principal: Principal) -> Json:
    """Bind the session to a principal, begin, and return the database's facts about the actor.

    Raises `ContextRefusedError` when the database refuses the claim.
    """
    session.info["principal"] = principal
    session.info.pop("facts", None)
    session.connection()
    facts = session.info.get("facts")
    if facts is None:
        session.rollback()
        raise ContextRefusedError
    return dict(facts)


@event.listens_for(Session, "after_begin")
def begin_context(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """Set the context of every transaction before its first statement."""
    if transaction.nested:
        return
    principal: Principal | None = session.info.get("principal")
    if principal is None:
        raise ContextRefusedError
    raw = connection.connection.dbapi_connection
    if raw is not None and raw.info.transaction_status == TransactionStatus.IDLE:
        raw.read_only = principal.read_only
    session.info["facts"] = principal.begin(connection)


@event.listens_for(Pool, "checkin")
def forget_reading(raw: Any, _record: object) -> None:
    """Give a connection back as it came: `read_only` is the connection's, not the transaction's."""
    if raw is not None and raw.info.transaction_status == TransactionStatus.IDLE:
        raw.read_only = None


def _facts(connection: Connection, statement: str, parameters: tuple[Any, ...]) -> Json | None:
    found: Json | None = connection.exec_driver_sql(statement, parameters).scalar()
    return found
