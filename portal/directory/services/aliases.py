"""Words of a register that stand for an authority, once a person has said so: never by likeness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, select, text
from sqlalchemy.dialects.postgresql import insert

from portal.core.errors import PortalError
from portal.directory.formats.authorities import current_code, find_authority
from portal.directory.formats.authority_codes import USUAL_NAMES
from portal.directory.formats.place import authority_of
from portal.directory.keys import name_key
from portal.directory.models import AuthorityAlias

if TYPE_CHECKING:
    from datetime import datetime

# Coverage moves too, so that what leaves the authority is still seen to leave.
RENAME = (
    """
UPDATE directory.site SET host_authority = :name, host_authority_code = :code
WHERE host_authority = :words AND host_authority_code IS NULL
""",
    """
UPDATE directory.site_source
SET facts = facts || jsonb_build_object(
    'host_authority', CAST(:name AS text), 'host_authority_code', CAST(:code AS text))
WHERE facts->>'host_authority' = :words AND facts->>'host_authority_code' IS NULL
""",
    """
INSERT INTO directory.import_coverage (run_id, authority, format, as_at)
SELECT c.run_id, :name, c.format, c.as_at FROM directory.import_coverage c WHERE c.authority = :words
ON CONFLICT DO NOTHING
""",
    "DELETE FROM directory.import_coverage WHERE authority = :words",
)


def known_aliases(connection: Connection) -> dict[str, str]:
    """Codes by folded words."""
    rows = connection.execute(select(AuthorityAlias.key, AuthorityAlias.code))
    return {key: code for key, code in rows}  # noqa: C416 - a Result is no mapping


def keep_alias(connection: Connection, words: str, *, stands_for: str, now: datetime) -> None:
    """From now on `words` mean the authority named or coded `stands_for`; sites kept under the words move there.

    Raises `PortalError` on `authority` when that is no authority we know.
    """
    found = find_authority(stands_for)
    code = found.code if found and found.code else current_code(stands_for.strip().upper())
    if code not in USUAL_NAMES:
        raise PortalError("Enter the usual name or the code of an authority", field="authority")
    row = {"key": name_key(words), "words": words, "code": code, "created_at": now}
    statement = insert(AuthorityAlias).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"code": code, "created_at": now}))
    place = authority_of(code)
    said = {"words": words, "name": place["host_authority"], "code": place["host_authority_code"]}
    for one in RENAME:
        connection.execute(text(one), {name: value for name, value in said.items() if f":{name}" in one})
