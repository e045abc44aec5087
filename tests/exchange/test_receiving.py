"""Receiving: a copy becomes the receiver's own record, holds what was told and nothing else, and stays theirs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from plugins.incidents.models import Incident
from portal.core.errors import PortalError
from portal.exchange.models import Receipt
from portal.exchange.rules import RECORD_COLUMNS
from portal.records.services import add_note, change_record
from portal.trail.models import TrailEntry
from tests.databases import as_superuser
from tests.exchange.everything import holders, ids_in, kept, readable
from tests.exchange.story import CANARY, LEARNING, SUMMARY, acts, copies, incident_of, received, sent
from tests.world import PERSONAS, ROSEWOOD, ROSEWOOD_HOUSE

LATER = datetime(2026, 3, 4, 11, 30, tzinfo=UTC)
DETAILS = {column.key for column in sa.inspect(Incident).column_attrs}


def received_path(receipt_id):
    return f"/t/northshire/sharing/received/{receipt_id}"


def copy_path(record_id):
    return f"/t/northshire/records/incident/{record_id}"


def only_receipt(story, name="asha"):
    with story.acting(name) as uow:
        return received(uow)[-1]


def test_what_arrives_becomes_the_receivers_own_record(story):
    incident_id = story.fall()
    story.work()

    with story.acting("ben") as uow:
        told = incident_of(uow, incident_id)
    with story.acting("asha") as uow:
        (copy,) = copies(uow)
    assert (copy.title, copy.physical_harm, copy.site_id) == ("Fall at Rosewood House", "low", ROSEWOOD_HOUSE)
    assert (copy.peer_name, copy.peer_reference, copy.handling) == ("Rosewood Care", told.reference, "arrived")
    assert copy.reference != told.reference


def test_a_copy_holds_nothing_that_its_manifest_does_not_name(story):
    incident_id = story.fall()
    story.complete(incident_id, learning="Mats moved", no_learning_reason="None")
    story.work()

    with story.acting("asha") as uow:
        (copy,), (receipt, *_others) = copies(uow), received(uow)
        told = {name.split(".")[1] for name in receipt.manifest}
        own = {*RECORD_COLUMNS, "id", "tenant_id", "kind", "reference", "compartment", "origin", "receipt_id"}
        own |= {"peer_name", "peer_reference", "handling", "created_at", "updated_at", "row_version"}
        filled = {name for name in DETAILS if getattr(copy, name) is not None}
    assert filled - told - own == {"received_version"}


def test_no_id_of_the_senders_reaches_the_receiver(story):
    before = kept(story.location)
    story.fall()
    story.work()
    after = kept(story.location)

    new = {slug: ids_in(after[slug]) - ids_in(before[slug]) for slug in ("rosewood", "northshire")}
    with as_superuser(story.location) as connection:
        keys = set(connection.scalars(sa.text("SELECT DISTINCT room_key::text FROM portal.room")))
    assert new["rosewood"] & ids_in(after["northshire"]) - {str(ROSEWOOD_HOUSE), str(ROSEWOOD)} == keys
    assert new["northshire"] & ids_in(after["rosewood"]) - {str(ROSEWOOD_HOUSE), str(ROSEWOOD)} == keys


def test_no_time_of_the_senders_own_rows_reaches_the_receiver(story):
    incident_id = story.report()
    with story.acting("ben") as uow:
        written = f"{incident_of(uow, incident_id).created_at:%H:%M:%S.%f}".rstrip("0")
    story.at(LATER)
    story.complete(incident_id, discovered_at=datetime(2026, 3, 4, 8, 0, tzinfo=UTC))
    story.work()

    assert written in kept(story.location)["rosewood"]
    assert written not in kept(story.location)["northshire"]


def test_nobody_outside_ever_holds_the_name(story):
    incident_id = story.fall()
    story.disclose(incident_id, LEARNING)
    story.work()
    story.open()
    story.complete(incident_id, physical_harm="moderate")
    story.work()

    assert holders(story.location, CANARY) == {"rosewood"}
    assert holders(story.location, "Ben Hargreaves") == {"rosewood"}


def test_an_organisation_without_a_link_holds_nothing_of_it(story):
    before = {slug: rows for slug, rows in kept(story.location).items() if slug in ("westmere", "glenview")}
    story.disclose(story.fall())
    story.work()

    assert {slug: rows for slug, rows in kept(story.location).items() if slug in before} == before


def test_a_job_delivered_twice_changes_nothing(story):
    story.fall()
    story.work()
    before = kept(story.location)["northshire"]

    story.forget_done(requests=False)
    assert story.work() > 0
    assert kept(story.location)["northshire"] == before


def test_a_job_done_twice_makes_one_record(story):
    story.fall()
    story.work()
    story.forget_done(requests=True)
    story.work()

    with story.acting("asha") as uow:
        assert len(copies(uow)) == 1


def test_versions_that_arrive_in_the_wrong_order_leave_the_newest(story):
    incident_id = story.fall()
    story.complete(incident_id, physical_harm="moderate")
    story.work_backwards()

    with story.acting("asha") as uow:
        (copy,) = copies(uow)
        assert (copy.physical_harm, copy.received_version) == ("moderate", 2)


def test_of_two_views_the_newest_word_counts(story):
    """A higher version number of one view is not newer than the first of another."""
    incident_id = story.report()
    story.link("vera", "advocates_for:from", "ben")
    story.complete(incident_id)
    for harm in ("moderate", "low"):
        story.disclose(incident_id, SUMMARY, to="clearvoice")
        story.complete(incident_id, physical_harm=harm)
    story.disclose(incident_id, SUMMARY, to="clearvoice")
    story.complete(incident_id, physical_harm="severe")
    story.disclose(incident_id, LEARNING, to="clearvoice")
    story.work()

    with story.acting("vera") as uow:
        assert [(one.physical_harm, one.received_version) for one in copies(uow)] == [("severe", 1)]


def test_with_the_plugin_off_the_copy_can_be_read_as_it_came(story, client):
    story.switch(on=False)
    story.fall()
    story.work()
    story.open()
    receipt = only_receipt(story)

    page = client.as_("asha").get(received_path(receipt.id))

    assert receipt.record_id is None
    assert (page.summary["Title"], page.summary["Physical harm"]) == ("Fall at Rosewood House", "low")


def test_what_arrived_while_the_plugin_was_off_becomes_a_record_when_it_is_on(story):
    incident_id = story.fall()
    story.work()
    story.switch(on=False)
    other_id = story.fall()
    story.complete(incident_id, physical_harm="moderate")
    story.work()
    with story.acting("asha") as uow:
        assert [one.physical_harm for one in copies(uow)] == ["low"]

    story.switch(on=True)
    story.work()

    with story.acting("asha") as uow:
        assert [(one.physical_harm, one.received_version) for one in copies(uow)] == [("moderate", 2), ("low", 1)]
    assert incident_id != other_id


def test_a_copy_cannot_be_edited(story, client):
    story.fall()
    copy_id = story.copy()
    assert client.as_("asha").get(f"{copy_path(copy_id)}/edit").status_code == 404

    with story.acting("asha") as uow, pytest.raises(PortalError, match="They can correct it; you cannot"):
        change_record(uow, incident_of(uow, copy_id), physical_harm="none")


def test_the_receivers_own_notes_stay_with_the_receiver(story):
    story.fall()
    copy_id = story.copy()
    with story.acting("asha") as uow:
        add_note(uow, incident_of(uow, copy_id), words="Ask the stairlift people")
    story.work()

    assert holders(story.location, "stairlift") == {"northshire"}


def test_before_it_is_opened_no_page_tells_what_is_in_it(story, client):
    story.fall()
    copy_id = story.copy()
    asha, path = client.as_("asha"), f"/t/northshire/sharing/received/{only_receipt(story).id}"

    pages = [path, copy_path(copy_id), "/t/northshire/records/incident/", "/t/northshire/records/incident.csv"]
    pages += ["/t/northshire/", "/t/northshire/sharing/?side=received"]
    assert [one for one in pages if "Fall at" in asha.get(one).text] == []


@pytest.mark.parametrize("paper", ["/print", ".pdf"])
def test_what_nobody_opened_is_not_printed(story, client, paper):
    story.fall()
    copy_id = story.copy()
    asha = client.as_("asha")
    assert asha.get(copy_path(copy_id) + paper).location == copy_path(copy_id)

    asha.post(f"{copy_path(copy_id)}/open", form_at=copy_path(copy_id))

    assert asha.get(copy_path(copy_id) + "/print").heading == "Fall at Rosewood House"


@pytest.mark.parametrize("door", ["ledger", "record"])
def test_opening_tells_the_sender_when_and_not_by_whom(story, client, door):
    story.fall()
    copy_id, asha = story.copy(), client.as_("asha")
    path = copy_path(copy_id) if door == "record" else received_path(only_receipt(story).id)
    before = kept(story.location)["rosewood"]
    story.at(LATER)

    asha.post(f"{path}/open", form_at=path)

    with story.acting("ben") as uow:
        assert sent(uow)[0].opened_at.replace(second=0, microsecond=0) == LATER
    with story.acting("asha") as uow:
        assert received(uow)[0].opened_by == PERSONAS["asha"].id
        assert acts(uow)[-1] == "exchange.opened"
    assert ids_in(kept(story.location)["rosewood"]) == ids_in(before)
    assert "New from" not in asha.get("/t/northshire/records/incident/").words


def test_opening_twice_keeps_the_first_time(story):
    story.fall()
    story.open()
    first = only_receipt(story).opened_at
    story.at(LATER)
    story.open()

    assert only_receipt(story).opened_at == first


def test_who_may_only_read_does_not_open(story, client):
    """Noor looks after people and links; cases are none of her business."""
    story.fall()
    story.work()
    path = received_path(only_receipt(story).id)

    assert client.as_("noor").get(path).status_code == 403
    with story.acting("noor") as uow, pytest.raises(DBAPIError, match="not permitted"):
        uow.session.execute(sa.text("SELECT exchange.receipt(gen_random_uuid())"))


def test_another_organisation_finds_neither_receipt_nor_copy(story, client):
    story.fall()
    copy_id, receipt, cora = story.copy(), only_receipt(story), client.as_("cora")

    for path in (received_path(receipt.id), copy_path(copy_id)):
        assert cora.get(path).status_code == 404
        assert cora.get(path.replace("northshire", "westmere")).status_code == 404
    with story.acting("cora") as uow:
        assert "INC-" not in readable(uow)


def test_nobody_writes_a_receipt_by_sql(story):
    story.fall()
    for statement in ("UPDATE portal.receipt SET snapshot = '{}'", "DELETE FROM portal.receipt"):
        with story.acting("asha") as uow, pytest.raises(DBAPIError, match="permission denied"):
            uow.session.execute(sa.text(statement))


@pytest.mark.parametrize(("touched", "matches"), [(False, True), (True, False)])
def test_the_trail_says_whether_the_bytes_are_those_that_were_sent(story, touched, matches):
    story.fall()
    if touched:
        with as_superuser(story.location) as connection:
            connection.execute(sa.text("UPDATE portal.receipt SET snapshot = replace(snapshot, 'low', 'none')"))
            connection.commit()
    story.work()

    with story.acting("asha") as uow:
        entry = uow.session.scalars(sa.select(TrailEntry).where(TrailEntry.act == "exchange.received")).one()
        assert entry.payload["hash_matches"] is matches
        assert entry.payload["sha256"] == uow.session.scalars(sa.select(Receipt.sha256)).one()
