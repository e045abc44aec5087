"""What people type finds what they mean: words of names, numbers, postcodes, distances, authorities."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from portal.core.folding import name_key
from portal.directory.distance import METRES_A_MILE, centre_of
from portal.directory.finding import Wanted, counts_of_sites, find_providers, find_sites
from tests.directory.factories import directory_row, hsca_row

PROVIDER = "CQC Provider ID (for office use only)"
NAMES = [
    *("Rosewood House", "Abbey Rosewood", "House of Care", "Tŷ Mawr", "@PlymouthCare", "24-7 Care", "O’Neill’s"),
    *("St. Mary & St. John", "Rose", "The Rose House Care Home", "(Elm) #2", "Café Élan"),
]


def names(page):
    return [row.name for row in page.rows]


def every_page(find):
    found, cursor = [], None
    while True:
        page = find(cursor)
        found += page.rows
        cursor = page.next_cursor
        if cursor is None:
            return found


@pytest.fixture
def named(load_directory):
    load_directory([directory_row(number, Name=name) for number, name in enumerate(NAMES, start=1)])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("rose", ["Rose", "Rosewood House", "Abbey Rosewood", "The Rose House Care Home"]),
        ("house rose", ["Rosewood House", "The Rose House Care Home"]),
        ("hou car", ["House of Care", "The Rose House Care Home"]),
        ("cafe elan", ["Café Élan"]),
        ("ONEILLS", ["O’Neill’s"]),
        ("st john", ["St. Mary & St. John"]),
        ("mary and", ["St. Mary & St. John"]),
        ("24-7", ["24-7 Care"]),
        ("wood", []),
        ("'; DROP TABLE", []),
        ("a:* | b", []),
    ],
)
def test_each_typed_word_begins_a_word_of_the_name_and_names_that_begin_so_come_first(session, named, typed, found):
    assert names(find_sites(session, Wanted(text=typed))) == found


@given(typed=st.text(alphabet="rosewhucate @'’&:!|(\\ŷ-2", max_size=12))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_words_find_what_a_reader_would_pick_out(session, named, typed):
    words = name_key(typed).split()
    keys = {name: name_key(name).split() for name in NAMES}
    expected = {name for name in NAMES if all(any(one.startswith(word) for one in keys[name]) for word in words)}

    assert set(names(find_sites(session, Wanted(text=typed)))) == expected


def test_pages_go_on_from_names_that_begin_so_to_names_that_hold_the_word(session, load_directory):
    rows = [directory_row(one, Name=f"Elm House {one}" if one % 2 else f"The Elm {one}") for one in range(1, 131)]
    load_directory(rows)
    found = every_page(lambda cursor: find_sites(session, Wanted(text="elm"), cursor=cursor))

    assert len({row.id for row in found}) == len(found) == 130
    assert [row.name.startswith("Elm") for row in found] == [True] * 65 + [False] * 65


@pytest.fixture
def posted(load_directory):
    postcodes = ["PL1 1AA", "PL1 1AB", "PL11 1AA", "PL2 2BB", "W1A 1AA", "W1 1AA"]
    load_directory([directory_row(one, Name=code, Postcode=code) for one, code in enumerate(postcodes, start=1)])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("pl1 1aa", ["PL1 1AA"]),
        ("PL11AB", ["PL1 1AB"]),
        ("pl1", ["PL1 1AA", "PL1 1AB"]),
        ("PL1 1", ["PL1 1AA", "PL1 1AB"]),
        ("pl11", ["PL11 1AA"]),
        ("pl", ["PL1 1AA", "PL1 1AB", "PL11 1AA", "PL2 2BB"]),
        ("w1", ["W1 1AA"]),
        ("w1a", ["W1A 1AA"]),
        ("???", ["PL1 1AA", "PL1 1AB", "PL11 1AA", "PL2 2BB", "W1 1AA", "W1A 1AA"]),
    ],
)
def test_a_postcode_is_whole_or_its_first_half_or_a_beginning(session, posted, typed, found):
    assert names(find_sites(session, Wanted(postcode=typed))) == found


def place(number, postcode, north, east):
    where = {"Location Postal Code": postcode, "Location Latitude": north, "Location Longitude": east}
    return hsca_row(number, **{"Location Name": f"Home {number}", **where})


@pytest.fixture
def placed(load_hsca):
    """Homes due north of the first at 0, 1, 4 and 60 miles, and one that says nothing of where it is."""
    a_mile = METRES_A_MILE / 111_194.9
    miles = ((1, "NS1 1AA", 0), (2, "NS1 1AB", 1), (3, "NS2 1AA", 4), (4, "ZZ9 9ZZ", 60))
    load_hsca(
        [*(place(number, code, 53.0 + far * a_mile, -2.0) for number, code, far in miles), place(5, "NS3", "", "")]
    )


@pytest.mark.parametrize(
    ("miles", "found"),
    [(1, [("Home 1", 0), ("Home 2", 1609)]), (5, [("Home 1", 0), ("Home 2", 1609), ("Home 3", 6437)])],
)
def test_services_near_a_postcode_come_nearest_first_with_their_distance(session, placed, miles, found):
    around = centre_of(session, "ns1 1aa")
    page = find_sites(session, Wanted(postcode="NS1 1AA"), around=around, miles=miles)

    assert around.district == ""
    assert [(row.name, row.metres) for row in page.rows] == found


def test_a_postcode_no_service_has_is_measured_from_the_middle_of_its_district(session, placed):
    around = centre_of(session, "NS2 9XX")

    assert (around.district, names(find_sites(session, Wanted(), around=around, miles=1))) == ("NS2", ["Home 3"])
    assert centre_of(session, "AB1 2CD") is None
    assert centre_of(session, "NS3 1AA") is None


def test_distances_are_those_of_a_globe(session, load_hsca):
    """Plymouth to Inverness by the great circle: 790 km."""
    load_hsca([place(1, "PL1 1AA", 50.3755, -4.1427), place(2, "IV1 1AA", 57.4778, -4.2247)])
    page = find_sites(session, Wanted(), around=centre_of(session, "PL1 1AA"), miles=1000)

    assert [(row.name, row.metres // 1000) for row in page.rows] == [("Home 1", 0), ("Home 2", 789)]


def test_pages_of_the_nearest_leave_no_gap(session, load_hsca):
    load_hsca([place(number, "NS1 1AA", 53.0 + number % 7 / 1000, -2.0) for number in range(1, 121)])
    around = centre_of(session, "NS1 1AA")
    found = every_page(lambda cursor: find_sites(session, Wanted(), around=around, miles=3, cursor=cursor))

    assert len({row.id for row in found}) == len(found) == 120
    assert [row.metres for row in found] == sorted(row.metres for row in found)


def test_words_that_are_no_coordinates_are_no_place(engine, session, load_hsca):
    load_hsca([place(1, "NS1 1AA", "north", "-2.0"), place(2, "NS1 1AB", 53.0, -2.0)])
    with engine.connect() as connection:
        columns = "SELECT latitude, latitude_degrees FROM directory.site ORDER BY regulator_id"
        found = connection.execute(text(columns)).all()

    assert [row.latitude_degrees for row in found] == [None, 53.0]


DENTIST = {"Location Type/Sector": "Primary Dental Care", "Location Inspection Directorate": "Primary medical services"}


def test_dentists_and_doctors_are_shown_to_those_who_ask_for_every_sector(session, load_hsca):
    load_hsca([hsca_row(1), hsca_row(2, **DENTIST)])

    assert names(find_sites(session, Wanted())) == ["Rosewood House 1"]
    assert names(find_sites(session, Wanted(sector="every"))) == ["Rosewood House 1", "Rosewood House 2"]


def test_providers_found_by_name_are_of_adult_social_care_or_of_no_known_sector(session, engine, load_hsca):
    load_hsca(
        [
            hsca_row(1, **{"Provider ID": "1-901", "Provider Name": "Mill Care"}),
            hsca_row(2, **{"Provider ID": "1-901", "Provider Name": "Mill Care"}, **DENTIST),
            hsca_row(3, **{"Provider ID": "1-902", "Provider Name": "Mill Dental"}, **DENTIST),
        ]
    )
    empty = """
        INSERT INTO directory.provider (id, regulator, regulator_id, name, name_key, nation, listed, first_seen_on,
            last_seen_on)
        SELECT gen_random_uuid(), regulator, '1-903', 'Mill Empty', 'mill empty', nation, listed, first_seen_on,
            last_seen_on FROM directory.provider LIMIT 1
    """
    with engine.begin() as connection:
        connection.execute(text(empty))

    assert names(find_providers(session, Wanted(text="mill"))) == ["Mill Care", "Mill Empty"]
    every = find_providers(session, Wanted(text="mill", sector="every"))
    assert names(every) == ["Mill Care", "Mill Dental", "Mill Empty"]


@pytest.mark.parametrize("typed", ["treelands", "tree care", "elm tree", "cafe", "oneill", "mary and john"])
def test_a_site_is_found_by_the_other_names_it_is_known_by(session, load_directory, typed):
    known_as = "Treelands (Care Home); Café, O’Neill's & St. Mary & John"
    load_directory([directory_row(1, Name="Elm House", **{"Also known as": known_as}), directory_row(2)])

    assert names(find_sites(session, Wanted(text=typed))) == ["Elm House"]


@pytest.mark.parametrize("other", ["", "  ", "(–)", "x" * 5000, "a " * 500, "é" * 399 + "  b", "ß &&& '"])
def test_no_other_name_stops_a_load(session, load_directory, other):
    load_directory([directory_row(1, Name="@", **{"Also known as": other}), directory_row(2)])

    assert len(find_sites(session, Wanted()).rows) == 2


@pytest.fixture
def providers(load_directory):
    elm = {PROVIDER: "1-900000002", "Provider name": "Elm Care", "Local authority": "Plymouth"}
    oak = {
        PROVIDER: "1-900000003",
        "Provider name": "Oak Care",
        "Service types": "Nursing homes",
        "Postcode": "NS9 9ZZ",
    }
    load_directory([directory_row(1, **elm), directory_row(2, **elm), directory_row(3, **oak), directory_row(4)])


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["Elm Care", "Oak Care", "Rosewood Care Limited"]),
        ({"text": "care"}, ["Elm Care", "Oak Care", "Rosewood Care Limited"]),
        ({"authority": "Plymouth"}, ["Elm Care"]),
        ({"service_type": "Care home service with nursing"}, ["Oak Care"]),
        ({"postcode": "NS9"}, ["Oak Care"]),
        ({"rating": "no-grade", "authority": "Oldham"}, ["Oak Care", "Rosewood Care Limited"]),
        ({"nation": "wales"}, []),
        ({"gone": "only"}, []),
    ],
)
def test_providers_are_narrowed_by_the_services_they_run(session, providers, filters, found):
    assert names(find_providers(session, Wanted(**filters))) == found


def test_providers_that_left_are_listed_when_asked_for(session, providers, load_directory):
    load_directory([directory_row(4), directory_row(3)], as_at="01 June 2026", accept_shrink=True)
    load_directory([directory_row(9, **{"Local authority": "Plymouth"})], as_at="02 June 2026", accept_shrink=True)

    assert "Elm Care" not in names(find_providers(session, Wanted()))
    assert names(find_providers(session, Wanted(gone="only"))) == ["Elm Care", "Oak Care"]
    assert "Elm Care" in names(find_providers(session, Wanted(gone="1")))


def test_listed_services_of_a_provider_are_counted(session, providers):
    rows = find_providers(session, Wanted()).rows
    counts = counts_of_sites(session, [row.id for row in rows])

    assert {row.name: counts[row.id] for row in rows} == {"Elm Care": 2, "Oak Care": 1, "Rosewood Care Limited": 1}
