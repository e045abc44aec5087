"""What people see of actions: list, board, page, plan; and the whole journey of a plan between two organisations."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.actions import queries, services
from tests.actions.plan import BY, WORDS, ask, finish, set_action, the_action
from tests.casework.incidents import completed
from tests.pdfs import Pdf
from tests.world import PERSONAS, ROSEWOOD_HOUSE, ROSEWOOD_LODGE

LIST = "/t/rosewood/actions/"
APRIL = datetime(2026, 4, 1, 10, 0, tzinfo=UTC)
DAY = {"due_on-day": "18", "due_on-month": "3", "due_on-year": "2026"}
EVIDENCE = {
    "words": "The log of two weeks is complete",
    "evidence_on-day": "3",
    "evidence_on-month": "March",
    "evidence_on-year": "2026",
}


def titles(page):
    return [one.text_content() for one in page.tree.xpath("//tbody//th/a")]


@pytest.fixture
def few(story):
    """Three of Rosewood's own, on the first of April: one late, one done, one in time."""
    with story.acting("ben") as uow:
        set_action(uow, title="Late one", owner="ruth", due_on=date(2026, 3, 30))
        finish(uow, set_action(uow, title="Done one", site_id=ROSEWOOD_LODGE, due_on=date(2026, 3, 31)))
        set_action(uow, title="One in time", due_on=date(2026, 4, 20))
    story.at(APRIL)
    return story


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Late one", "Done one", "One in time"]),
        ("?whose=mine", ["Done one", "One in time"]),
        ("?overdue=1", ["Late one"]),
        (f"?site={ROSEWOOD_LODGE}", ["Done one"]),
        ("?status=done", ["Done one"]),
        ("?whose=theirs", []),
        ("?status=nonsense&site=nonsense&after=nonsense", ["Late one", "Done one", "One in time"]),
    ],
)
def test_the_list_shows_what_is_asked_for_the_most_urgent_first(few, client, query, found):
    assert titles(client.as_("ben").get(LIST + query)) == found


def test_the_list_says_who_has_it_and_how_late_it_is(few, client):
    words = client.as_("ben").get(f"{LIST}?overdue=1").words
    assert "Late oneRosewood House Ruth Pell 30 Mar 2026 Overdue by 2 days To do" in words


