"""Sites at a glance: rating, what is open, last contact; whom to ring and why; who was not seen for longest."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from portal.directory.queries import current_ratings
from portal.oversight.glance import longest_unseen, sites_at_a_glance, whom_to_ring
from portal.oversight.queries import sites_in_view
from portal.oversight.services import log_contact
from tests.actions.plan import set_action
from tests.casework.incidents import opened
from tests.oversight.register import add_site, change_site, rate
from tests.world import ROSEWOOD_HOUSE, ROSEWOOD_LODGE

if TYPE_CHECKING:
    from portal.core.uow import UnitOfWork

HOME = "/t/northshire/"
MONDAY, FRIDAY = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC)


def glances(uow: UnitOfWork):
    uow.session.flush()
    sites = sites_in_view(uow)
    return sites_at_a_glance(uow, sites, current_ratings(uow.session, [site.id for site in sites]))


def of(found, site):
    return next(one for one in found if one.site.id == site)


def seen(uow, site, on):
    log_contact(uow, site_id=site, on=on, how="visit")


def test_a_line_counts_what_is_open_at_that_site(act):
    uow = act("asha")
    opened(uow, "Open")
    opened(uow, "Open too", duties_open=1, duties_by=MONDAY)
    opened(uow, "Time is left", duties_open=1, duties_by=FRIDAY, site=ROSEWOOD_LODGE)
    opened(uow, "Closed", status="closed", closed_on=date(2026, 3, 4))
    opened(uow, "Elsewhere", site=ROSEWOOD_LODGE)
    set_action(uow, owner="asha", due_on=date(2026, 3, 4)).due_on = date(2026, 3, 3)
    set_action(uow, owner="asha", due_on=date(2026, 3, 4))
    found = glances(uow)

    assert of(found, ROSEWOOD_HOUSE).counts == {"incidents.open": 2, "incidents.late": 1, "actions.overdue": 1}
    assert of(found, ROSEWOOD_LODGE).counts == {"incidents.open": 2, "incidents.late": 0, "actions.overdue": 0}


def test_who_may_not_read_a_kind_gets_no_count_of_it(act):
    assert of(glances(act("noor")), ROSEWOOD_HOUSE).counts == {}


def test_restricted_records_are_not_counted_for_an_officer(act_and_commit):
    with act_and_commit("sam") as uow:
        opened(uow, "Restricted", compartment="safeguarding")
    counted = {}
    for name in ("sam", "asha"):
        with act_and_commit(name) as uow:
            counted[name] = of(glances(uow), ROSEWOOD_HOUSE).counts["incidents.open"]
    assert counted == {"sam": 1, "asha": 0}


@pytest.mark.parametrize(
    ("visited_on", "sentence"),
    [
        (None, "no visit on record"),
        (date(2025, 1, 2), "not visited for 14 months"),
        (date(2025, 1, 5), "not visited for 13 months"),
        (date(2025, 3, 4), "not visited for 12 months"),
        (date(2025, 3, 5), None),
        (date(2025, 3, 20), None),
        (date(2026, 3, 4), None),
    ],
)
def test_not_being_seen_adds_to_the_reasons(act, visited_on, sentence):
    uow = act("asha")
    opened(uow, "Waiting since Monday", on=date(2026, 3, 2), duties_open=1, duties_by=MONDAY)
    if visited_on:
        seen(uow, ROSEWOOD_HOUSE, visited_on)

    told = "1 incident has an overdue notification"
    assert of(glances(uow), ROSEWOOD_HOUSE).facts == [told, *([sentence] if sentence else [])]


def test_not_being_seen_alone_is_no_reason_to_ring(act):
    assert whom_to_ring(glances(act("asha"))) == []


def test_the_worst_rating_is_a_reason_by_itself_and_a_poor_one_is_not(app, act_and_commit):
    rate(app, ROSEWOOD_HOUSE, "Inadequate")
    rate(app, ROSEWOOD_LODGE, "Requires improvement")
    with act_and_commit("asha") as uow:
        for site in (ROSEWOOD_HOUSE, ROSEWOOD_LODGE):
            seen(uow, site, date(2026, 3, 3))
        found = whom_to_ring(glances(uow))

    assert [(one.site.name, one.facts) for one in found] == [("Rosewood House", ["rated Inadequate"])]


def test_two_falls_with_injury_in_nine_days_are_a_pattern(act):
    uow = act("asha")
    for on in (date(2026, 2, 24), date(2026, 3, 3)):
        opened(uow, "Fall", on=on, category="fall", physical_harm="low")
    seen(uow, ROSEWOOD_HOUSE, date(2026, 3, 3))

    assert [one.facts for one in whom_to_ring(glances(uow))] == [["Fall with injury, 2 times in 9 days"]]


def test_the_most_pressing_comes_first(act):
    uow = act("asha")
    opened(uow, "One", on=date(2026, 3, 2), site=ROSEWOOD_LODGE, duties_open=1, duties_by=MONDAY)
    for _time in range(3):
        opened(uow, "Three", on=date(2026, 3, 2), duties_open=1, duties_by=MONDAY)

    assert [one.site.name for one in whom_to_ring(glances(uow))] == ["Rosewood House", "Rosewood Lodge"]


def test_never_visited_comes_before_visited_long_ago(act):
    uow = act("asha")
    seen(uow, ROSEWOOD_HOUSE, date(2024, 1, 2))

    assert [one.site.name for one in longest_unseen(glances(uow))] == ["Rosewood Lodge", "Rosewood House"]


def test_an_indicator_that_fails_leaves_its_column_empty_and_the_page_whole(client, monkeypatch):
    def fail(_uow):
        raise RuntimeError

    indicator = client.app.extensions["portal.registry"].indicators[0].item
    monkeypatch.setitem(indicator.__dict__, "counts", fail)
    page = client.as_("asha").get(HOME)

    assert page.status_code == 200
    assert rows(page)[0] == ["Rosewood House", "None published", "0", "0", "0", "None on record"]


def rows(page):
    table = page.tree.xpath('//section[@aria-labelledby="sites"]//tbody/tr')
    return [[" ".join(cell.text_content().split()) for cell in row] for row in table]


@pytest.fixture
def register(app):
    """A nursing home rated Good in Northshire, a home care agency rated Inadequate in Westmere, and an unrated one."""
    change_site(app, ROSEWOOD_HOUSE, service_types=["Nursing homes", "Residential homes"], host_authority="Northshire")
    change_site(app, ROSEWOOD_LODGE, service_types=["Homecare agencies"], host_authority="Westmere")
    add_site(app, "1-900000019", "Rosewood Grange", service_types=["Homecare agencies"], host_authority="Northshire")
    rate(app, ROSEWOOD_HOUSE, "Good")
    rate(app, ROSEWOOD_LODGE, "Inadequate")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["Rosewood Grange", "Rosewood House", "Rosewood Lodge"]),
        ("service=Homecare+agencies", ["Rosewood Grange", "Rosewood Lodge"]),
        ("service=Residential+homes", ["Rosewood House"]),
        ("rating=good", ["Rosewood House"]),
        ("rating=inadequate", ["Rosewood Lodge"]),
        ("locality=Northshire", ["Rosewood Grange", "Rosewood House"]),
        ("locality=Northshire&service=Homecare+agencies", ["Rosewood Grange"]),
        ("locality=Westmere&rating=good", []),
        ("rating=splendid", []),
        ("service=&rating=&locality=", ["Rosewood Grange", "Rosewood House", "Rosewood Lodge"]),
    ],
)
def test_sites_are_narrowed_by_service_rating_and_locality(client, register, asked, found):
    page = client.as_("asha").get(f"{HOME}?{asked}")

    assert [row[0] for row in rows(page)] == found
    assert ("No site fits these filters." in page.words) is (found == [])


def test_the_filters_offer_what_there_is_and_stay_chosen(client, register):
    page = client.as_("asha").get(f"{HOME}?rating=good&locality=Northshire")

    offered = {one.get("name"): [option.text for option in one] for one in page.tree.xpath("//main//select")}
    assert offered == {
        "service": ["All", "Homecare agencies", "Nursing homes", "Residential homes"],
        "rating": ["All", "Good", "Inadequate"],
        "locality": ["All", "Northshire", "Westmere"],
    }
    assert page.tree.xpath("//main//option[@selected]/@value") == ["good", "Northshire"]


def test_a_filter_narrows_the_table_and_not_whom_to_ring(client, register):
    page = client.as_("asha").get(f"{HOME}?rating=good")

    ring = page.tree.xpath('//section[@aria-labelledby="ring"]//a')
    assert [one.text for one in ring] == ["Rosewood Lodge"]
