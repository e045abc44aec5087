"""How PostgreSQL should read a register whose statistics nobody has taken: the importer may not ANALYZE.

Until somebody does, the planner believes every table nearly empty. Both settings last to the end of the
transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection


def use_indexes(connection: Connection) -> None:
    """Look a batch of sites up one by one: reading the whole register for every batch took 350 s for 60,000."""
    connection.execute(text("SET LOCAL enable_seqscan = off"))
    connection.execute(text("SET LOCAL enable_nestloop = on"))


def join_whole_tables(connection: Connection) -> None:
    """Join a whole file with the whole register by hashing: row by row it took minutes for 20,000."""
    connection.execute(text("SET LOCAL enable_seqscan = on"))
    connection.execute(text("SET LOCAL enable_nestloop = off"))
