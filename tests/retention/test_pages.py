"""What people read about keeping: the list, the decision, the certificate, what is left; strangers find nothing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.retention.models import RetentionItem
from tests.exchange.story import CANARY
from tests.pdfs import Pdf
from tests.retention.keeping import DAY_AFTER

LIST = "/t/rosewood/retention/"


@pytest.fixture
def due(story):
    """A fall of ten years ago, put forward last night: its key and its item's."""
    incident_id = story.closed_fall()
    story.night(DAY_AFTER)
    story.appoint("ruth")
    with story.acting("ben") as uow:
        return incident_id, uow.session.scalars(sa.select(RetentionItem.id)).one()


def test_a_records_manager_decides_without_reading_the_record(client, story, due):
    incident_id, item_id = due
    ruth = client.as_("ruth")
    page = ruth.get(f"{LIST}items/{item_id}")

    assert page.summary["Kept until the end of"] == "Tuesday 4 March 2036"
    assert CANARY not in page.words
    assert ruth.get(f"/t/rosewood/records/incident/{incident_id}").status_code == 403


def test_agreeing_leaves_a_certificate_and_a_page_that_says_what_is_left(client, story, due):
    incident_id, item_id = due
    ruth = client.as_("ruth")
    assert ruth.post(f"{LIST}items/{item_id}/approve", form_at=f"{LIST}items/{item_id}").location == LIST
    story.work()

    certificate = ruth.get(f"{LIST}certificates/{item_id}")
    assert certificate.summary["Agreed"].endswith("Records manager")
    assert (certificate.summary["Notes"], certificate.summary["Actions"]) == ("1", "1")
    assert "Ruth" not in certificate.words
    pdf = Pdf(ruth.get(f"{LIST}certificates/{item_id}.pdf").response.data)
    assert (pdf.accessibility_faults(), "Records manager" in pdf.words) == ([], True)
    left = client.as_("ben").get(f"{LIST}of/incident/{incident_id}")
    assert left.heading == "Erased on Wednesday 5 March 2036"
    assert left.summary["Closed"] == "Wednesday 4 March 2026"


def test_nothing_is_done_with_an_erased_record_any_more(client, story, due):
    incident_id, item_id = due
    assert client.as_("ruth").post(f"{LIST}items/{item_id}/approve", form_at=f"{LIST}items/{item_id}").location == LIST
    story.work()
    ben = client.as_("ben")

    for part in ("/edit", "/print", ".pdf", "/steps/reopen"):
        assert (part, ben.get(f"/t/rosewood/records/incident/{incident_id}{part}").status_code) == (part, 410)
    assert "Erased incident" in ben.get("/t/rosewood/records/incident/").words


def test_another_organisation_finds_none_of_it(client, due):
    incident_id, item_id = due
    cora = client.as_("cora")

    for path in (
        f"items/{item_id}",
        f"certificates/{item_id}",
        f"of/incident/{incident_id}",
        f"records/{incident_id}/hold",
    ):
        assert cora.get(f"{LIST}{path}").status_code == 404
        assert cora.get(f"/t/westmere/retention/{path}").status_code in {403, 404}
