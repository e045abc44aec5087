"""The four pages of a first report, the check and what happens next."""

from __future__ import annotations

import pytest
import time_machine

from plugins.incidents.tests.steps import HURT, REPORT, WHAT, WHEN, fill_in, path_of, send_report
from tests.world import GLENVIEW_HOUSE, ROSEWOOD_HOUSE, ROSEWOOD_LODGE

MINE = "/t/rosewood/incidents/reports"


@pytest.fixture(autouse=True)
def maundy_thursday():
    """Thursday 2 April 2026, before the Easter holidays."""
    with time_machine.travel("2026-04-02T08:00:00Z"):
        yield


@pytest.fixture
def mia(client):
    return client.as_("mia")


def test_each_page_leads_to_the_next(mia):
    answers = {"what": WHAT, "when": WHEN, "hurt": HURT, "done": {}}
    ways = {key: mia.post(f"{REPORT}/{key}", values).location for key, values in answers.items()}

    assert ways == {
        "what": f"{REPORT}/when",
        "when": f"{REPORT}/hurt",
        "hurt": f"{REPORT}/done",
        "done": f"{REPORT}/check",
    }


def test_the_check_page_shows_every_answer_with_a_way_to_change_it(mia):
    fill_in(mia)
    page = mia.get(f"{REPORT}/check")

    assert page.heading == "Check and send"
    assert page.summary == {
        "What happened": "Found on the floor beside the bed.No pain on moving.",
        "When": "Wednesday 1 April 2026 at 21:40",
        "Where": "Rosewood House",
        "Was anyone hurt": "Hurt a little",
        "Who": "A person using the service, J.S., room 14",
        "What was done": "Gave first aid, Told the family or representative",
        "Anything to add": "Checked every hour until six.",
    }
    assert page.links()["Change When"] == f"{REPORT}/when"


def test_the_last_page_says_what_happens_next(mia):
    reference = send_report(mia)
    page = mia.get(f"{REPORT}/sent/{reference}")

    assert page.heading == "Report sent"
    assert reference in page.words
    assert "You will hear what came of it by Monday 13 April 2026 (local target)." in page.words
    assert "If you do not hear, ask your manager and give the reference." in page.words


def test_what_was_typed_is_there_after_leaving(client):
    fill_in(client.as_("mia"), until="when")

    later = client.as_("mia")
    page = later.get(REPORT)
    assert page.heading == "You have a report you have not sent"
    assert "Found on the floor beside the bed." in page.words
    assert page.links()["Go on with it"] == f"{REPORT}/hurt"
    assert later.get(f"{REPORT}/when").form()["occurred_at-time"] == "21:40"


def test_a_draft_can_be_thrown_away(mia):
    fill_in(mia, until="what")

    assert mia.post(f"{REPORT}/discard", form_at=REPORT).location == f"{REPORT}/what"
    assert mia.get(f"{REPORT}/what").form()["what_happened"] == ""
    assert mia.get(REPORT).location == f"{REPORT}/what"


def test_a_draft_is_its_writers_alone(client):
    fill_in(client.as_("mia"), until="what")

    assert client.as_("ben").get(REPORT).location == f"{REPORT}/what"


def test_one_draft_in_each_organisation(client):
    dana = client.as_("dual")
    fill_in(dana, until="what")

    assert dana.get("/t/northshire/incidents/report").location == "/t/northshire/incidents/report/what"


def test_nothing_said_is_one_plain_error(mia):
    page = mia.post(f"{REPORT}/what", {"what_happened": "  "})

    assert page.errors == ["Say what happened, in your own words"]


def test_an_error_keeps_what_was_typed_and_says_what_to_do(mia):
    page = mia.post(f"{REPORT}/when", {**WHEN, "occurred_at-day": "31", "place": "On the stairs"})

    assert page.errors == ["When did it happen?: must be a real date, like 27 3 2026"]
    kept = page.form()
    assert (kept["occurred_at-day"], kept["occurred_at-time"], kept["place"]) == ("31", "21:40", "On the stairs")
    assert page.tree.xpath('//*[contains(@class, "error-summary__list")]//a/@href') == ["#occurred_at-day"]


