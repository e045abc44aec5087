"""Opening one hidden case in an emergency: who may, what they see, who hears of it, and what stays hidden."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from plugins.safeguarding.models import Concern, PipotCase
from plugins.safeguarding.services import pipot
from plugins.safeguarding.services.urgent import open_case_urgently
from plugins.safeguarding.tests.steps import raised
from portal.core.errors import PortalError
from portal.notifications.models import OutboxMail
from portal.plugin.services import keep_out
from portal.records.models import UrgentReading
from portal.tenants.models import Link
from portal.trail.models import TrailEntry
from portal.trail.services import append_entry
from tests.databases import as_superuser
from tests.world import PERSONAS

URGENT = "/t/rosewood/positions-of-trust/urgent"
WHY = "He starts a night shift alone in an hour."
NOTHING = "There is nothing with this reference that you can open."


@pytest.fixture
def cases(act_and_commit):
    """Two cases of Rosewood's; the first is the one somebody has to open."""
    said = {"source": "home", "allegation_type": "allegation"}
    with act_and_commit("pia") as uow:
        return [pipot.open_case(uow, what_is_said=word, **said) for word in ("CANARYFIRST", "CANARYSECOND")]


def opened(browser, case, reason=WHY):
    return browser.post(URGENT, {"reference": case.reference.lower(), "reason": reason})


def test_a_manager_sees_that_one_case_and_no_other(client, cases):
    page = opened(client.as_("ben"), cases[0])

    assert (page.status_code, "CANARYFIRST" in page.text, "CANARYSECOND" in page.text) == (200, True, False)


def test_it_is_seen_once_and_afterwards_hidden_as_before(client, act, cases):
    ben = client.as_("ben")
    opened(ben, cases[0])

    assert ben.get(f"/t/rosewood/records/pipot_case/{cases[0].id}").status_code == 404
    assert ben.get("/t/rosewood/records/pipot_case/").status_code == 404
    assert act("ben").session.query(PipotCase).count() == 0


def test_the_same_form_sent_again_shows_nothing_more(client, cases):
    ben = client.as_("ben")
    sent = ben.get(URGENT).form() | {"reference": cases[0].reference, "reason": WHY}
    first, again = ben.post_raw(URGENT, sent), ben.post_raw(URGENT, sent)

    assert (first.status_code, "CANARYFIRST" in first.text) == (200, True)
    assert (again.status_code, again.location, "CANARYFIRST" in again.text) == (302, URGENT, False)


def test_for_the_rest_of_the_transaction_the_database_gives_one_row(act, cases):
    ben = act("ben")
    open_case_urgently(ben, reference=cases[0].reference, reason=WHY)

    assert [one.id for one in ben.session.query(PipotCase)] == [cases[0].id]


def test_the_lead_is_told_and_finds_who_it_was_and_why(client, act, cases):
    opened(client.as_("ben"), cases[0])
    pia = client.as_("pia")
    home = pia.get("/t/rosewood/").words

    assert f"{cases[0].reference} Ben Hargreaves" in home
    assert WHY in pia.get(f"/t/rosewood/records/pipot_case/{cases[0].id}").words
    (reading,) = act("pia").session.query(UrgentReading)
    assert (reading.read_by, reading.reason) == (PERSONAS["ben"].id, WHY)


def test_the_mail_to_the_lead_names_neither_case_nor_person_nor_reason(client, location, cases):
    opened(client.as_("ben"), cases[0])

    with as_superuser(location) as connection:
        (mail,) = connection.execute(select(OutboxMail).where(OutboxMail.template == "record_opened")).all()
    assert mail.to_user_id == PERSONAS["pia"].id
    words = f"{mail.subject} {mail.body}"
    assert [one for one in (cases[0].reference, "Ben", WHY, "trust") if one in words] == []


def test_the_trail_says_so_to_the_lead_and_to_nobody_else(client, act, cases):
    opened(client.as_("ben"), cases[0])

    def acts(name):
        entries = act(name).session.query(TrailEntry).filter(TrailEntry.record_id == cases[0].id)
        return [one.actor_id for one in entries if one.act == "record.opened_urgently"]

    assert acts("pia") == [PERSONAS["ben"].id]
    assert {name: acts(name) for name in ("ben", "ade", "dora")} == {"ben": [], "ade": [], "dora": []}


def test_without_a_reason_nothing_is_opened(client, act, cases):
    page = opened(client.as_("ben"), cases[0], reason=" ")

    assert page.errors == ["Say what the emergency is"]
    assert "CANARY" not in page.text
    assert act("pia").session.query(UrgentReading).count() == 0


