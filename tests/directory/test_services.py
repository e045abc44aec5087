"""Loading: counts add up, history stays, a poorer file erases nothing, and a second run changes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from portal.core.errors import NotFoundError, PortalError
from portal.core.ids import new_id
from portal.directory.services import (
    StoppedImportError,
    apply_import,
    discard_import,
    import_file,
    stage_import,
)
from tests.directory.conftest import NOW
from tests.directory.factories import (
    MANAGER,
    directory_row,
    directory_rows,
    hsca_row,
    hsca_rows,
    write_directory,
    write_hsca_ods,
)

LOCATION = "CQC Location ID (for office use only)"
PROVIDER = "CQC Provider ID (for office use only)"
CHECKED = "Date of latest check"
RATING = "Location Latest Overall Rating"


def numbers(outcome):
    """imported, updated, unchanged, reported, gone."""
    counts = outcome.as_json()
    assert counts["read"] == sum(counts[name] for name in ("imported", "updated", "unchanged", "reported"))
    return [counts[name] for name in ("imported", "updated", "unchanged", "reported", "gone")]


def rows_in(engine, statement, **values):
    with engine.connect() as connection:
        return connection.execute(text(statement), values).all()


def ratings_in(engine):
    return rows_in(
        engine,
        "SELECT rating, published_on, is_current FROM directory.rating ORDER BY published_on NULLS FIRST, rating",
    )


# --- the first load, and the same again


def test_a_directory_is_loaded_with_its_providers(load_directory, site):
    outcome = load_directory(directory_rows(3))

    assert (outcome.status, numbers(outcome)) == ("applied", [3, 0, 0, 0, 0])
    assert site(2)["provider_name"] == "Rosewood Care Limited"
    assert site(2)["host_authority_code"] == "E08000004"
    assert (site(2)["first_seen_on"], site(2)["last_seen_on"]) == (date(2026, 5, 1), date(2026, 5, 1))


@pytest.mark.parametrize("loader", ["load_directory", "load_hsca"])
def test_the_same_file_again_changes_nothing(request, loader, contents):
    load = request.getfixturevalue(loader)
    rows = directory_rows(3) if loader == "load_directory" else hsca_rows(3)
    load(rows)
    before = contents()

    assert numbers(load(rows)) == [0, 0, 3, 0, 0]
    assert contents() == before


def test_active_locations_are_loaded_with_ratings_and_groups(engine, load_hsca, site):
    assert numbers(load_hsca(hsca_rows(2))) == [2, 0, 0, 0, 0]

    assert (site()["beds"], site()["is_care_home"]) == (22, True)
    assert ratings_in(engine) == [("good", date(2022, 6, 9), True)] * 2
    groups = "SELECT g.name FROM directory.provider p JOIN directory.provider_group g ON g.id = p.group_id"
    assert rows_in(engine, groups) == [("BRAND Rosewood",)]


def test_no_table_holds_the_name_of_a_manager(engine, load_hsca):
    load_hsca([*hsca_rows(2), hsca_row(3, **{"Location ID": ""})])

    for table in ("site", "provider", "rating", "import_run", "import_row"):
        assert MANAGER not in repr(rows_in(engine, f"SELECT * FROM directory.{table}"))


def test_reported_rows_are_counted_and_say_why(load_directory):
    rows = [*directory_rows(2), directory_row(3, **{LOCATION: ""}), directory_row(1)]
    outcome = load_directory(rows)

    assert numbers(outcome) == [2, 0, 0, 2, 0]
    assert list(outcome.reported) == [
        "Row 8: The row has no location ID.",
        "Row 9: Row 6 lists the same location ID.",
    ]


def test_a_run_keeps_the_files_day_hash_and_layout(engine, load_directory):
    outcome = load_directory(directory_rows(1))

    [run] = rows_in(
        engine, "SELECT format, as_at, file_hash, importer_version, status FROM directory.import_run"
    )
    assert run == ("cqc-directory", date(2026, 5, 1), outcome.file_hash, "1", "applied")
    assert len(outcome.file_hash) == 64


# --- what changes


def test_a_renamed_site_keeps_its_row(load_directory, site):
    load_directory(directory_rows(2))
    before = site()
    outcome = load_directory(
        [directory_row(1, Name="Rosewood Manor"), directory_row(2)], as_at="01 June 2026"
    )

    assert numbers(outcome) == [0, 1, 1, 0, 0]
    assert outcome.counts["renamed"] == 1
    assert (site()["id"], site()["name"], site()["name_key"]) == (
        before["id"],
        "Rosewood Manor",
        "rosewood manor",
    )


def test_a_site_that_moves_provider_says_from_whom_to_whom(engine, load_directory, site):
    load_directory(directory_rows(2))
    moved = directory_row(1, **{PROVIDER: "1-900000002", "Provider name": "Elm Care Limited"})
    outcome = load_directory([moved, directory_row(2)], as_at="01 June 2026")

    assert outcome.counts["moved"] == 1
    assert site()["provider_name"] == "Elm Care Limited"
    [(changes,)] = rows_in(engine, "SELECT changes FROM directory.import_row WHERE 'moved' = ANY (kinds)")
    assert changes == {"provider": ["Rosewood Care Limited", "Elm Care Limited"]}


def test_a_provider_that_is_renamed_changes_its_sites_rows(load_directory, site):
    load_directory(directory_rows(2))
    outcome = load_directory(
        directory_rows(2, **{"Provider name": "Rosewood Care CIC"}), as_at="01 June 2026"
    )

    assert (numbers(outcome), outcome.counts["changed"]) == ([0, 2, 0, 0, 0], 2)
    assert site()["provider_name"] == "Rosewood Care CIC"


def test_names_that_differ_in_spaces_alone_are_the_same(load_directory, load_hsca, site):
    load_directory([directory_row(1, Name=" Rosewood  House 1")])
    outcome = load_hsca(hsca_rows(1), as_at="01 June 2026")

    assert outcome.counts["renamed"] == 0
    assert site()["name"] == " Rosewood  House 1"


def test_a_new_rating_joins_the_history(engine, load_hsca):
    load_hsca(hsca_rows(1))
    changed = hsca_row(1, **{RATING: "Requires Improvement", "Publication Date": date(2026, 5, 20)})
    outcome = load_hsca([changed], as_at="01 June 2026")

    assert outcome.counts["re_rated"] == 1
    assert ratings_in(engine) == [
        ("good", date(2022, 6, 9), False),
        ("requires-improvement", date(2026, 5, 20), True),
    ]


def test_a_rating_that_goes_and_comes_back_stands_once_in_the_history(engine, load_hsca):
    load_hsca(hsca_rows(1))
    load_hsca([hsca_row(1, **{RATING: "", "Publication Date": ""})], as_at="01 June 2026")
    assert ratings_in(engine) == [("unrated", None, True), ("good", date(2022, 6, 9), False)]
    load_hsca(hsca_rows(1), as_at="01 July 2026")

    assert ratings_in(engine) == [("unrated", None, False), ("good", date(2022, 6, 9), True)]


def test_a_provider_without_a_name_is_shown_by_its_number_until_a_file_names_it(
    load_hsca, load_directory, site
):
    load_hsca([hsca_row(1, **{"Provider Name": ""})])
    assert site()["provider_name"] == "1-900000001"
    load_directory(directory_rows(1), as_at="01 June 2026")
    assert site()["provider_name"] == "Rosewood Care Limited"
    load_hsca([hsca_row(1, **{"Provider Name": ""})], as_at="01 July 2026")
    assert site()["provider_name"] == "Rosewood Care Limited"


# --- two layouts about the same sites


def test_the_directory_erases_nothing_that_only_active_locations_know(
    engine, load_hsca, load_directory, site
):
    load_hsca(hsca_rows(1))
    load_directory(directory_rows(1), as_at="01 June 2026")

    kept = ("beds", "is_care_home", "uprn", "ods_code", "latitude", "regulated_activities", "registered_on")
    assert [site()[name] for name in kept] == [
        22,
        True,
        "422000118571",
        "VN001",
        "53.5120651",
        ["Personal care"],
        date(2011, 1, 20),
    ]
    assert ratings_in(engine) == [("good", date(2022, 6, 9), True)]


def test_the_directory_adds_what_it_alone_knows(load_hsca, load_directory, site):
    load_hsca(hsca_rows(1))
    load_directory([directory_row(1, **{"Also known as": "The Elms"})], as_at="01 June 2026")

    assert site()["also_known_as"] == "The Elms"
    assert site()["last_checked_on"] == date(2024, 1, 9)
    assert site()["page_url"] == "https://www.cqc.org.uk/location/1-000000001"


def test_the_two_layouts_do_not_undo_each_other_month_after_month(load_hsca, load_directory, site, contents):
    load_hsca(hsca_rows(2), as_at="01 May 2026")
    load_directory(directory_rows(2), as_at="01 May 2026")
    assert (site()["phone"], site()["website"]) == ("01632000001", "www.rosewood.example")
    before = contents()

    assert numbers(load_hsca(hsca_rows(2), as_at="01 May 2026")) == [0, 0, 2, 0, 0]
    assert numbers(load_directory(directory_rows(2), as_at="01 May 2026")) == [0, 0, 2, 0, 0]
    assert contents() == before


def test_an_older_file_fills_gaps_and_overwrites_nothing(engine, load_hsca, load_directory, site):
    load_directory([directory_row(1, Name="Rosewood Manor", **{"Region": ""})], as_at="01 June 2026")
    load_hsca(hsca_rows(1), as_at="01 May 2026")

    assert (site()["name"], site()["beds"], site()["region"]) == ("Rosewood Manor", 22, "North West")
    assert (site()["first_seen_on"], site()["last_seen_on"]) == (date(2026, 5, 1), date(2026, 6, 1))
    assert ratings_in(engine) == [("good", date(2022, 6, 9), True)]


def test_an_older_rating_joins_the_history_and_is_not_the_current_one(engine, load_hsca):
    load_hsca(hsca_rows(1), as_at="01 June 2026")
    load_hsca(
        [hsca_row(1, **{RATING: "Inadequate", "Publication Date": date(2020, 1, 2)})], as_at="01 May 2026"
    )

    assert ratings_in(engine) == [("inadequate", date(2020, 1, 2), False), ("good", date(2022, 6, 9), True)]


# --- what leaves the register


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

    assert rows_in(
        engine, "SELECT name, listed, no_longer_listed_on FROM directory.provider ORDER BY name"
    ) == [
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


# --- when it stops


def test_a_register_that_shrinks_implausibly_is_refused_and_changes_nothing(load_directory, contents):
    load_directory(directory_rows(100))
    before = contents()
    outcome = load_directory(directory_rows(97), as_at="01 June 2026")

    assert outcome.status == "refused"
    assert list(outcome.problems) == [
        "The file lists 97 sites where the register has 100: 3.0% fewer, and 2% is the most we take without asking."
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

    assert list(outcome.problems) == [
        "1,001 sites would leave the register; 1,000 is the most we take without asking."
    ]


# --- which day


def test_a_file_that_does_not_say_its_day_is_refused(engine, tmp_path):
    path = write_directory(tmp_path / "directory.csv", directory_rows(1), as_at=None)
    outcome = import_file(engine, path, now=NOW)

    assert (outcome.status, list(outcome.problems)) == (
        "refused",
        ["The file does not say what day it is of. Say it with the date “as at”."],
    )


def test_the_name_of_the_file_may_say_the_day(engine, tmp_path):
    path = write_directory(tmp_path / "27_August_2025_CQC_directory.csv", directory_rows(1), as_at=None)

    assert import_file(engine, path, now=NOW).as_at == date(2025, 8, 27)


def test_a_person_who_says_another_day_than_the_file_is_believed_and_noted(engine, tmp_path):
    path = write_directory(tmp_path / "directory.csv", directory_rows(1), as_at="01 May 2026")
    outcome = import_file(engine, path, now=NOW, as_at=date(2026, 5, 2))

    assert outcome.as_at == date(2026, 5, 2)
    assert list(outcome.notes) == [
        "The file says 1 May 2026; it counts as at 2 May 2026 because you said so."
    ]


def test_a_day_that_has_not_come_is_refused(load_directory):
    outcome = load_directory(directory_rows(1), as_at="01 May 2027")

    assert list(outcome.problems) == ["The register is as at 1 May 2027, and that day has not come yet."]


# --- staging, applying, discarding


def stage(engine, path, **options):
    with engine.begin() as connection:
        return stage_import(connection, path, now=NOW, **options)


def test_a_preview_changes_nothing(engine, tmp_path, contents):
    outcome = stage(engine, write_directory(tmp_path / "a.csv", directory_rows(2), as_at="01 May 2026"))

    assert (outcome.status, numbers(outcome)) == ("previewed", [2, 0, 0, 0, 0])
    assert contents()["site"] == []


def test_a_dry_run_leaves_no_trace(engine, tmp_path, contents):
    path = write_directory(tmp_path / "a.csv", directory_rows(2), as_at="01 May 2026")
    outcome = import_file(engine, path, now=NOW, dry_run=True)

    assert (outcome.status, numbers(outcome)) == ("previewed", [2, 0, 0, 0, 0])
    assert rows_in(engine, "SELECT count(*) FROM directory.import_run") == [(0,)]


def test_two_files_staged_side_by_side_are_loaded_one_after_the_other(engine, tmp_path, site):
    first = stage(engine, write_directory(tmp_path / "a.csv", directory_rows(3), as_at="01 May 2026"))
    renamed = [directory_row(1, Name="Rosewood Manor"), *directory_rows(2, first=2)]
    second = stage(engine, write_directory(tmp_path / "b.csv", renamed, as_at="01 June 2026"))
    assert numbers(second) == [3, 0, 0, 0, 0]
    with engine.begin() as connection:
        apply_import(connection, first.run_id, now=NOW)
    with engine.begin() as connection:
        loaded = apply_import(connection, second.run_id, now=NOW)

    assert numbers(loaded) == [0, 1, 2, 0, 0]
    assert site()["name"] == "Rosewood Manor"


def test_a_preview_that_grew_old_still_stops_at_shrinking(engine, tmp_path):
    small = stage(engine, write_directory(tmp_path / "a.csv", directory_rows(90), as_at="01 June 2026"))
    large = stage(engine, write_directory(tmp_path / "b.csv", directory_rows(100), as_at="01 May 2026"))
    with engine.begin() as connection:
        apply_import(connection, large.run_id, now=NOW)

    with pytest.raises(StoppedImportError, match="10.0% fewer"), engine.begin() as connection:
        apply_import(connection, small.run_id, now=NOW)


def test_a_run_is_loaded_once(engine, tmp_path):
    outcome = stage(engine, write_directory(tmp_path / "a.csv", directory_rows(1), as_at="01 May 2026"))
    with engine.begin() as connection:
        apply_import(connection, outcome.run_id, now=NOW)

    with pytest.raises(PortalError, match="no longer waiting"), engine.begin() as connection:
        apply_import(connection, outcome.run_id, now=NOW)


def test_a_discarded_run_keeps_its_line_and_nothing_else(engine, tmp_path):
    outcome = stage(engine, write_directory(tmp_path / "a.csv", directory_rows(1), as_at="01 May 2026"))
    with engine.begin() as connection:
        discard_import(connection, outcome.run_id)

    assert rows_in(engine, "SELECT status FROM directory.import_run") == [("discarded",)]
    assert rows_in(engine, "SELECT * FROM directory.import_row") == []


def test_another_organisation_neither_loads_nor_discards_a_run(engine, tmp_path):
    ours, theirs = new_id(), new_id()
    path = write_directory(tmp_path / "a.csv", directory_rows(1), as_at="01 May 2026")
    outcome = stage(engine, path, started_in=ours)

    for act in (discard_import, lambda *args, **kw: apply_import(*args, now=NOW, **kw)):
        with pytest.raises(NotFoundError), engine.begin() as connection:
            act(connection, outcome.run_id, started_in=theirs)


def test_a_refused_file_keeps_its_report_and_changes_nothing(engine, tmp_path, contents):
    path = tmp_path / "a.csv"
    path.write_bytes(b"<html>Sign in</html>")
    outcome = import_file(engine, path, now=NOW)

    assert (outcome.status, outcome.counts) == ("refused", {})
    assert contents() == {"provider_group": [], "provider": [], "site": [], "rating": []}
    assert rows_in(engine, "SELECT status FROM directory.import_run") == [("refused",)]


def test_a_file_that_breaks_off_in_the_middle_is_refused_whole(engine, tmp_path, contents):
    path = write_directory(tmp_path / "a.csv", directory_rows(2500), as_at="01 May 2026")
    path.write_bytes(path.read_bytes() + b'"Rosewood,')
    outcome = import_file(engine, path, now=NOW)

    assert outcome.status == "refused"
    assert contents()["site"] == []
    assert rows_in(engine, "SELECT * FROM directory.import_row") == []


def test_a_failure_while_loading_undoes_everything_and_says_so(engine, tmp_path, contents, monkeypatch):
    def fail(*_arguments):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("portal.directory.services.writing._mark_providers", fail)
    path = write_hsca_ods(tmp_path / "a.ods", hsca_rows(2))
    with pytest.raises(RuntimeError):
        import_file(engine, path, now=NOW)

    assert contents()["site"] == []
    assert rows_in(engine, "SELECT status FROM directory.import_run") == [("failed",)]