def test_an_error_does_not_overwrite_the_draft(mia):
    fill_in(mia, until="when")
    mia.post(f"{REPORT}/when", {**WHEN, "occurred_at-day": "31"})

    assert mia.get(f"{REPORT}/when").form()["occurred_at-day"] == "1"


def test_a_moment_that_has_not_come_is_refused_and_nothing_is_lost(mia):
    fill_in(mia, when={"occurred_at-month": "may"})
    page = mia.post(f"{REPORT}/check")

    assert page.errors == ["When it happened: this moment has not come yet."]
    assert page.summary["When"] == "Friday 1 May 2026 at 21:40"


def test_the_check_page_sends_back_to_what_is_missing(mia):
    fill_in(mia, until="when")

    assert mia.get(f"{REPORT}/check").location == f"{REPORT}/hurt"


def test_with_two_sites_neither_is_chosen_for_one(mia):
    page = mia.get(f"{REPORT}/when")

    assert [one.get("value") for one in page.tree.xpath('//input[@name="site_id"]')] == [
        str(ROSEWOOD_HOUSE),
        str(ROSEWOOD_LODGE),
    ]
    assert "site_id" not in page.form()
    assert mia.post(f"{REPORT}/when", {**WHEN, "site_id": ""}).errors == ["Choose where it happened"]


def test_the_only_site_is_chosen_already(client):
    page = client.as_("gil").get("/t/glenview/incidents/report/when")

    assert page.form()["site_id"] == str(GLENVIEW_HOUSE)


def test_a_site_of_others_is_no_choice(mia):
    page = mia.post(f"{REPORT}/when", {**WHEN, "site_id": str(GLENVIEW_HOUSE)})

    assert page.errors == ["Choose one of the answers shown"]


@pytest.mark.parametrize(
    ("outcome", "title", "severity"),
    [
        ("near-miss", "Near miss at Rosewood House", ""),
        ("good-care", "Good care at Rosewood House", ""),
        ("resources", "Not enough to do the job well at Rosewood House", ""),
        ("fatal", "Somebody hurt at Rosewood House", "Fatal"),
        ("upset", "Somebody hurt at Rosewood House", "No physical harm"),
    ],
)
def test_one_plain_question_tells_kind_and_severity(client, outcome, title, severity):
    reference = send_report(client.as_("mia"), hurt={"outcome": outcome})
    row = client.as_("ben").get("/t/rosewood/records/incident/").tree.xpath("//tbody/tr")[0]

    assert [" ".join(cell.text_content().split()) for cell in row] == [
        title,
        "New report",
        severity,
        "2 Apr 2026",
        reference,
    ]


def test_a_care_worker_sees_her_own_reports_and_nothing_else(client):
    reference = send_report(client.as_("mia"))
    path = path_of(client.as_("ben"), reference)
    other = send_report(client.as_("ruth"))
    mia = client.as_("mia")

    assert "Found on the floor beside the bed." in mia.get(f"{MINE}/{reference}").words
    assert mia.get(f"{MINE}/{other}").status_code == 404
    assert other not in mia.get(MINE).text
    for hidden in (
        "/t/rosewood/records/incident/",
        "/t/rosewood/records/incident.csv",
        path,
        f"{path}.pdf",
        f"{path}/edit",
    ):
        assert mia.get(hidden).status_code == 403, hidden


def test_a_report_sent_leaves_no_draft(mia):
    send_report(mia)

    assert mia.get(REPORT).location == f"{REPORT}/what"


def test_sending_twice_makes_one_report(client):
    mia = client.as_("mia")
    fill_in(mia)
    form = mia.get(f"{REPORT}/check").form()

    first, second = (mia.post_raw(f"{REPORT}/check", form).location for _ in range(2))

    assert first == second
    assert len(client.as_("ben").get("/t/rosewood/records/incident/").tree.xpath("//tbody/tr")) == 1


def test_a_person_who_left_loses_the_way_in(client):
    fill_in(client.as_("mia"), until="what")

    assert client.as_("cora").get(f"{REPORT}/what").status_code == 404


def test_somebody_without_the_right_is_told_what_is_missing(client):
    page = client.as_("rhona").get(f"{REPORT}/what")

    assert page.status_code == 403
    assert "Your role (Reader) does not include this: report an incident." in page.words
