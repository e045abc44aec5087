"""Snapshots of one register, loaded in any order, give the same directory and the same history."""

from __future__ import annotations

import csv
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from portal.directory.services import import_file
from tests.directory.conftest import NOW, TABLES
from tests.directory.factories import HSCA_HEADER, directory_row, hsca_row, write_directory

DAYS = ("01 March 2026", "01 April 2026", "01 May 2026", "01 June 2026")
COMPARED = (
    (
        "SELECT to_jsonb(s) - 'id' - 'provider_id' || jsonb_build_object('provider', p.regulator_id)"
        " FROM directory.site s JOIN directory.provider p ON p.id = s.provider_id"
    ),
    (
        "SELECT to_jsonb(p) - 'id' - 'group_id' || jsonb_build_object('group', g.source_id)"
        " FROM directory.provider p LEFT JOIN directory.provider_group g ON g.id = p.group_id"
    ),
    (
        "SELECT to_jsonb(r) - 'id' - 'site_id' - 'import_run_id' || jsonb_build_object('site', s.regulator_id)"
        " FROM directory.rating r JOIN directory.site s ON s.id = r.site_id"
    ),
    (
        "SELECT l.name, l.first_seen_on, l.last_seen_on, s.regulator_id, p.regulator_id FROM directory.site_listing l"
        " JOIN directory.site s ON s.id = l.site_id JOIN directory.provider p ON p.id = l.provider_id"
    ),
    "SELECT source_id, name, first_seen_on, last_seen_on FROM directory.provider_group",
)

said = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Rosewood House", "Rosewood  House", "Elm Manor"]),
        "owner": st.sampled_from(["1-900000001", "1-900000002"]),
        "owner_name": st.sampled_from(["Rosewood Care Limited", "Elm Care CIC", ""]),
        "authority": st.sampled_from(["Oldham", "Kent", ""]),
        "phone": st.sampled_from(["01632000001", ""]),
        "rating": st.sampled_from([("Good", date(2022, 6, 9)), ("Inadequate", date(2026, 2, 3)), ("", "")]),
        "brand": st.sampled_from(["BD504", "-"]),
    }
)
snapshot = st.tuples(st.booleans(), st.dictionaries(st.integers(1, 3), said, min_size=1))
registers = st.lists(snapshot, min_size=3, max_size=len(DAYS))


def empty(engine):
    with engine.begin() as connection:
        for table in TABLES:
            connection.execute(text(f"DELETE FROM directory.{table}"))


def write(path, snapshot, day):
    is_rich, sites = snapshot
    if not is_rich:
        return write_directory(path, [directory(number, one) for number, one in sites.items()], as_at=day)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow([f"Source: CQC database as at {day}"])
        out.writerow(HSCA_HEADER)
        out.writerows([str(cell) for cell in hsca(number, one).values()] for number, one in sites.items())
    return path


def directory(number, one):
    return directory_row(
        number,
        **{
            "Name": one["name"],
            "CQC Provider ID (for office use only)": one["owner"],
            "Provider name": one["owner_name"],
            "Local authority": one["authority"],
            "Phone number": one["phone"],
        },
    )


def hsca(number, one):
    words, published = one["rating"]
    row = hsca_row(
        number,
        **{
            "Location Name": one["name"],
            "Provider ID": one["owner"],
            "Provider Name": one["owner_name"],
            "Location Local Authority": one["authority"],
            "Location Telephone Number": one["phone"],
            "Location Latest Overall Rating": words,
            "Publication Date": published,
            "Brand ID": one["brand"],
            "Care homes beds": "22",
        },
    )
    return {header: row[header] for header in HSCA_HEADER}


def directory_after(engine, paths):
    empty(engine)
    for path in paths:
        outcome = import_file(engine, path, now=NOW, accept_shrink=True)
        assert outcome.status == "applied", outcome.problems
    with engine.connect() as connection:
        return [sorted(map(repr, connection.execute(text(one)))) for one in COMPARED]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(registers, st.randoms(use_true_random=False))
def test_any_order_of_snapshots_gives_the_same_directory_and_the_same_history(engine, tmp_path, snapshots, random):
    paths = [
        write(tmp_path / f"{at}.csv", one, day) for at, (one, day) in enumerate(zip(snapshots, DAYS, strict=False))
    ]
    shuffled = random.sample(paths, len(paths))

    assert directory_after(engine, shuffled) == directory_after(engine, paths)
