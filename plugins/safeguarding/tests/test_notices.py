"""An organisation is told about somebody who works for it: its lead finds that, and nobody else learns of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from plugins.safeguarding.models import PipotCase, PipotDisclosure, PipotNotice
from plugins.safeguarding.services import pipot
from plugins.safeguarding.tests.test_hiding import as_one_answer
from plugins.safeguarding.tests.test_pipot import ONE_YES, SAID
from portal.core.ids import new_id
from portal.exchange.models import Disclosure, Receipt
from portal.exchange.services import withdraw
from portal.notifications.models import OutboxMail
from portal.plugin.services import Link
from portal.trail.models import TrailEntry
from portal.worker import run_waiting_jobs
from tests.databases import as_superuser
from tests.exchange.story import link_to

WORD = "CANARYTOLD"
ANSWERS = {
    "decision": "share",
    "reason": "CANARYREASON: they work alone at night.",
    "told": f"{WORD} was arrested on Sunday.",
    "legal_basis": "public-task",
    "person_told_first": "no",
    "person_not_told_reason": "CANARYPOLICE asked for it.",
}
OTHERS = ("ben", "ruth", "rhona", "mia", "ade", "dora")


@pytest.fixture
def case(act_and_commit):
    """Northshire's case, at the point where somebody decides whom to tell."""
    with act_and_commit("lena") as uow:
        case = pipot.open_case(uow, **SAID)
        pipot.decide_scope(uow, case, **ONE_YES, reason="CANARYSCOPE")
        pipot.name_owner(uow, case, owner="Lena Fischer")
        link = link_to(uow, "rosewood").id
    return case, link


@pytest.fixture
def told(app, client, case):
    """The same, once Lena told Rosewood on its page."""
    found, link = case
    page = f"/t/northshire/positions-of-trust/{found.id}/disclosure"
    answer = client.as_("lena").post(page, {**ANSWERS, "link": str(link)})
    assert answer.location == f"/t/northshire/records/pipot_case/{found.id}"
    run_waiting_jobs(app)
    return found


@pytest.fixture
def copy(act_and_commit, told):
    with act_and_commit("pia") as uow:
        return copy_at(uow)


def copy_at(uow):
    return uow.session.scalars(select(PipotNotice).where(PipotNotice.origin == "received")).one_or_none()


def test_their_lead_reads_the_words_and_nothing_else_of_the_case(act, told):
    copy = copy_at(act("pia"))

    assert (copy.told, copy.legal_basis, copy.person_told_first) == (ANSWERS["told"], "public-task", False)
    assert (copy.compartment, copy.peer_name, copy.site_id, copy.status) == (
        "pipot",
        "Northshire Council",
        None,
        "told",
    )
    (receipt,) = act("pia").session.scalars(select(Receipt)).all()
    everything = f"{receipt.snapshot} {receipt.purpose} {receipt.lawful_basis}"
    assert [one for one in ("CANARYREASON", "CANARYPOLICE", "CANARYSCOPE", told.reference) if one in everything] == []


def test_the_decision_and_the_ledger_say_who_was_told_what(act, told):
    lena = act("lena")
    (decision,) = lena.session.scalars(select(PipotDisclosure)).all()
    (sent,) = lena.session.scalars(select(Disclosure)).all()

    assert (decision.recipient, decision.told, sent.peer_name) == ("Rosewood Care", ANSWERS["told"], "Rosewood Care")
    assert lena.session.get(PipotCase, (lena.tenant.id, told.id)).status == "disclosed"


def test_nobody_else_there_learns_that_there_is_one(client, copy):
    paths = (
        "",
        "sharing/?side=received",
        "sharing/ledger.csv?side=received",
        "trail/",
        "to-do/",
        "retention/",
        "links/",
    )

    for name in OTHERS:
        browser = client.as_(name)
        shown = {path: browser.get(f"/t/rosewood/{path}").text for path in paths}
        assert [path for path, text in shown.items() if WORD in text or copy.reference in text] == [], name
        there, nowhere = (f"/t/rosewood/records/pipot_notice/{one}" for one in (copy.id, new_id()))
        assert as_one_answer(browser.get(there)) == as_one_answer(browser.get(nowhere)), name


def test_the_database_gives_nobody_else_there_a_row_that_came_with_it(act, told):
    for name in OTHERS:
        uow = act(name)
        rows = [uow.session.scalars(select(one)).all() for one in (PipotNotice, Receipt)]
        heard = uow.session.scalars(select(TrailEntry).where(TrailEntry.act == "exchange.received")).all()
        uow.session.close()
        assert (rows, heard) == ([[], []], []), name


def test_their_lead_gets_a_mail_that_says_nothing(told, location):
    with as_superuser(location) as connection:
        (mail,) = connection.execute(select(OutboxMail).where(OutboxMail.template == "something_arrived")).all()

    assert mail.to_address == "pia@rosewood.example"
    assert WORD not in f"{mail}"


def test_a_lead_with_no_other_role_opens_it_and_begins_a_case_of_their_own(client, act, only_leads, copy):
    page, pia = f"/t/rosewood/records/pipot_notice/{copy.id}", client.as_("pia")
    assert WORD not in pia.get(page).text
    pia.post(f"{page}/open", form_at=page)
    assert WORD in pia.get(page).words

    begin = pia.get(page).links()["Open our own case"]
    assert WORD in pia.get(begin).text
    assert act("lena").session.scalars(select(Disclosure)).one().opened_at is not None


@pytest.fixture
def only_leads(location):
    with as_superuser(location) as connection:
        leads = "UPDATE portal.membership SET roles = '{pipot_lead}' WHERE 'pipot_lead' = ANY (roles)"
        connection.exec_driver_sql(leads)
        connection.commit()


def test_what_was_told_is_not_shared_on_without_a_decision(client, act_and_commit, told):
    with act_and_commit("lena") as uow:
        notice = uow.session.scalars(select(PipotNotice)).one()
    page = client.as_("lena").get(f"/t/northshire/records/pipot_notice/{notice.id}")

    assert "Share with another organisation" not in page.links()
    assert page.summary["What was told"] == ANSWERS["told"]


def test_recalled_before_anybody_opened_it_leaves_no_word_outside_the_compartment(app, act, act_and_commit, told):
    with act_and_commit("lena") as uow:
        withdraw(uow, uow.session.scalars(select(Disclosure)).one(), reason="The wrong employer.")
    run_waiting_jobs(app)

    recalled = select(TrailEntry).where(TrailEntry.act == "exchange.recalled_by_sender")
    for name, known in {"pia": 1, **dict.fromkeys(OTHERS, 0)}.items():
        uow = act(name)
        assert len(uow.session.scalars(recalled).all()) == known, name
        uow.session.close()


@pytest.mark.parametrize("link", ["theirs", "nobodys"])
def test_a_link_that_is_not_ours_is_not_there_to_be_chosen(client, act, act_and_commit, case, link):
    found, _ours = case
    with act_and_commit("ben") as uow:
        theirs = uow.session.scalars(select(Link)).first().id
    page = f"/t/northshire/positions-of-trust/{found.id}/disclosure"
    answer = client.as_("lena").post(page, {**ANSWERS, "link": str(theirs if link == "theirs" else new_id())})

    assert answer.errors
    assert act("lena").session.scalars(select(Disclosure)).all() == []
