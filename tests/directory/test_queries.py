"""Sites and providers are found as people type them, a page at a time; ratings say what they are."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from portal.directory import queries
from portal.directory.finding import Wanted, find_providers, find_sites, listed_authorities
from portal.directory.queries import SiteRating, rating_of
from tests.directory.factories import directory_row, directory_rows, hsca_row, hsca_rows

PROVIDER = "CQC Provider ID (for office use only)"


def names(page):
    return [row.name for row in page.rows]


@pytest.fixture
def named(load_directory):
    load_directory(
        [
            directory_row(1, Name="@PlymouthCare", **{"Local authority": "Plymouth", "Postcode": "PL1 1AA"}),
            directory_row(2, Name="Tŷ Mawr", **{"Service types": "Nursing homes", "Postcode": "NS2 2BB"}),
            directory_row(3, Name="The Elms", **{PROVIDER: "1-900000002", "Provider name": "Elm Care"}),
        ]
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("plymouthcare", ["@PlymouthCare"]),
        ("@Plymouth", ["@PlymouthCare"]),
        ("ty maw", ["Tŷ Mawr"]),
        ("TŶ MAWR", ["Tŷ Mawr"]),
        ("elms", ["The Elms"]),
        ("1-000000002", ["Tŷ Mawr"]),
        ("1-999999999", []),
        ("nothing like it", []),
        ("%", ["@PlymouthCare", "The Elms", "Tŷ Mawr"]),
        ("", ["@PlymouthCare", "The Elms", "Tŷ Mawr"]),
    ],
)
def test_sites_are_found_by_the_beginning_of_a_name_or_a_word_or_a_number(session, named, typed, found):
    assert names(find_sites(session, Wanted(text=typed))) == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"postcode": "ns2 2b"}, ["Tŷ Mawr"]),
        ({"authority": "Plymouth"}, ["@PlymouthCare"]),
        ({"service_type": "Care home service with nursing"}, ["Tŷ Mawr"]),
        ({"nation": "scotland"}, []),
        ({"rating": "good"}, []),
        ({"rating": "no-grade", "postcode": "PL1"}, ["@PlymouthCare"]),
    ],
)
def test_filters_narrow_the_list(session, named, filters, found):
    assert names(find_sites(session, Wanted(**filters))) == found


def test_sites_that_left_are_found_only_when_asked_for(session, load_directory):
    load_directory(directory_rows(2))
    load_directory(directory_rows(1), as_at="01 June 2026")

    assert len(find_sites(session, Wanted()).rows) == 1
    assert [row.listed for row in find_sites(session, Wanted(gone="1")).rows] == [True, False]
    assert [row.name for row in find_sites(session, Wanted(gone="only")).rows] == ["Rosewood House 2"]


def test_pages_follow_each_other_without_gap_or_repeat(session, load_directory):
    load_directory([directory_row(number, Name="Rosewood House") for number in range(1, 121)])
    seen, cursor = [], None
    while True:
        page = find_sites(session, Wanted(text="rosewood"), cursor=cursor)
        seen += [row.id for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert (len(seen), len(set(seen))) == (120, 120)


def test_a_cursor_somebody_made_up_begins_at_the_top(session, named):
    assert len(find_sites(session, Wanted(), cursor="x_y").rows) == 3


def test_providers_are_found_by_name_and_number(session, named):
    assert names(find_providers(session, Wanted(text="elm"))) == ["Elm Care"]
    assert names(find_providers(session, Wanted(text="care"))) == ["Elm Care", "Rosewood Care Limited"]
    assert names(find_providers(session, Wanted(text="1-900000001"))) == ["Rosewood Care Limited"]


def test_a_provider_comes_with_its_sites(session, named):
    [row] = find_providers(session, Wanted(text="elm")).rows
    provider, sites = queries.provider_with_sites(session, row.id)

    assert (provider.name, [site.name for site in sites]) == ("Elm Care", ["The Elms"])


def test_the_current_rating_of_a_site_is_the_newest(session, load_hsca, site):
    load_hsca(hsca_rows(2))
    later = {"Location Latest Overall Rating": "Inadequate", "Publication Date": date(2026, 5, 20)}
    load_hsca([hsca_row(1, **later), hsca_row(2)], as_at="01 June 2026")

    found = queries.current_ratings(session, [site(1)["id"], site(2)["id"]])
    assert [found[site(number)["id"]].words for number in (1, 2)] == ["Inadequate", "Good"]


def test_the_newest_register_says_as_at_when(session, load_directory):
    assert queries.latest_as_at(session) is None
    load_directory(directory_rows(1))
    assert queries.latest_as_at(session) == date(2026, 5, 1)


def test_authorities_that_host_a_site_are_offered(session, named):
    assert listed_authorities(session) == ["Oldham", "Plymouth"]


def rated(group, rating, day=None, *, inherited=False):
    published_on = date(2026, 1, day) if day else None
    return SimpleNamespace(
        service_group=group, rating=rating, words="", published_on=published_on, is_inherited=inherited
    )


def test_the_grade_of_the_whole_location_is_the_sites_rating():
    assert rating_of([rated("overall", "good", 2, inherited=True)]) == SiteRating(
        "good", "Good", date(2026, 1, 2), is_inherited=True
    )


def test_a_site_rated_service_by_service_does_not_pass_for_unrated():
    services = [rated("Homecare", "good", 5), rated("Supported Living", "outstanding", 9)]
    found = rating_of([rated("overall", "not-rated"), *services])

    assert (found.rating, found.words) == ("by-service", "Homecare: Good; Supported Living: Outstanding")
    assert found.published_on == date(2026, 1, 9)


def test_no_grade_anywhere_is_said_in_words():
    assert rating_of([rated("overall", "unrated")]).words == "No rating published"
    assert rating_of([]) is None


def test_the_pages_role_only_reads(register_database):
    app_engine = create_engine(register_database.url("portal_app"))
    with pytest.raises(ProgrammingError, match="permission denied"), app_engine.connect() as connection:
        connection.execute(text("DELETE FROM directory.site"))
    app_engine.dispose()


@pytest.mark.parametrize("role", ["portal_app", "portal_job"])
def test_who_began_a_run_is_not_for_the_pages(register_database, role):
    engine = create_engine(register_database.url(role))
    with pytest.raises(ProgrammingError, match="permission denied"), engine.connect() as connection:
        connection.execute(text("SELECT * FROM directory.import_start"))
    engine.dispose()
