"""Goal 7: a national register and its ratings loaded, against reading the file and putting its rows into a table.

Each side runs in a process of its own, so that what it costs and the most memory it takes are its own.
"""

from __future__ import annotations

import csv
import itertools
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from bench.goals import Line
from bench.measuring import Ratio
from bench.world import World
from portal.commands.database import prepare_database
from portal.core.installation import initialise_roles
from portal.core.roles import IMPORTER
from portal.directory.formats import cqc_latest_ratings, hsca_active_locations, vocabulary
from portal.directory.formats.authority_codes import USUAL_NAMES

MOST, MOST_MEGABYTES = 3.0, 250
COLUMNS, SITES_A_PROVIDER, RATINGS_A_SITE = 122, 3, 6
SHEET_WIDTH, SHEET_HEIGHT = 16_384, 1_048_576
DATABASE = "bench_register"
AT_ONCE = 500
GRADES = ("Good", "Good", "Good", "Outstanding", "Requires improvement", "Inadequate", "")
QUESTIONS = ("Overall", "Safe", "Effective", "Caring", "Responsive", "Well-led")
NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "text", "table")
)


@dataclass(frozen=True)
class Cost:
    """What one side said of itself: seconds from the first byte to the commit, and megabytes at most."""

    seconds: float
    megabytes: float
    rows: int


def register_lines(world: World) -> list[Line]:
    """The workbook of all sites, the same a day later, and the ratings of a part of them, each loaded once."""
    folder = world.location.settings.data_dir
    sites = world.sizes.register_sites
    workbook = write_workbook(folder / "27 March 2026 HSCA Active Locations.ods", sites)
    ratings = write_ratings(folder / "28 March 2026 Latest ratings.csv", world.sizes.register_ratings)
    location = replace(world.location, database=DATABASE)
    with world.connect() as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {DATABASE}")
    initialise_roles(location)
    prepare_database(location, world.app.extensions["portal.registry"])
    addresses = {"floor": location.admin_url(), "portal": location.url(IMPORTER)}
    lines = []
    loads = (
        (f"{sites:,} sites from a workbook", workbook, ()),
        ("the same a day later, nothing changed", workbook, ("2026-03-28",)),
        ("their ratings, row by row", ratings, ()),
    )
    for what, path, as_at in loads:
        lines += _compared(what, path, addresses, as_at)
    return lines


def _compared(what: str, path: Path, addresses: dict[str, str], as_at: tuple[str, ...]) -> list[Line]:
    floor, ours = (_measured(side, address, path, as_at) for side, address in addresses.items())
    assert floor.rows == ours.rows, (floor.rows, ours.rows)
    seconds = f"floor {floor.seconds:.1f} s, portal {ours.seconds:.1f} s"
    memory = f"{ours.megabytes:.0f} MB at most; the floor {floor.megabytes:.0f} MB"
    ratio, share = ours.seconds / floor.seconds, ours.megabytes / MOST_MEGABYTES
    whole = f"{what}: read, compared and loaded, against reading and an upsert ({ours.rows:,} rows)"
    return [
        Line("7", whole, Ratio.of([ratio]), "at most", MOST, f"{seconds}; one round"),
        Line("7", f"{what}: memory, against {MOST_MEGABYTES} MB", Ratio.of([share]), "at most", 1.0, memory),
    ]


def _measured(side: str, address: str, path: Path, as_at: tuple[str, ...]) -> Cost:
    command = [sys.executable, "-m", "bench.one_register", side, str(path), *as_at]
    environment = {**os.environ, "BENCH_DATABASE": address}
    done = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    return Cost(**json.loads(done.stdout))


def write_workbook(path: Path, count: int) -> Path:
    """Active locations in the published layout: a README, 122 columns, filler to the edges of the sheet."""
    header = [*hsca_active_locations.FORMAT.required]
    header += [f"Unread {number}" for number in range(COLUMNS - len(header))]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        with archive.open("content.xml", "w", force_zip64=True) as content:
            parts = _workbook(header, count)
            while batch := "".join(itertools.islice(parts, AT_ONCE)):
                content.write(batch.encode())
    return path


