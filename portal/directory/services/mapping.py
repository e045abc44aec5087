"""Registers without a published layout: a person says once which column is which, and it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from portal.core.errors import PortalError
from portal.core.ids import new_id
from portal.core.nations import Nation
from portal.directory.formats.layouts import header_key
from portal.directory.formats.mapped import FIELDS, mapped_format
from portal.directory.formats.registry import FORMATS
from portal.directory.models import REGULATORS, ImportMapping
from portal.directory.services.settling import EARLIER

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from portal.directory.formats.layouts import Format

NATIONS = {
    "cqc": Nation.ENGLAND,
    "care-inspectorate": Nation.SCOTLAND,
    "ciw": Nation.WALES,
    "rqia": Nation.NORTHERN_IRELAND,
}


def keep_mapping(
    connection: Connection,
    *,
    label: str,
    regulator: str,
    headers: Sequence[str],
    columns: Mapping[str, str],
    now: datetime,
) -> str:
    """Remember which header stands for which of our `FIELDS`; the key of the layout this makes.

    The same headers and regulator again replace what was chosen before. Raises `PortalError` when the columns
    that tell one site from another are not among them.
    """
    chosen = {name: header for name, header in columns.items() if header}
    _check(regulator, chosen, headers)
    key = f"mapped-{regulator}-{abs(_fingerprint(headers)):x}"
    values = {
        "label": label.strip() or "A register of your own columns",
        "regulator": regulator,
        "nation": NATIONS[regulator].value,
        "headers": list(headers),
        "columns": chosen,
        "created_at": now,
    }
    statement = insert(ImportMapping).values(id=new_id(), key=key, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=values))
    return key


def mapped_formats(connection: Connection) -> tuple[Format, ...]:
    """The layouts people made, the newest first."""
    rows = connection.execute(select(ImportMapping.__table__).order_by(ImportMapping.created_at.desc()))
    return tuple(_format(row) for row in rows)


def known_formats(connection: Connection) -> dict[str, Format]:
    """Every layout a source may be of by its key: the published, the mapped, and what stood there before."""
    return {one.key: one for one in (*mapped_formats(connection), *FORMATS, EARLIER)}


def _format(row: Any) -> Format:
    return mapped_format(
        key=row.key,
        label=row.label,
        regulator=row.regulator,
        nation=Nation(row.nation),
        headers=row.headers,
        columns=row.columns,
    )


def _check(regulator: str, chosen: Mapping[str, str], headers: Sequence[str]) -> None:
    if regulator not in REGULATORS:
        raise PortalError("Choose whose register it is.", field="regulator")
    unknown = set(chosen) - set(FIELDS)
    strange = [one for one in chosen.values() if header_key(one) not in {header_key(each) for each in headers}]
    if unknown or strange:
        raise PortalError(f"There is no column “{(strange or sorted(unknown))[0]}”.")
    if "name" not in chosen:
        raise PortalError("Say which column holds the name.", field="name")
    if "regulator_id" not in chosen and "postcode" not in chosen:
        raise PortalError(
            "Say which column holds the registration number; where there is none, the postcode.", field="regulator_id"
        )


def _fingerprint(headers: Sequence[str]) -> int:
    joined = "\n".join(sorted(header_key(one) for one in headers if one.strip()))
    return int.from_bytes(joined.encode(), "big") % (2**61 - 1)
