"""How far services are from a postcode, by the coordinates the regulators publish.

No list of all postcodes is at hand, so a postcode lies where the services that share it lie; where none does, in
the middle of those of its district.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Integer, and_, cast, func, select

from portal.directory.keys import after_prefix, postcode_key
from portal.directory.models import Site

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

EARTH_METRES = 6_371_008.8
METRES_A_MILE = 1_609.344
METRES_A_DEGREE = 111_194.9  # of latitude
INWARD_LENGTH = 3
SHORTEST_DISTRICT = 2


@dataclass(frozen=True)
class Centre:
    """Where distances are measured from, in degrees: a postcode, or the middle of a `district` where that is named."""

    latitude: float
    longitude: float
    district: str = ""


def centre_of(session: Session, typed: str) -> Centre | None:
    """Where this postcode, or this district, lies; None where no service with coordinates says."""
    key = postcode_key(typed)
    if len(key) < SHORTEST_DISTRICT:
        return None
    exact = _middle(session, Site.postcode_key == key)
    if exact is not None:
        return Centre(*exact)
    for district in dict.fromkeys((key, key[:-INWARD_LENGTH])):
        if len(district) < SHORTEST_DISTRICT:
            continue
        begins = and_(Site.postcode_key >= district, Site.postcode_key < after_prefix(district))
        found = _middle(session, and_(begins, func.length(Site.postcode_key) == len(district) + INWARD_LENGTH))
        if found is not None:
            return Centre(*found, district)
    return None


def metres_from(centre: Centre) -> ColumnElement[int]:
    """How far a site is from there as the crow flies, in whole metres (haversine)."""
    north, east = func.radians(Site.latitude_degrees), func.radians(Site.longitude_degrees)
    here_north, here_east = math.radians(centre.latitude), math.radians(centre.longitude)
    half = func.power(func.sin((north - here_north) / 2), 2) + math.cos(here_north) * func.cos(north) * func.power(
        func.sin((east - here_east) / 2), 2
    )
    return cast(func.round(2 * EARTH_METRES * func.asin(func.sqrt(func.least(1.0, half)))), Integer)


def near(centre: Centre, miles: int) -> ColumnElement[bool]:
    """Within so many miles: a box that the index finds, then the circle in it."""
    reach = miles * METRES_A_MILE
    tall = reach / METRES_A_DEGREE
    wide = tall / max(0.01, math.cos(math.radians(abs(centre.latitude) + tall)))
    return and_(
        Site.latitude_degrees.between(centre.latitude - tall, centre.latitude + tall),
        Site.longitude_degrees.between(centre.longitude - wide, centre.longitude + wide),
        metres_from(centre) <= round(reach),
    )


def _middle(session: Session, which: ColumnElement[bool]) -> tuple[float, float] | None:
    middle = select(func.avg(Site.latitude_degrees), func.avg(Site.longitude_degrees))
    row: Any = session.execute(
        middle.where(which, Site.latitude_degrees.is_not(None), Site.longitude_degrees.is_not(None))
    ).one()
    return (row[0], row[1]) if row[0] is not None else None
