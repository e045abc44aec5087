"""Providers that belong together: offered with what the register says, confirmed by a person, taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from portal.core.errors import NotFoundError, PortalError
from portal.directory import grouping
from portal.directory.finding import Wanted, find_providers, find_sites
from portal.directory.services import Decider, change_member, decide_group, undo_group
from tests.directory.factories import directory_row, hsca_row
from tests.directory.outcomes import rows_in

WHO = Decider(uuid4(), uuid4(), datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
NO_BRAND = {"Brand ID": "-", "Brand Name": "-", "Provider Companies House Number": ""}


def of(number, provider, **changes):
    """Site `number` of provider `provider`, alone of its kind unless told otherwise."""
    named = {"Provider ID": f"1-90000000{provider}", "Provider Name": f"Provider {provider}"}
    return hsca_row(number, **{**NO_BRAND, **named, **changes})


def company(number):
    return {"Provider Companies House Number": number}


def brand(number, name="BRAND Rosewood"):
    return {"Brand ID": number, "Brand Name": name}


def offers(session):
    return [
        (one["source"], one["source_id"], one["name"], one["providers"]) for one in grouping.open_offers(session).rows
    ]


def ids(session):
    return {row.name: row.id for row in find_providers(session, Wanted(gone="1")).rows}


def confirm(engine, session, source, source_id, together, name="Rosewood Group"):
    by_name = ids(session)
    offered = grouping.who_shares(session, source, source_id)
    with engine.begin() as connection:
        return decide_group(
            connection,
            source,
            source_id,
            name=name,
            together=[by_name[one] for one in together],
            offered=offered,
            decider=WHO,
        )


@pytest.mark.parametrize(
    ("first", "second", "offered"),
    [
        (brand("BD1"), brand("BD1"), [("cqc", "BD1", "BRAND Rosewood", 2)]),
        (brand("BD1"), brand("BD2", "BRAND Elm"), []),
        (company("03841476"), company("03841476"), [("companies-house", "03841476", "Provider", 2)]),
        (company("3841476"), company("03841476    "), [("companies-house", "03841476", "Provider", 2)]),
        (company("sc123456"), company("SC123456"), [("companies-house", "SC123456", "Provider", 2)]),
        (company("00000000"), company("00000000"), []),
        ({"Provider Name": "Elm Care"}, {"Provider Name": "ELM CARE."}, [("provider-name", "elm care", "Elm Care", 2)]),
        ({}, {}, []),
    ],
)
def test_what_two_providers_share_is_offered_with_its_evidence(session, load_hsca, first, second, offered):
    load_hsca([of(1, 1, **first), of(2, 2, **second)])
    found = [
        (source, value, name.split(" 1")[0].split(" 2")[0], count) for source, value, name, count in offers(session)
    ]

    assert [(source, value, name.lower().strip("."), count) for source, value, name, count in found] == [
        (source, value, name.lower(), count) for source, value, name, count in offered
    ]


def test_a_name_is_not_asked_about_where_a_number_asks_already(session, load_hsca):
    same = {"Provider Name": "Elm Care"}
    load_hsca([of(1, 1, **same, **company("03841476")), of(2, 2, **same, **company("3841476"))])

    assert [source for source, *_rest in offers(session)] == ["companies-house"]


def test_a_confirmed_group_lists_its_providers_and_their_services(engine, session, load_hsca):
    load_hsca([of(1, 1, **company("1")), of(2, 2, **company("1")), of(3, 3)])
    group_id = confirm(engine, session, "companies-house", "00000001", ["Provider 1", "Provider 2"])

    assert [(one.name, one.providers) for one in grouping.confirmed_groups(session)] == [("Rosewood Group", 2)]
    assert [row.name for row in find_sites(session, Wanted(group=group_id)).rows] == [
        "Rosewood House 1",
        "Rosewood House 2",
    ]
    assert [row.name for row in find_providers(session, Wanted(group=group_id)).rows] == ["Provider 1", "Provider 2"]
    assert [one.name for one in grouping.groups_of_provider(session, ids(session)["Provider 1"])] == ["Rosewood Group"]
    assert offers(session) == []


def test_nothing_is_a_group_before_a_person_says_so(session, load_hsca):
    load_hsca([of(1, 1, **brand("BD1")), of(2, 2, **brand("BD1"))])

    assert grouping.confirmed_groups(session) == []
    assert grouping.groups_of_provider(session, ids(session)["Provider 1"]) == []


def test_a_newcomer_is_offered_alone_and_who_was_left_out_is_not_asked_about_again(engine, session, load_hsca):
    load_hsca([of(one, one, **brand("BD1")) for one in (1, 2, 3)])
    confirm(engine, session, "cqc", "BD1", ["Provider 1", "Provider 2"])
    assert offers(session) == []
    load_hsca([of(one, one, **brand("BD1")) for one in (1, 2, 3, 4)], as_at="01 June 2026")

    [offer] = grouping.open_offers(session).rows
    assert (offer["providers"], offer["undecided"]) == (4, 1)


def test_the_same_file_again_changes_no_decision(engine, session, load_hsca):
    rows = [of(1, 1, **brand("BD1")), of(2, 2, **brand("BD1"))]
    load_hsca(rows)
    confirm(engine, session, "cqc", "BD1", ["Provider 1", "Provider 2"])
    load_hsca(rows, as_at="01 June 2026")

    assert [(one.name, one.providers) for one in grouping.confirmed_groups(session)] == [("BRAND Rosewood", 2)]


def test_an_offer_that_is_turned_down_makes_no_group(engine, session, load_hsca):
    load_hsca([of(1, 1, **company("1")), of(2, 2, **company("1"))])
    confirm(engine, session, "companies-house", "00000001", [])

    assert (grouping.confirmed_groups(session), offers(session)) == ([], [])


def test_one_provider_alone_is_no_group(engine, session, load_hsca):
    load_hsca([of(1, 1, **company("1")), of(2, 2, **company("1"))])
    with pytest.raises(PortalError, match="at least two"):
        confirm(engine, session, "companies-house", "00000001", ["Provider 1"])

    assert len(offers(session)) == 1


def test_a_provider_that_shares_nothing_is_not_confirmed(engine, session, load_hsca):
    load_hsca([of(1, 1, **company("1")), of(2, 2, **company("1")), of(3, 3)])
    strangers = list(ids(session).values())
    with engine.begin() as connection, pytest.raises(NotFoundError):
        decide_group(
            connection,
            "companies-house",
            "00000001",
            name="All",
            together=strangers,
            offered=strangers,
            decider=WHO,
        )


def test_an_undone_group_is_offered_again_and_who_decided_stays_on_record(engine, session, load_hsca):
    load_hsca([of(1, 1, **company("1")), of(2, 2, **company("1"))])
    group_id = confirm(engine, session, "companies-house", "00000001", ["Provider 1", "Provider 2"])
    with engine.begin() as connection:
        undo_group(connection, group_id, decider=WHO)

    assert (grouping.confirmed_groups(session), len(offers(session))) == ([], 1)
    assert grouping.group_of(session, group_id) is None
    log = rows_in(engine, "SELECT decision, decided_by, decided_in FROM directory.group_decision ORDER BY decision")
    assert log == [(one, WHO.user_id, WHO.tenant_id) for one in ("confirmed", "confirmed", "undone")]
    with engine.begin() as connection, pytest.raises(NotFoundError):
        undo_group(connection, group_id, decider=WHO)


def test_a_provider_is_taken_out_and_put_back(engine, session, load_hsca):
    load_hsca([of(one, one, **company("1")) for one in (1, 2, 3)])
    group_id = confirm(engine, session, "companies-house", "00000001", ["Provider 1", "Provider 2", "Provider 3"])
    third = ids(session)["Provider 3"]
    seen = []
    for status in ("left_out", "confirmed"):
        with engine.begin() as connection:
            change_member(connection, group_id, third, status, decider=WHO)
        session.rollback()
        seen.append(len(find_providers(session, Wanted(group=group_id)).rows))

    assert seen == [2, 3]
    with engine.begin() as connection, pytest.raises(NotFoundError):
        change_member(connection, group_id, uuid4(), "confirmed", decider=WHO)


def test_offers_go_on_page_by_page(session, load_hsca):
    load_hsca(
        [
            of(1000 * pair + half, 1, **{"Provider ID": f"1-9{half}{pair:06d}", **company(str(pair))})
            for pair in range(1, 121)
            for half in (0, 1)
        ]
    )
    seen, cursor = [], None
    while True:
        page = grouping.open_offers(session, cursor)
        seen += [one["source_id"] for one in page.rows if one["source"] == "companies-house"]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert seen == [f"{pair:08d}" for pair in range(1, 121)]


PROVIDER, NAME = "CQC Provider ID (for office use only)", "Provider name"


def test_a_service_that_moved_leaves_its_history_with_the_provider_it_left(session, load_directory, load_hsca):
    load_hsca([of(1, 1)], as_at="01 May 2025")
    later = {"Location Latest Overall Rating": "Inadequate", "Publication Date": date(2026, 1, 9)}
    load_hsca([of(1, 2, **later, **{"Location Name": "New Name"}), of(2, 1)], as_at="01 May 2026")
    by_name = ids(session)

    [left] = grouping.sites_left_behind(session, by_name["Provider 1"])
    assert (left.name, left.first_seen_on, left.last_seen_on) == (
        "Rosewood House 1",
        date(2025, 5, 1),
        date(2025, 5, 1),
    )
    assert (left.rating, left.now_name) == ("good", "Provider 2")
    assert grouping.sites_left_behind(session, by_name["Provider 2"]) == []


def test_a_service_that_came_back_was_not_left_behind(session, load_directory):
    elm = {PROVIDER: "1-900000002", NAME: "Elm Care"}
    for day, changes in (("01 May 2024", {}), ("01 May 2025", elm), ("01 May 2026", {})):
        load_directory([directory_row(1, **changes)], as_at=day)
    by_name = ids(session)

    assert grouping.sites_left_behind(session, by_name["Rosewood Care Limited"]) == []
    [left] = grouping.sites_left_behind(session, by_name["Elm Care"])
    assert left.last_seen_on == date(2025, 5, 1)
