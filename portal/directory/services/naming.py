"""Names of registered managers: kept only while the installation asks for them, and not for long.

The licence of the registers does not cover personal data, so nothing is kept unless `PORTAL_KEEP_MANAGER_NAMES` says
so. A name goes with the first register of its layout that says another or none, and `KEPT_FOR` after the last that said
it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, text, update

from portal.directory.models import ImportRow, SiteManager

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from portal.directory.formats.layouts import Format

KEPT_FOR = timedelta(days=365)

WRITE = """
INSERT INTO directory.site_manager AS m (site_id, format, name, as_at)
SELECT r.site_id, :format, r.manager, :as_at FROM directory.import_row r
WHERE r.run_id = :run AND r.action IN ('new', 'update', 'unchanged') AND r.site_id IS NOT NULL AND r.manager IS NOT NULL
ON CONFLICT (site_id, format) DO UPDATE SET name = excluded.name, as_at = excluded.as_at WHERE m.as_at <= excluded.as_at
"""
FORGET_REPLACED = """
DELETE FROM directory.site_manager m USING directory.import_row r
WHERE r.run_id = :run AND r.site_id = m.site_id AND m.format = :format AND m.as_at <= :as_at AND r.manager IS NULL
"""


def write_managers(connection: Connection, run_id: UUID, form: Format, as_at: date) -> None:
    """Keep the names a loaded run says, drop those it no longer says, and leave none in the run itself."""
    said = {"run": run_id, "format": form.key, "as_at": as_at}
    for statement in (FORGET_REPLACED, WRITE):
        connection.execute(text(statement), said)
    connection.execute(
        update(ImportRow).where(ImportRow.run_id == run_id, ImportRow.manager.is_not(None)).values(manager=None)
    )


def forget_managers(connection: Connection, today: date, *, keeps_names: bool) -> None:
    """Drop the names whose time is over; all of them, those waiting to be loaded too, where none is to be kept."""
    is_over = SiteManager.as_at < today - KEPT_FOR
    connection.execute(delete(SiteManager).where(is_over) if keeps_names else delete(SiteManager))
    if not keeps_names:
        connection.execute(update(ImportRow).where(ImportRow.manager.is_not(None)).values(manager=None))