def test_a_long_list_goes_on_where_it_stopped(story, client):
    with story.acting("ben") as uow:
        for number in range(60):
            set_action(uow, title=f"Number {number:02}", due_on=BY + timedelta(days=number // 2))

    ben, seen, path = client.as_("ben"), [], LIST
    while path:
        page = ben.get(path)
        seen += titles(page)
        path = (LIST + page.links()["Next page"]) if "Next page" in page.links() else None
    assert sorted(seen) == [f"Number {number:02}" for number in range(60)]


def test_the_board_has_a_column_for_each_state(few, client):
    page = client.as_("ben").get(f"{LIST}board")
    found = {
        section.xpath("h2")[0].text.strip(): [one.text_content() for one in section.xpath(".//li//a")]
        for section in page.tree.xpath("//div[@class='portal-board']/section")
    }
    assert found == {"To do": ["Late one", "One in time"], "In progress": [], "Done, to be verified": ["Done one"]}


def test_the_plan_is_a_tagged_pdf_with_each_action(few, client):
    answer = client.as_("ben").get(f"{LIST}plan.pdf?status=all&site={ROSEWOOD_HOUSE}").response
    pdf = Pdf(answer.data)
    assert pdf.accessibility_faults() == []
    assert pdf.reader.metadata.title == "Improvement plan – Rosewood House"
    printed = client.as_("ben").get(f"{LIST}plan?status=all&site={ROSEWOOD_HOUSE}")
    assert printed.heading == "Improvement plan – Rosewood House"
    assert [one.text_content() for one in printed.tree.xpath("//h2")] == ["Late one", "One in time"]


def test_the_plan_is_a_table_too(few, client):
    lines = client.as_("ben").get(f"{LIST}plan.csv?status=all").text.splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["Late one", "Done one", "One in time"]


def test_an_action_is_set_from_a_record_and_stands_on_its_page(story, client):
    with story.acting("ben") as uow:
        incident = completed(uow)
    ben, record = client.as_("ben"), f"/t/rosewood/records/incident/{incident.id}"
    new = ben.get(record).links()["Set an action"]

    done = ben.post(new, {"title": WORDS, "who": f"person:{PERSONAS['ruth'].id}", **DAY})
    page = ben.get(done.location)
    assert (page.heading, page.summary["Who does it"]) == (WORDS, "Ruth Pell")
    assert page.summary["About"] == incident.reference
    assert WORDS in ben.get(record).words


def test_the_form_says_what_is_missing(client):
    assert client.as_("ben").post(f"{LIST}new", {}).errors == [
        "Enter what is to be done",
        "Choose who does it",
        "Enter the date by which it is to be done",
    ]


def test_a_reader_sees_and_changes_nothing(few, client):
    rhona = client.as_("rhona")
    with few.acting("rhona") as uow:
        found = [one.id for one in rows(uow)]

    assert titles(rhona.get(LIST)) == ["Late one", "Done one", "One in time"]
    assert rhona.get(f"{LIST}new").status_code == 403
    assert rhona.get(f"{LIST}{found[0]}/cancel").status_code == 403


def rows(uow):
    return uow.session.execute(queries.action_rows(uow, queries.ActionFilter())).all()


def test_whoever_did_it_reads_that_somebody_else_must_verify(few, client):
    with few.acting("ben") as uow:
        (done,) = [one for one in rows(uow) if one.title == "Done one"]
    ben, path = client.as_("ben"), f"{LIST}{done.id}"

    page = ben.get(path)
    assert "Verify" not in page.links()
    assert "Somebody other than whoever did it must verify it." in page.words
    assert ben.get(f"{path}/verify").status_code == 403
    assert client.as_("ruth").get(path).links()["Verify"] == f"{path}/verify"


def test_a_step_pressed_too_late_leads_back_to_the_action(few, client):
    with few.acting("ben") as uow:
        (done,) = [one for one in rows(uow) if one.title == "Done one"]
    ben = client.as_("ben")

    back = ben.get(f"{LIST}{done.id}/progress")
    assert back.location == f"{LIST}{done.id}"
    assert "This step does not fit any more" in ben.get(back.location).words


def test_a_care_worker_finds_at_home_what_was_given_to_her_and_works_on_it(story, client):
    with story.acting("ben") as uow:
        set_action(uow, owner="mia", record=completed(uow))
        set_action(uow, title="Not hers")
    mia = client.as_("mia")

    home = mia.get("/t/rosewood/")
    assert f"Action given to you {WORDS}" in home.words
    page = mia.get(mia_path(story))
    assert "About" not in page.summary
    mia.post(f"{mia_path(story)}/finish", EVIDENCE)
    assert "Done, to be verified" in mia.get(mia_path(story)).words
    assert titles(mia.get(LIST)) == [WORDS]


def mia_path(story):
    with story.acting("mia") as uow:
        return f"{LIST}{the_action(uow).id}"


def test_sites_at_a_glance_count_the_late_ones(few, client):
    row = client.as_("ben").get("/t/rosewood/providers/our-sites").words
    assert "Overdue actions" in row
    few.work()


def test_a_plan_is_worked_by_one_and_verified_by_the_other(story, client):
    asha, ben, ruth = (client.as_(name) for name in ("asha", "ben", "ruth"))
    new = "/t/northshire/actions/new"
    form = asha.get(new)
    link = next(one for one in form.tree.xpath("//select[@name='who']/option") if one.text_content() == "Rosewood Care")
    site = str(ROSEWOOD_HOUSE)
    theirs = asha.post(new, {"title": WORDS, "who": link.get("value"), "site_id": site, **DAY}).location
    story.work()

    assert "Northshire Council proposes an action" in ben.get("/t/rosewood/").words
    assert "Rosewood Care to accept an action" in asha.get("/t/northshire/").words
    with story.acting("ben") as uow:
        ours = f"{LIST}{the_action(uow).id}"
    ben.post(f"{ours}/accept", {"owner_id": str(PERSONAS["ruth"].id)})
    ruth.post(f"{ours}/progress", {"words": "The log is on the wall"})
    ruth.post(f"{ours}/progress", {"words": "Costs too much", "is_internal": "y"})
    ruth.post(f"{ours}/finish", EVIDENCE)
    story.work()

    page = asha.get(theirs)
    assert "The log is on the wall" in page.words
    assert "Costs too much" not in page.text
    assert page.summary["Who does it"] == "Rosewood Care"
    assert "Action to be verified" in asha.get("/t/northshire/").words
    asha.post(f"{theirs}/verify", {"words": "Seen on a visit"})
    story.work()

    assert "Northshire Council (Officer or practitioner) verified it" in ruth.get(ours).words
    assert "Costs too much" in ruth.get(ours).words


def test_of_a_shared_action_only_its_two_sides_find_the_page(story, client):
    with story.acting("asha") as uow:
        ask(uow)
        path = the_action(uow).id
    story.work()

    for name, tenant in (("cora", "westmere"), ("ben", "rosewood"), ("gil", "glenview")):
        assert client.as_(name).get(f"/t/{tenant}/actions/{path}").status_code == 404, name


def test_the_same_form_sent_twice_sets_one(story, client):
    ben = client.as_("ben")
    form = ben.get(f"{LIST}new").form() | {"title": WORDS, "who": f"person:{PERSONAS['ben'].id}", **DAY}

    assert ben.post_raw(f"{LIST}new", form).location == ben.post_raw(f"{LIST}new", form).location
    with story.acting("ben") as uow:
        assert the_action(uow).title == WORDS
        assert services.may_take(uow, the_action(uow), services.STEPS["finish"], live=False)
