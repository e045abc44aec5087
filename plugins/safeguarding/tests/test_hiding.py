"""Of a case about a person in a position of trust, nobody but a lead learns that it exists, wherever they look."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from plugins.safeguarding import services
from plugins.safeguarding.models import PipotCase
from plugins.safeguarding.services import pipot
from plugins.safeguarding.tests.steps import asked, decided, raised
from portal.core.ids import new_id
from portal.plugin.services import site_of
from portal.trail.models import TrailEntry
from portal.worker import run_waiting_jobs
from tests.search.test_pages import searched
from tests.world import PERSONAS, ROSEWOOD_HOUSE

OTHERS = ("ben", "ruth", "rhona", "mia", "ade", "dora")
WORD = "CANARYTRUST"


@pytest.fixture
def hidden(app, act_and_commit):
    """A concern that Ben raised about a worker, and the strand of it, which Pia has taken up."""
    with act_and_commit("ben") as uow:
        concern = decided(uow, asked(uow, source_is_worker=True))
    with act_and_commit("pia") as uow:
        case = uow.session.query(PipotCase).one()
        pipot.complete_case(uow, case, what_is_said=f"{WORD} was arrested.", person_reference=WORD, employer=WORD)
        pipot.decide_scope(uow, case, may_have_harmed=True, possible_offence=False, indicates_risk=False, reason=WORD)
    run_waiting_jobs(app)
    return concern, case


def as_one_answer(page):
    """The whole answer, but for the number of the request and the address asked for."""
    number = page.response.headers["X-Request-Id"]
    headers = {name: value for name, value in page.response.headers.items() if name != "X-Request-Id"}
    body = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", page.text.replace(number, "-"))
    return page.status_code, body, headers


def pages(case_id, kind="pipot_case"):
    record = f"/t/rosewood/records/{kind}/{case_id}"
    own = f"/t/rosewood/positions-of-trust/{case_id}"
    return [
        record,
        *(f"{record}/{one}" for one in ("edit", "print", "steps/close", "restrict")),
        f"{record}.pdf",
        *(
            f"{own}/{one}"
            for one in ("scope", "owner", "strategy", "disclosure", "risk", "outcome", "referrals", "retention")
        ),
        f"/t/rosewood/letters/about/{kind}/{case_id}",
        f"/t/rosewood/positions-of-trust/open?from_id={case_id}",
        f"/t/rosewood/safeguarding/raise?from_id={case_id}",
    ]


def test_each_page_of_it_is_like_that_of_a_case_that_is_not_there(client, hidden):
    nothing = new_id()

    for browser in map(client.as_, OTHERS):
        for there, absent in zip(pages(hidden[1].id), pages(nothing), strict=True):
            assert as_one_answer(browser.get(there)) == as_one_answer(browser.get(absent)), there


def test_its_lists_and_forms_are_not_found_like_addresses_of_nothing(client, hidden):
    for browser in map(client.as_, OTHERS):
        nowhere = as_one_answer(browser.get("/t/rosewood/records/no_such_kind/"))
        for path in ("records/pipot_case/", "records/pipot_consultation/", "positions-of-trust/open"):
            assert as_one_answer(browser.get(f"/t/rosewood/{path}")) == nowhere
        assert browser.get("/t/rosewood/records/pipot_case.csv").status_code == 404


@pytest.fixture
def almighty(app, act_and_commit, client):
    """Ruth, with every role there is but that of the lead: whoever holds fewer sees less."""
    roles = sorted(app.extensions["portal.registry"].roles.keys() - {"pipot_lead", "pipot_deputy"})
    with act_and_commit("ade") as uow:
        given = {"user": PERSONAS["ruth"].id, "roles": roles}
        assert uow.session.execute(text("SELECT auth.set_member_roles(:user, :roles)"), given).scalar()
    return client.as_("ruth")


def addresses(app):
    """Every page and file of an organisation that needs nothing but its name in the address."""
    rules = [
        one for one in app.url_map.iter_rules() if "GET" in (one.methods or ()) and one.arguments == {"tenant_slug"}
    ]
    return sorted({one.rule.replace("<tenant_slug>", "rosewood") for one in rules})


def test_no_page_list_calendar_count_or_file_says_that_there_is_one(app, almighty, hidden):
    concern, case = hidden
    record = f"/t/rosewood/records/safeguarding_concern/{concern.id}"
    files = [f"/t/rosewood/{one}.csv" for one in ("records/safeguarding_concern", "trail/entries")]
    paths = [*addresses(app), record, f"{record}/print", *files, "/t/rosewood/records/safeguarding_concern/"]
    answers = {path: almighty.get(path) for path in paths}
    told = [one.encode() for one in (WORD, case.reference, str(case.id), "PPT-")]

    assert {path for path, page in answers.items() if any(one in page.response.data for one in told)} == set()
    assert sum(page.status_code == 200 for page in answers.values()) > 40


def test_search_finds_it_for_a_lead_and_for_nobody_else(client, hidden):
    reference = hidden[1].reference

    assert reference in searched(client.as_("pia"), WORD).words
    for name in ("ben", "ruth", "rhona", "dora"):
        for words in (WORD, reference):
            assert "Person in a position of trust" not in searched(client.as_(name), words).words


def test_the_trail_of_the_concern_does_not_mention_the_strand(act, hidden):
    ben = act("ben")
    entries = ben.session.query(TrailEntry).filter(TrailEntry.record_id == hidden[0].id).all()
    assert entries
    assert [one.act for one in entries if "pipot" in f"{one.act} {one.payload}"] == []
    assert ben.session.query(TrailEntry).filter(TrailEntry.compartment == "pipot").count() == 0


def test_the_database_gives_nobody_else_a_row(act_and_commit, hidden):
    for name in ("ben", "ruth", "rhona", "mia", "ade", "dora", "gil", "asha", "sam", "noor", "vera", "lena"):
        with act_and_commit(name) as uow:
            assert uow.session.query(PipotCase).count() == 0, name


def test_the_lead_finds_it_in_lists_search_and_among_what_waits(client, hidden):
    _concern, case = hidden
    pia = client.as_("pia")

    assert case.reference in pia.get("/t/rosewood/records/pipot_case/").words
    assert WORD in pia.get(f"/t/rosewood/records/pipot_case/{case.id}").words
    assert "Name the information owner" in pia.get("/t/rosewood/to-do/").words
    opened = pia.get(f"/t/rosewood/records/pipot_case/{case.id}").summary["Opened from"]
    assert opened.startswith("Safeguarding concern SAF-")


def test_a_lead_elsewhere_finds_nothing(client, hidden):
    lena = client.as_("lena")
    there = f"/t/northshire/records/pipot_case/{hidden[1].id}"

    assert as_one_answer(lena.get(there)) == as_one_answer(lena.get(f"/t/northshire/records/pipot_case/{new_id()}"))


def test_the_strand_begins_once_however_often_the_concern_is_completed(act_and_commit, act):
    with act_and_commit("ben") as uow:
        concern = raised(uow, source_is_worker=True)
        services.complete_concern(uow, concern, source_is_worker=True, police_reference="C-1")
    assert act("pia").session.query(PipotCase).count() == 1


def test_a_lead_opens_a_case_on_a_page_of_its_own(client, act):
    pia = client.as_("pia")
    answers = {"what_is_said": "Something.", "source": "home", "allegation_type": "allegation", "child_related": "yes"}
    page = pia.post("/t/rosewood/positions-of-trust/open", {**answers, "site_id": str(ROSEWOOD_HOUSE)})

    assert "Tell" not in page.location
    assert "Refer the allegation to the local authority designated officer" in pia.get(page.location).words
    assert site_of(act("pia"), ROSEWOOD_HOUSE).name in pia.get(page.location).words
