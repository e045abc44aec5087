"""Visits, calls and meetings: logged in a line, and counted where one looks for who was not seen for long."""

from __future__ import annotations

from datetime import date

import pytest

from portal.core.errors import PortalError
from portal.oversight.queries import last_contacts
from portal.oversight.services import log_contact
from tests.world import GLENVIEW_HOUSE, ROSEWOOD_HOUSE

SITE = f"/t/northshire/providers/sites/{ROSEWOOD_HOUSE}"
VISIT = {"how": "visit", "on-day": "3", "on-month": "3", "on-year": "2026", "note": "Walked round with the deputy."}


def test_a_contact_is_on_the_sites_page(client):
    asha = client.as_("asha")
    answer = asha.post(f"{SITE}/contacts", VISIT)
    page = asha.get(answer.location)

    assert answer.location == SITE
    assert "VisitWalked round with the deputy.3 Mar 2026" in page.words
    assert (page.summary["Last contact"], page.summary["Last visit"]) == ("Tuesday 3 March 2026",) * 2


def test_today_is_written_in_already(client):
    form = client.as_("asha").get(f"{SITE}/contacts").form()

    assert (form["on-day"], form["on-month"], form["on-year"]) == ("4", "3", "2026")


def test_a_call_is_contact_and_no_visit(act):
    uow = act("asha")
    log_contact(uow, site_id=ROSEWOOD_HOUSE, on=date(2026, 1, 5), how="visit")
    log_contact(uow, site_id=ROSEWOOD_HOUSE, on=date(2026, 3, 3), how="call")

    last = last_contacts(uow)[ROSEWOOD_HOUSE]
    assert (last.on, last.visited_on) == (date(2026, 3, 3), date(2026, 1, 5))


def test_a_visit_that_has_not_been_is_refused_at_its_question(client):
    page = client.as_("asha").post(f"{SITE}/contacts", {**VISIT, "on-day": "5"})

    assert page.errors == ["When: this day has not come yet."]
    assert page.form()["note"] == "Walked round with the deputy."


def test_what_is_missing_is_asked_for(client):
    page = client.as_("asha").post(f"{SITE}/contacts", {"on-day": "", "on-month": "", "on-year": ""})

    assert page.errors == ["Enter when it was", "Choose how"]


def test_a_way_of_being_in_touch_nobody_knows_is_refused(act):
    with pytest.raises(PortalError) as refused:
        log_contact(act("asha"), site_id=ROSEWOOD_HOUSE, on=date(2026, 3, 3), how="telepathy")
    assert refused.value.field == "how"


def test_a_site_out_of_view_has_no_contacts(client):
    path = f"/t/northshire/providers/sites/{GLENVIEW_HOUSE}/contacts"

    assert client.as_("asha").get(path).status_code == 404


def test_an_administrator_logs_no_contact(client):
    assert client.as_("noor").get(f"{SITE}/contacts").status_code == 403
    assert "Log a visit, call or meeting" not in client.as_("noor").get(SITE).links()


def test_one_organisations_contacts_are_not_anothers(client):
    client.as_("asha").post(f"{SITE}/contacts", VISIT)

    page = client.as_("ben").get(f"/t/rosewood/providers/sites/{ROSEWOOD_HOUSE}")
    assert "Walked round with the deputy." not in page.words
    assert page.summary["Last contact"] == "None on record"