def _workbook(header: Sequence[str], count: int) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES}>'
    yield "<office:body><office:spreadsheet>"
    yield f'<table:table table:name="README">{_row(["Source: CQC database as at 27 March 2026"])}</table:table>'
    yield f'<table:table table:name="HSCA_Active_Locations">{_row(header)}'
    yield from (_row([site.get(one, "") for one in header]) for site in _sites(count))
    blank = f'<table:table-cell table:number-columns-repeated="{SHEET_WIDTH}"/>'
    yield f'<table:table-row table:number-rows-repeated="{SHEET_HEIGHT - count - 1}">{blank}</table:table-row>'
    yield "</table:table></office:spreadsheet></office:body></office:document-content>"


def _row(cells: Sequence[str]) -> str:
    parts = []
    for is_blank, run in itertools.groupby(cells, key=lambda one: not one):
        values = list(run)
        if is_blank:
            parts.append(f'<table:table-cell table:number-columns-repeated="{len(values)}"/>')
        else:
            parts += [
                f'<table:table-cell office:value-type="string"><text:p>{one}</text:p></table:table-cell>'
                for one in values
            ]
    filler = f'<table:table-cell table:number-columns-repeated="{SHEET_WIDTH - len(cells)}"/>'
    return f"<table:table-row>{''.join(parts)}{filler}</table:table-row>"


def _sites(count: int) -> Iterator[dict[str, str]]:
    authorities = [name for code, name in USUAL_NAMES.items() if code.startswith("E")]
    services, bands = vocabulary.SERVICE_TYPES, vocabulary.SERVICE_USER_BANDS
    for number in range(count):
        provider = number // SITES_A_PROVIDER
        yield {
            **_site(number),
            "Location HSCA start date": _day(number),
            "Dormant (Y/N)": "N",
            "Care home?": "Y" if number % 2 else "N",
            "Care homes beds": str(number % 60 + 4) if number % 2 else "",
            "Location Type/Sector": "Social Care Org",
            "Location Inspection Directorate": "Adult social care",
            "Location Primary Inspection Category": "Residential social care",
            "Location Latest Overall Rating": GRADES[number % len(GRADES)],
            "Publication Date": _day(number * 7) if GRADES[number % len(GRADES)] else "",
            "Inherited Rating (Y/N)": "N",
            "Location Telephone Number": f"01632{number:06d}",
            "Location Web Address": f"www.home-{number}.example",
            "Location Region": "North West",
            "Location Local Authority": authorities[number % len(authorities)],
            "Location UPRN ID": f"{100_000_000_000 + number}",
            "Location Latitude": f"53.{number:06d}",
            "Location Longitude": f"-2.{number:06d}",
            "Provider Companies House Number": f"{provider:08d}",
            "Provider Ownership Type": "Organisation",
            "Provider HSCA start date": _day(provider),
            f"Regulated activity - {vocabulary.REGULATED_ACTIVITIES[0]}": "Y",
            f"Service type - {services[number % len(services)]}": "Y",
            f"Service user band - {bands[number % len(bands)]}": "Y",
        }


def _site(number: int) -> dict[str, str]:
    provider = number // SITES_A_PROVIDER
    return {
        "Location ID": f"1-{number + 1:09d}",
        "Location Name": f"Harbour House {number}",
        "Location Street Address": f"{number} Harbour Street",
        "Location City": "Northshire Town",
        "Location Postal Code": f"NS{number % 90 + 10} {number % 9 + 1}AA",
        "Provider ID": f"1-9{provider:08d}",
        "Provider Name": f"Harbour Care {provider} Limited",
    }


def _day(number: int) -> str:
    return f"{date(2012, 1, 1) + timedelta(days=number % 5000):%d/%m/%Y}"


def write_ratings(path: Path, count: int) -> Path:
    """So many rows of the latest ratings, six for each site: the whole and the five questions."""
    header = list(cqc_latest_ratings.FORMAT.required)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(header)
        for number in range(count):
            row = _rating(number // RATINGS_A_SITE, QUESTIONS[number % RATINGS_A_SITE])
            out.writerow([row.get(one, "") for one in header])
    return path


def _rating(number: int, question: str) -> dict[str, str]:
    site = _site(number)
    return {
        **site,
        "Location Post Code": site["Location Postal Code"],
        "Care Home?": "Y",
        "Location Type": "Social Care Org",
        "Location Local Authority": "Oldham",
        "Location Region": "North West",
        "Service / Population Group": "Overall",
        "Domain": question,
        "Latest Rating": GRADES[number % len(GRADES)] or "Not Rated",
        "Publication Date": _day(number * 7),
        "Inherited Rating (Y/N)": "N",
        "Brand ID": "-",
        "Brand Name": "-",
    }
