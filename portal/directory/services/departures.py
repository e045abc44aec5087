"""Sites a file no longer lists, and when that is too many to believe.

A site is gone only when all of this holds: it is listed; a file of the same layout has listed it before; no file
of that day or newer has been seen to list it; and this file speaks for its authority, which is to say it lists at least
one site there. So the register of one council says nothing about the rest of the country. Sites without an
authority are gone only by a file that speaks for nearly every English authority. A row that was reported
still counts as listed: we saw it there.

An excerpt that names many authorities would, by this rule, empty them; the stop conditions catch it, and a
person must say that the shrinking is real. The authority rule errs on the safe side: the last site of an
authority stays listed until a file lists another one there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    any_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
)

from portal.directory.models import ImportRow, Site
from portal.directory.services.planning import join_whole_tables

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from portal.directory.formats.layouts import Format

WHOLE_COUNTRY = 140  # of the 153 English authorities with adult social care duties
MOST_GONE = 1000
MOST_SHRINKING = 0.02  # of the sites listed before, where the file speaks
ONE_CLOSURE = 1  # a single site fewer is never implausible, whatever the share
ROW_COLUMNS = ("run_id", "position", "action", "kinds", "regulator_id", "name", "site_id", "changes", "facts")


@dataclass(frozen=True)
class Departures:
    """Why loading should stop, as sentences, and whether the file speaks for the whole country."""

    stops: Sequence[str]
    is_whole: bool


def stage_gone(connection: Connection, run_id: UUID, form: Format, as_at: date, *, first_position: int) -> Departures:
    """Put down a row for each site this file lacks."""
    if not form.lists_sites:
        return Departures((), is_whole=False)
    join_whole_tables(connection)
    authority = ImportRow.facts["host_authority"].astext
    named = select(authority).where(ImportRow.run_id == run_id, authority.is_not(None)).distinct()
    is_whole = len(connection.execute(named).all()) >= WHOLE_COUNTRY
    expected = and_(
        Site.regulator == form.regulator,
        Site.listed,
        Site.last_seen_on < as_at,
        literal(form.key) == any_(Site.seen_in),
        or_(Site.host_authority.in_(named), and_(literal(is_whole), Site.host_authority.is_(None))),
    )
    gone = _insert_gone(connection, run_id, expected, first_position)
    known = connection.execute(select(func.count()).select_from(Site).where(expected)).scalar_one()
    # The sites counted in `known` say where they are, so only such rows count against them, and those that
    # could not be read.
    is_placed = or_(literal(is_whole), authority.is_not(None), ImportRow.action == "reported")
    in_file = and_(ImportRow.run_id == run_id, ImportRow.action != "gone", is_placed)
    listed = connection.execute(select(func.count(ImportRow.regulator_id.distinct())).where(in_file)).scalar_one()
    return Departures(_stops(known=known, listed=listed, gone=gone), is_whole=is_whole)


def forget_gone(connection: Connection, run_id: UUID) -> int:
    """Take the rows of gone sites out again; the position where new ones may begin."""
    connection.execute(delete(ImportRow).where(ImportRow.run_id == run_id, ImportRow.action == "gone"))
    last = select(func.max(ImportRow.position)).where(ImportRow.run_id == run_id)
    return int(connection.execute(last).scalar() or 0) + 1


def _insert_gone(connection: Connection, run_id: UUID, expected: ColumnElement[bool], first_position: int) -> int:
    in_file = exists().where(ImportRow.run_id == run_id, ImportRow.regulator_id == Site.regulator_id)
    place = func.row_number().over(order_by=(Site.name_key, Site.id)) + (first_position - 1)
    kinds, empty = literal([], ImportRow.kinds.type), literal({}, ImportRow.facts.type)
    lacking = select(
        literal(run_id), place, literal("gone"), kinds, Site.regulator_id, Site.name, Site.id, empty, empty
    ).where(expected, ~in_file)
    connection.execute(insert(ImportRow).from_select(ROW_COLUMNS, lacking))
    placed = select(func.count()).where(ImportRow.run_id == run_id, ImportRow.action == "gone")
    return connection.execute(placed).scalar_one()


def _stops(*, known: int, listed: int, gone: int) -> list[str]:
    stops = []
    fewer = known - listed
    if fewer > ONE_CLOSURE and fewer > MOST_SHRINKING * known:
        stops.append(
            f"The file lists {listed:,} sites where the register has {known:,}: {fewer / known:.1%} fewer,"
            f" and {MOST_SHRINKING:.0%} is the most we take without asking."
        )
    if gone > MOST_GONE:
        stops.append(f"{gone:,} sites would leave the register; {MOST_GONE:,} is the most we take without asking.")
    return stops
