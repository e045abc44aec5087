"""The Scottish annual report: counted without names, small numbers hidden, published, and the body told."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
import sqlalchemy as sa
import time_machine

from plugins.candour.models import CandourRecord
from plugins.candour.services import reporting
from plugins.candour.tests.steps import clocks, confirmed, told
from portal.plugin import Binding, PortalError
from portal.plugin.services import open_record
from portal.worker import queue_due_slots, run_waiting_jobs
from tests.databases import as_superuser
from tests.pdfs import Pdf

WORDS = {"policies": "Every fall is looked at.", "support": "Somebody to talk to.", "changes": "Two rails."}
MOVED = date(2025, 5, 1)


@pytest.fixture
def uow(act):
    return act("gil")


def incidents(uow, on=MOVED, **harms):
    """Notifiable incidents in Scotland by harm, their procedure started on a day, the first ones told."""
    for harm, count in harms.items():
        for _number in range(count):
            case = CandourRecord(
                title="Duty of candour",
                nation="scotland",
                regime="scotland",
                body_type="responsible-person",
                harm=harm.replace("_", "-"),
                is_notifiable=True,
                opinion_uninvolved=True,
                opinion_on=on,
                decided_at=uow.now,
                what_happened="CANARY-NAME",
            )
            case.status = "confirmed"
            open_record(uow, case)
    uow.session.flush()


def figures(uow, part="harm"):
    found = reporting.figures_of(uow, 2025)
    return {one["label"]: one["words"] for one in found if one["part"] == part}


def published(uow):
    report = reporting.write_report(uow, reporting.begin_report(uow, year=2024), **WORDS)
    return reporting.publish_report(uow, report, published_on=uow.today, where="https://glenview.example/candour")


def on_wednesday(name):
    return {f"{name}-day": "4", f"{name}-month": "3", f"{name}-year": "2026"}


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2026, 1, 1), 2025)]
)
def test_a_year_runs_from_april_to_march(day, year):
    assert reporting.year_of(day) == year
    assert reporting.days_of(year)[0] <= day <= reporting.days_of(year)[1]


def test_incidents_are_counted_by_harm_where_no_number_is_small(uow):
    incidents(uow, death=5, severe=7)

    assert figures(uow) == {"Death": "5", "Severe harm": "7", "All incidents": "12"}


def test_a_small_number_is_hidden_and_cannot_be_worked_out_from_the_others(uow):
    incidents(uow, death=1, severe=7, prolonged_pain=9)

    assert figures(uow) == {
        "Death": "hidden",
        "Severe harm": "hidden",
        "Pain for 28 days or more": "9",
        "All incidents": "17",
    }


def test_so_few_in_all_that_people_could_be_known_are_hidden_altogether(uow):
    incidents(uow, death=1, severe=2)

    assert set(figures(uow).values()) == {"hidden"}
    assert set(figures(uow, "step").values()) == {"too few to say"}


def test_a_year_without_incidents_is_a_report_too(uow):
    assert figures(uow) == {"All incidents": "none"}
    assert figures(uow, "step") == {}


def test_only_notifiable_scottish_incidents_of_the_year_count(uow, act):
    incidents(uow, on=date(2025, 3, 31), death=5)
    incidents(uow, on=date(2026, 4, 1), death=5)
    confirmed(uow, "england")

    assert figures(uow) == {"All incidents": "none"}


def test_how_far_the_duty_was_carried_out_is_told_in_words(uow):
    for _number in range(5):
        told(uow, "scotland")

    assert Counter(figures(uow, "step").values()) == {"in every incident": 1, "in none": 4}
    assert figures(uow, "step")["The person was told"] == "in every incident"


def test_it_is_owed_promptly_once_the_year_is_over(uow):
    clock = clocks(uow, reporting.begin_report(uow, year=2024))["DOC-S-ANNUAL"]

    assert (clock.binding, clock.due_on, clock.started_at.date()) == (Binding.PROMPTNESS, None, date(2025, 3, 30))
    # Midnight of 31 March 2025 in London is still 30 March in Greenwich.


@pytest.mark.parametrize("year", [2025, 2017])
def test_no_report_is_begun_of_a_year_that_goes_on_or_before_the_duty(uow, year):
    with pytest.raises(PortalError) as error:
        reporting.begin_report(uow, year=year)
    assert error.value.field == "year"


def test_one_report_a_year(uow):
    reporting.begin_report(uow, year=2024)
    uow.session.flush()

    with pytest.raises(PortalError, match="begun already"):
        reporting.begin_report(uow, year=2024)


def test_whoever_provides_nothing_in_scotland_owes_none(act):
    with pytest.raises(PortalError, match="in Scotland"):
        reporting.begin_report(act("ben"), year=2024)


def test_published_figures_stay_as_they_were(uow):
    incidents(uow, on=date(2024, 5, 1), death=5)
    report = published(uow)
    incidents(uow, on=date(2024, 6, 1), death=5)

    assert [one["words"] for one in report.figures if one["part"] == "harm"] == ["5", "5"]
    with pytest.raises(PortalError, match="stays as it is"):
        reporting.write_report(uow, report, **WORDS)


def test_the_body_is_told_after_the_publication_and_both_days_are_kept(uow):
    draft = reporting.begin_report(uow, year=2023)
    with pytest.raises(PortalError, match="Publish the report first"):
        reporting.tell_body(uow, draft, body="care-inspectorate", told_on=uow.today)
    report = reporting.tell_body(uow, published(uow), body="care-inspectorate", told_on=uow.today)

    assert (report.published_on, report.body_told, report.body_told_on) == (uow.today, "care-inspectorate", uow.today)
    assert clocks(uow, report)["DOC-S-ANNUAL"].met_at is not None


def test_nothing_is_published_unwritten(uow):
    with pytest.raises(PortalError, match="Write the report first"):
        reporting.publish_report(uow, reporting.begin_report(uow, year=2024), published_on=uow.today, where="Here")


def test_the_report_is_a_tagged_pdf_that_says_the_same_as_its_page_and_names_nobody(client, act_and_commit):
    with act_and_commit("gil") as uow:
        incidents(uow, on=date(2024, 5, 1), death=6)
        report = reporting.tell_body(uow, published(uow), body="care-inspectorate", told_on=uow.today)
    gil = client.as_("gil")
    page = gil.get(f"/t/glenview/candour/reports/{report.id}/paper")
    pdf = Pdf(gil.get(f"/t/glenview/candour/reports/{report.id}/paper.pdf").response.data)

    assert (pdf.lacks(page.tree), pdf.accessibility_faults()) == ([], [])
    for words in ("Duty of candour: annual report", "All incidents", *WORDS.values(), "Care Inspectorate told on"):
        assert (words in page.words, words in pdf.words) == (True, True), words
    assert "CANARY" not in page.text + pdf.words


def test_a_zero_return_says_so(client, act_and_commit):
    with act_and_commit("gil") as uow:
        report = published(uow)

    page = client.as_("gil").get(f"/t/glenview/candour/reports/{report.id}/paper")
    assert "In this year no incident called for the duty of candour." in page.words


@time_machine.travel("2026-03-04T10:00:00Z", tick=False)
def test_its_pages_lead_from_begin_to_finish(client):
    gil = client.as_("gil")
    record = gil.post("/t/glenview/candour/reports/begin", {"year": "2024"}).location
    for button, given in (
        ("Write the report", WORDS),
        ("Record the publication", {**on_wednesday("published_on"), "where": "Our page"}),
        ("Record that the body was told", {"body": "care-inspectorate", **on_wednesday("told_on")}),
    ):
        step = gil.get(record).links()[button]
        assert gil.post(step, given).location == record, button
    assert "Finish" in gil.get(record).links()


@pytest.mark.parametrize(("name", "status"), [("ruth", 403), ("rhona", 403), ("ade", 403), ("asha", 404), ("gil", 404)])
def test_only_those_who_decide_begin_a_report(client, name, status):
    assert client.as_(name).get("/t/rosewood/candour/reports/begin").status_code == status


def test_a_report_of_another_organisation_is_not_there(client, act_and_commit):
    with act_and_commit("gil") as uow:
        report = published(uow)
    ben = client.as_("ben")

    for path in ("write", "publish", "told", "paper", "paper.pdf"):
        assert ben.get(f"/t/rosewood/candour/reports/{report.id}/{path}").status_code == 404


SHIFT = sa.text(
    "INSERT INTO ctx.shifted_clock VALUES (1, now() - CAST(:at AS timestamptz))"
    " ON CONFLICT (id) DO UPDATE SET behind = excluded.behind"
)
BEGUN = sa.text(
    "SELECT t.slug, c.year, r.status FROM portal.candour_report c JOIN portal.record r USING (tenant_id, id)"
    " JOIN portal.tenant t ON t.id = r.tenant_id"
)
MAILS = sa.text("SELECT to_address FROM portal.outbox_mail WHERE template = 'candour_report_begun'")


@pytest.fixture
def left_by_the_night_of(app, location, monkeypatch):
    """What the plugin's own schedule has left in every organisation after a night: reports, and who was told."""
    registry = app.extensions["portal.registry"]
    ours = tuple(one for one in registry.schedules if one.item.key == "candour.annual_reports")
    monkeypatch.setattr(registry, "schedules", ours)

    def run(night):
        with as_superuser(location) as connection:
            connection.execute(SHIFT, {"at": f"{night} 06:00Z"})
            connection.commit()
        queue_due_slots(app)
        run_waiting_jobs(app)
        with as_superuser(location) as connection:
            return [tuple(row) for row in connection.execute(BEGUN)], connection.execute(MAILS).scalars().all()

    return run


def test_in_april_the_report_of_the_year_begins_by_itself_once_and_in_scotland_alone(left_by_the_night_of):
    assert left_by_the_night_of("2026-03-31") == ([], [])

    reports, told = left_by_the_night_of("2026-04-01")
    assert reports == [("glenview", 2025, "draft")]
    assert told == ["gil@glenview.example"]
    assert left_by_the_night_of("2026-04-02") == (reports, told)


def test_the_log_speaks_of_the_annual_report_only_where_one_is_owed(client):
    assert "annual report" in client.as_("gil").get("/t/glenview/candour/log").words
    assert "annual report" not in client.as_("ben").get("/t/rosewood/candour/log").words