def test_what_is_not_there_not_theirs_or_about_them_is_answered_in_the_same_words(client, act_and_commit, cases):
    with act_and_commit("pia") as uow:
        keep_out(uow, uow.session.get(PipotCase, (uow.tenant.id, cases[1].id)), user_id=PERSONAS["ben"].id, reason="x")
    ben, sam = client.as_("ben"), client.as_("sam")
    elsewhere = sam.post("/t/northshire/positions-of-trust/urgent", {"reference": cases[0].reference, "reason": WHY})
    nowhere = ben.post(URGENT, {"reference": "PPT-0000-0000", "reason": WHY})

    assert [one.errors for one in (opened(ben, cases[1]), elsewhere, nowhere)] == [[NOTHING]] * 3


def test_no_other_record_is_opened_this_way_however_it_is_hidden(act, act_and_commit):
    with act_and_commit("pia") as uow:
        concern = raised(uow)
    ruth = act("ruth")
    asked = text("SELECT ctx.open_urgently(:reference, 'x')")

    for name in ("ruth", "ben"):
        assert act(name).session.execute(asked, {"reference": concern.reference}).scalar() is None
    assert ruth.session.query(Concern).count() == 0


@pytest.mark.parametrize("name", ["ruth", "rhona", "mia", "ade", "dora", "pia"])
def test_nobody_else_has_such_a_page(client, name):
    assert client.as_(name).get(URGENT).status_code == 404


def test_a_deputy_has_it_and_sees_nothing_besides(client, act_and_commit, cases):
    with act_and_commit("ade") as uow:
        given = {"member": PERSONAS["ruth"].id, "roles": ["officer", "pipot_deputy"]}
        assert uow.session.execute(text("SELECT auth.set_member_roles(:member, :roles)"), given).scalar()
    ruth = client.as_("ruth")

    assert "CANARYFIRST" in opened(ruth, cases[0]).text
    assert ruth.get("/t/rosewood/records/pipot_case/").status_code == 404


def test_the_way_to_it_stands_where_one_looks_whom_to_ring(client):
    contacts = "/t/rosewood/safeguarding/contacts/"

    assert URGENT in client.as_("ben").get(contacts).links().values()
    assert URGENT not in client.as_("mia").get(contacts).links().values()


@pytest.mark.parametrize(
    "order",
    [
        "INSERT INTO portal.urgent_reading SELECT * FROM portal.urgent_reading",
        "UPDATE portal.urgent_reading SET reason = 'x'",
        "DELETE FROM portal.urgent_reading",
    ],
)
def test_nobody_writes_or_changes_what_was_kept_of_it_by_hand(act, order):
    with pytest.raises(ProgrammingError, match="permission denied"):
        act("ben").session.execute(text(order))


def test_whoever_lacks_the_power_gets_nothing_from_the_database_either(act, cases):
    for name in ("ruth", "mia", "ade", "asha", "gil"):
        asked = text("SELECT ctx.open_urgently(:reference, 'x')")
        assert act(name).session.execute(asked, {"reference": cases[0].reference}).scalar() is None, name


def test_a_case_that_comes_up_meanwhile_stays_hidden(act, act_and_commit, cases):
    ben = act("ben")
    open_case_urgently(ben, reference=cases[0].reference, reason=WHY)
    with act_and_commit("pia") as uow:
        pipot.open_case(uow, what_is_said="CANARYTHIRD", source="home", allegation_type="allegation")

    assert [one.id for one in ben.session.query(PipotCase)] == [cases[0].id]


def test_what_hangs_on_no_case_stays_hidden(act, act_and_commit, cases):
    with act_and_commit("pia") as uow:
        append_entry(uow, "records.exported", compartment="pipot")
    ben = act("ben")
    open_case_urgently(ben, reference=cases[0].reference, reason=WHY)

    assert ben.session.query(TrailEntry).filter_by(compartment="pipot", record_id=None).count() == 0


def test_it_gives_no_way_to_tell_another_organisation(act, cases):
    ben = act("ben")
    open_case_urgently(ben, reference=cases[0].reference, reason=WHY)
    link = ben.session.scalars(select(Link.id)).first()

    with pytest.raises(ProgrammingError, match="no such link or record"):
        ben.session.execute(text("SELECT exchange.open_room(:link, :case)"), {"link": link, "case": cases[0].id})


def test_one_transaction_opens_one_case(act, cases):
    ben = act("ben")
    open_case_urgently(ben, reference=cases[0].reference, reason=WHY)

    with pytest.raises(PortalError):
        open_case_urgently(ben, reference=cases[1].reference, reason=WHY)
    assert [one.id for one in ben.session.query(PipotCase)] == [cases[0].id]
