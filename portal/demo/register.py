"""The invented register: providers, sites and their ratings over time."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from portal.core.clock import start_of_day
from portal.core.db import db
from portal.core.ids import new_id
from portal.demo.cast import PROVIDERS, DemoProvider, DemoSite
from portal.demo.seeding import provider_row, site_row
from portal.directory.formats.ratings import rating_code
from portal.directory.keys import postcode_key
from portal.directory.models import ImportRun, Provider, Rating, Site

DAYS_A_MONTH = 30
AUTHORITIES = {"northshire": "Northshire", "westmere": "Westmere"}


def put_register(random: Random, today: date) -> None:
    """Insert them as the importer, as one applied run of an invented file."""
    run = _run(today)
    providers, sites, ratings = [], [], []
    for one in PROVIDERS:
        provider = provider_row(one.regulator, one.regulator_id, one.legal_name, one.nation, seen_on=today)
        providers.append(provider)
        for site in one.sites:
            row = _site(one, site, provider, random, today)
            sites.append(row)
            ratings += _ratings(site, row["id"], run["id"], today)
    with db.engines["importer"].begin() as connection:
        connection.execute(sa.insert(ImportRun), [run])
        connection.execute(sa.insert(Provider), providers)
        connection.execute(sa.insert(Site), sites)
        connection.execute(sa.insert(Rating), ratings)


def _site(one: DemoProvider, site: DemoSite, provider: dict[str, Any], random: Random, today: date) -> dict[str, Any]:
    return site_row(
        provider,
        site.regulator_id,
        site.name,
        seen_on=today,
        host_authority=AUTHORITIES[one.commissioner],
        address_lines=[
            f"{random.randrange(2, 180)} {random.choice(('Mill Lane', 'Station Road', 'Church Street'))}",
            site.town,
        ],
        postcode=site.postcode,
        postcode_key=postcode_key(site.postcode),
        phone=f"01632 960{random.randrange(100, 999)}",  # a range Ofcom keeps free for stories
        beds=site.beds,
        is_care_home=site.beds is not None,
        service_types=[site.service_type],
        last_checked_on=today - timedelta(days=site.ratings[0][1] * DAYS_A_MONTH),
    )


def _ratings(site: DemoSite, site_id: Any, run_id: Any, today: date) -> list[dict[str, Any]]:
    return [
        {
            "id": new_id(),
            "site_id": site_id,
            "service_group": "overall",
            "domain": "overall",
            "rating": rating_code(words),
            "words": words,
            "published_on": today - timedelta(days=months * DAYS_A_MONTH),
            "is_inherited": False,
            "is_current": position == 0,
            "import_run_id": run_id,
            "first_seen_on": today,
        }
        for position, (words, months) in enumerate(site.ratings)
    ]


def _run(today: date) -> dict[str, Any]:
    return {
        "id": new_id(),
        "format": "demonstration",
        "file_name": "invented register",
        "file_hash": "0" * 64,
        "as_at": today,
        "importer_version": "demonstration",
        "status": "applied",
        "counts": {},
        "report": {},
        "started_at": start_of_day(today),
        "applied_at": start_of_day(today),
    }
