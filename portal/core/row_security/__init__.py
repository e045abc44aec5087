"""What PostgreSQL must report before the portal serves anybody, and every way in which it does not.

`migrations/tenancy.py` writes the shapes; this reads them back from the catalogues, so that a table somebody
made by hand, a policy somebody loosened or a grant somebody added is found, whoever did it.
"""

from __future__ import annotations

from sqlalchemy import Connection, MetaData, text

from portal.core.row_security import catalogue, logins
from portal.core.row_security.tables import table_faults, tenancies

__all__ = ["conformance_faults", "conformance_warnings", "tenancies"]


def conformance_faults(connection: Connection, metadata: MetaData, *, may_shift_clock: bool = False) -> list[str]:
    """Every fault, one plain sentence each; none for a database as the migrations left it.

    Any login may ask. `may_shift_clock` is for demonstrations and tests, which live a year in an hour.
    """
    version = _version(connection)
    with catalogue.plain_names(connection):
        return [
            *logins.server_faults(version),
            *logins.role_faults(connection),
            *logins.schema_faults(connection),
            *table_faults(connection, metadata),
            *logins.function_faults(connection),
            *logins.context_faults(connection, may_shift_clock=may_shift_clock),
        ]


def conformance_warnings(connection: Connection) -> list[str]:
    """What weakens the installation but may be out of its administrator's reach."""
    return [*logins.server_warnings(_version(connection)), *logins.login_warnings(connection)]


def _version(connection: Connection) -> int:
    return int(connection.execute(text("SHOW server_version_num")).scalar_one())
