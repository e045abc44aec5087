"""Sites that leave the register, and when the loading stops."""

from __future__ import annotations

from datetime import date

from tests.directory.factories import (
    directory_row,
    directory_rows,
    hsca_row,
    hsca_rows,
)
from tests.directory.outcomes import numbers, rows_in

PROVIDER = "CQC Provider ID (for office use only)"


def test_a_site_the_next_register_lacks_is_no_longer_listed_and_never_deleted(load_directory, site):
    load_directory(directory_rows(60))
    outcome = load_directory(directory_rows(59), as_at="01 June 2026")

    assert numbers(outcome) == [0, 0, 59, 0, 1]
    assert (site(60)["listed"], site(60)["no_longer_listed_on"]) == (False, date(2026, 6, 1))
    assert site(1)["listed"] is True


def test_a_site_that_comes_back_is_listed_again(load_directory, site):
    load_directory(directory_rows(3))
    load_directory(directory_rows(2), as_at="01 June 2026")
    outcome = load_directory(directory_rows(3), as_at="01 July 2026")

    assert (numbers(outcome), outcome.counts["relisted"]) == ([0, 1, 2, 0, 0], 1)
    assert (site(3)["listed"], site(3)["no_longer_listed_on"]) == (True, None)


def test_a_provider_is_listed_while_one_of_its_sites_is(engine, load_directory):
    alone = directory_row(3, **{PROVIDER: "1-900000009", "Provider name": "Elm Care Limited"})
    load_directory([*directory_rows(2), alone])
    load_directory(directory_rows(2), as_at="01 June 2026")

    assert rows_in(engine, "SELECT name, listed, no_longer_listed_on FROM directory.provider ORDER BY name") == [
        ("Elm Care Limited", False, date(2026, 6, 1)),
        ("Rosewood Care Limited", True, None),
    ]


def test_the_register_of_one_council_says_nothing_about_others(load_directory, site):
    load_directory([*directory_rows(2), *directory_rows(2, first=3, **{"Local authority": "Kent"})])
    outcome = load_directory(directory_rows(2), as_at="01 June 2026")

    assert numbers(outcome) == [0, 0, 2, 0, 0]
    assert site(3)["listed"] is True


def test_a_site_without_an_authority_is_not_gone_by_a_part_of_the_country(load_directory, site):
    load_directory([*directory_rows(2), directory_row(3, **{"Local authority": ""})])
    load_directory(directory_rows(2), as_at="01 June 2026")

    assert site(3)["listed"] is True


def test_a_site_is_gone_only_from_the_layout_that_listed_it(load_hsca, load_directory, site):
    load_hsca(hsca_rows(3))
    outcome = load_directory(directory_rows(2), as_at="01 June 2026")

    assert numbers(outcome)[4] == 0
    assert site(3)["listed"] is True


def test_an_older_file_makes_nothing_gone(load_directory, site):
    load_directory(directory_rows(3), as_at="01 June 2026")
    outcome = load_directory(directory_rows(2), as_at="01 May 2026")

    assert (numbers(outcome)[4], site(3)["listed"]) == (0, True)


def test_a_reported_row_still_says_that_its_site_is_listed(load_hsca, site):
    load_hsca(hsca_rows(3))
    broken = hsca_row(3, **{"Care home?": "Maybe"})
    outcome = load_hsca([*hsca_rows(2), broken], as_at="01 June 2026")

    assert numbers(outcome) == [0, 0, 2, 1, 0]
    assert (site(3)["listed"], site(3)["last_seen_on"]) == (True, date(2026, 6, 1))


def test_a_register_that_shrinks_implausibly_is_refused_and_changes_nothing(load_directory, contents):
    load_directory(directory_rows(100))
    before = contents()
    outcome = load_directory(directory_rows(97), as_at="01 June 2026")

    assert outcome.status == "refused"
    assert list(outcome.problems) == [
        ("The file lists 97 sites where the register has 100: 3.0% fewer, and 2% is the most we take without asking.")
    ]
    assert contents() == before


def test_the_shrinking_can_be_accepted(load_directory, site):
    load_directory(directory_rows(100))
    outcome = load_directory(directory_rows(97), as_at="01 June 2026", accept_shrink=True)

    assert (outcome.status, numbers(outcome)) == ("applied", [0, 0, 97, 0, 3])
    assert site(99)["listed"] is False


def test_two_per_cent_fewer_is_believed(load_directory):
    load_directory(directory_rows(100))

    assert load_directory(directory_rows(98), as_at="01 June 2026").status == "applied"


def test_more_than_a_thousand_gone_stops_even_when_as_many_are_new(load_directory):
    load_directory(directory_rows(1001))
    outcome = load_directory(directory_rows(1001, first=2001), as_at="01 June 2026")

    assert list(outcome.problems) == ["1,001 sites would leave the register; 1,000 is the most we take without asking."]
