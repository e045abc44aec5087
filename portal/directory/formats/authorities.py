"""Local authorities by exact name and by code, old or new. An unknown name stays as published."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.directory.formats.authority_codes import USUAL_NAMES
from portal.directory.keys import name_key

if TYPE_CHECKING:
    from collections.abc import Iterator

# Names the usual patterns below do not make.
_OTHER_NAMES = {
    "Bedford Borough": "E06000055",
    "Bristol, City of": "E06000023",
    "City of Bristol": "E06000023",
    "Durham": "E06000047",
    "Durham County Council": "E06000047",
    "Herefordshire, County of": "E06000019",
    "Hull": "E06000010",
    "Hull City Council": "E06000010",
    "Kingston upon Hull, City of": "E06000010",
    "City of Kingston upon Hull": "E06000010",
    "City of York Council": "E06000014",
    "Newcastle City Council": "E08000021",
    "City of Doncaster": "E08000017",
    "City of Doncaster Council": "E08000017",
    "City of Wolverhampton": "E08000031",
    "City of Wolverhampton Council": "E08000031",
    "City of Bradford": "E08000032",
    "City of Bradford Metropolitan District Council": "E08000032",
    "City of London Corporation": "E09000001",
    "City of Westminster": "E09000033",
    "Council of the Isles of Scilly": "E06000053",
    "Aberdeen": "S12000033",
    "Dundee": "S12000042",
    "Edinburgh": "S12000036",
    "Glasgow": "S12000049",
    "Comhairle nan Eilean Siar": "S12000013",
    "Eilean Siar": "S12000013",
    "Western Isles": "S12000013",
    "The Highland Council": "S12000017",
    "The Moray Council": "S12000020",
    "The Scottish Borders": "S12000026",
    "Orkney": "S12000023",
    "Shetland": "S12000027",
    "Anglesey": "W06000001",
    "Ynys Môn": "W06000001",
    "City and County of Swansea Council": "W06000011",
    "The Vale of Glamorgan": "W06000014",
    "City of Cardiff Council": "W06000015",
    "Rhondda Cynon Taff": "W06000016",
}
_PATTERNS = {
    "E06": (
        "{} Council",
        "{} City Council",
        "{} Borough Council",
        "{} County Council",
        "Royal Borough of {}",
        "{} UA",
    ),
    "E08": (
        "{} Council",
        "{} City Council",
        "{} Metropolitan Borough Council",
        "{} Metropolitan District Council",
    ),
    "E09": ("London Borough of {}", "Royal Borough of {}", "{} Council"),
    "E10": ("{} County Council", "{} Council"),
    "S12": ("{} Council",),
    "W06": ("{} Council", "{} County Council", "{} County Borough Council", "{} City Council"),
}
# One code followed by one other for the same place; where an authority was split or merged there is no entry.
_LATER_CODES = {
    "E06000048": "E06000057",
    "E08000016": "E08000038",
    "E08000019": "E08000039",
    "E08000020": "E08000037",
    "E10000002": "E06000060",
    "E10000023": "E06000065",
    "E10000027": "E06000066",
    "S12000015": "S12000047",
    "S12000024": "S12000048",
    "S12000044": "S12000050",
    "S12000046": "S12000049",
}
_REGIONS = {
    "east": "East of England",
    "yorkshire and humberside": "Yorkshire and The Humber",
    "yorkshire and the humber": "Yorkshire and The Humber",
    "yorkshire and humber": "Yorkshire and The Humber",
    "greater london": "London",
}


@dataclass(frozen=True)
class Authority:
    """A host authority. `code` is None for a name we do not know, which then stands as published."""

    name: str
    code: str | None


@functools.lru_cache(maxsize=1024)
def find_authority(published: str | None) -> Authority | None:
    """The authority a file names, by its usual or another exact name; None when the file leaves it blank."""
    if not published or not published.strip():
        return None
    code = _CODE_BY_KEY.get(name_key(published))
    return Authority(USUAL_NAMES[code], code) if code else Authority(published.strip(), None)


def current_code(code: str) -> str:
    """The code in force for a code of any year; itself when nothing followed it."""
    return _LATER_CODES.get(code, code)


@functools.lru_cache(maxsize=64)
def usual_region(published: str | None) -> str | None:
    """A region of England by its usual name; others as published."""
    return _REGIONS.get(name_key(published), published) if published else None


def _all_names() -> Iterator[tuple[str, str]]:
    for code, name in USUAL_NAMES.items():
        yield name, code
        for pattern in _PATTERNS[code[:3]]:
            yield pattern.format(name), code
    yield from _OTHER_NAMES.items()


_CODE_BY_KEY = {name_key(name): code for name, code in _all_names()}
