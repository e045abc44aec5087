"""Who sees what of candour, cell by cell of rules 13.2, with words that could leak in everything that is written."""

from __future__ import annotations

from uuid import uuid4

import pytest
import sqlalchemy as sa
import time_machine

from plugins.candour import groups
from plugins.candour.kinds import CANDOUR
from plugins.candour.models import Attempt, CandourRecord, RelevantPerson
from plugins.candour.papers import PAPERS
from plugins.candour.services.erasing import erase_words
from plugins.candour.tests.steps import answered, attempt, confirmed, tell
from plugins.candour.views.telling import STEPS
from portal.exchange.standing import live_links
from portal.plugin.services import Basis, clear_columns, disclose, links_as
from portal.records.models import Record
from portal.worker import run_waiting_jobs
from tests.databases import as_superuser
from tests.world import PERSONAS

CANARY = "CANARY"
STANDING = '[{"kind": "candour", "view": "candour_status", "may_hold_back": true}]'
WORDS = sorted(CANDOUR.personal_data - {"correspondence"})
OF_PERSON = sorted(RelevantPerson.__personal__.columns)


@pytest.fixture(autouse=True)
def early_march():
    with time_machine.travel("2026-03-04T10:00:00Z", tick=False):
        yield


@pytest.fixture
def told(app, location, act_and_commit):
    """Rosewood's record with a telling word in all its text; the link with Northshire carries how it stands."""
    with as_superuser(location) as connection:
        connection.execute(sa.text("UPDATE portal.link SET standing = CAST(:s AS jsonb)"), {"s": STANDING})
        connection.commit()
    with act_and_commit("ben") as uow:
        case = confirmed(uow)
        attempt(uow, case)
        answered(uow, tell(uow, case))
        uow.session.flush()
        for name in WORDS:
            setattr(case, name, f"{CANARY} {name}")
        uow.session.execute(sa.update(Attempt).values(words=CANARY))
        uow.session.execute(sa.update(RelevantPerson).values({name: f"{CANARY} {name}" for name in OF_PERSON}))
        found = case.id
    run_waiting_jobs(app)
    return found


FULL, NOTHING = "full", "nothing"
# The wording of rules 13.2, whom to ask as, what they see of Rosewood's own record, and of the copy they were told.
CELLS = [
    ("Provider manager: own", "ben", FULL, NOTHING),
    ("Provider governance: own", "ruth", FULL, NOTHING),
    ("Provider safeguarding lead: own", "pia", FULL, NOTHING),
    ("Reader", "rhona", NOTHING, NOTHING),
    ("Care worker", "mia", NOTHING, NOTHING),
    ("Tenant admin: config only", "ade", NOTHING, NOTHING),
    ("Data protection lead", "dora", NOTHING, NOTHING),
    ("Commissioner officer: status", "asha", NOTHING, "status"),
    ("Commissioner manager: status", "sam", NOTHING, "status"),
    ("Host safeguarding lead: status", "lena", NOTHING, "status"),
    ("Commissioner's administrator", "noor", NOTHING, NOTHING),
    ("Another commissioner", "cora", NOTHING, NOTHING),
    ("Another provider", "gil", NOTHING, NOTHING),
    ("Advocacy manager, before the person agreed", "vera", NOTHING, NOTHING),
    ("Operator of the portal", "otto", NOTHING, NOTHING),
]


def test_every_cell(client, act_and_commit, told):
    with act_and_commit("ben") as uow:
        her = uow.session.scalars(sa.select(RelevantPerson.id)).one()
    found = [(cell, who, *what_is_seen(client.as_(who), PERSONAS[who].home, told, her)) for cell, who, *_ in CELLS]

    assert found == CELLS


def what_is_seen(browser, home, record_id, person_id):
    """What somebody sees of the record itself, where it is and on paper; and of a copy among their own records."""
    her = f"candour/{record_id}/people/{person_id}"
    own = [browser.get(f"/t/rosewood/{path}") for path in (
        f"records/candour/{record_id}", f"{her}/papers/letter", f"records/candour/{record_id}.pdf", f"{her}/letter",
        "candour/log",
    )]  # fmt: skip
    sees_own = {page.status_code == 200 for page in own}
    assert sees_own <= {True} or sees_own <= {False}
    assert all((CANARY in page.text) is (page.status_code == 200) for page in own[:2])
    home = home or "rosewood"
    listed = browser.get(f"/t/{home}/records/candour/?origin=received")
    searched = browser.get(f"/t/{home}/search/?words={CANARY}")
    assert CANARY not in listed.text
    assert FULL if sees_own == {True} else "DOC-" not in searched.text
    copy = "status" if listed.status_code == 200 and "Rosewood Care" in listed.words and home != "rosewood" else NOTHING
    return (FULL if sees_own == {True} else NOTHING), copy


def copy_at(uow):
    return uow.session.scalars(sa.select(CandourRecord).where(CandourRecord.origin == "received")).one_or_none()


@pytest.mark.parametrize("name", ["asha", "sam", "lena", "cora"])
def test_nobody_works_on_a_copy_or_prints_it_as_their_own(client, act_and_commit, told, name):
    with act_and_commit("asha") as uow:
        copy = copy_at(uow).id
    browser, home = client.as_(name), f"/t/{PERSONAS[name].home}"
    her = f"people/{uuid4()}"
    pages = ["body", "decide", *(f"steps/{key}" for key in ("person", "review", "learning"))]
    pages += [*(f"{her}/{key}" for key in STEPS), *(f"{her}/papers/{key}" for key in PAPERS)]
    paths = [*(f"{home}/candour/{copy}/{page}" for page in pages), f"{home}/records/candour/{copy}/edit"]

    assert {browser.get(path).status_code for path in paths} <= {403, 404}


def test_a_commissioner_is_told_status_and_dates_and_no_word(act, told):
    copy = copy_at(act("asha"))

    assert (copy.status, copy.regime, copy.is_notifiable) == ("results-shared", "england-other-provider", True)
    assert (copy.letter_sent_on.isoformat(), copy.results_shared_on.isoformat()) == ("2026-03-04", "2026-03-04")
    assert {name: getattr(copy, name) for name in CANDOUR.personal_data} == dict.fromkeys(CANDOUR.personal_data)


def test_what_goes_by_itself_holds_no_free_text_and_no_view_for_a_commissioner_any_letter():
    private = {group.key for group in (groups.ACCOUNT, groups.DECISION, groups.CORRESPONDENCE, groups.REVIEW)}

    assert groups.STATUS_VIEW.standing
    assert [one.key for one in groups.PROGRESS.fields if one.personal] == []
    assert private & {*groups.STATUS_VIEW.groups, *groups.LEARNING_VIEW.groups} == set()


def test_learning_goes_when_somebody_sends_it_and_the_correspondence_never(app, act, act_and_commit, told):
    with act_and_commit("ben") as uow:
        case = uow.session.get_one(CandourRecord, (uow.tenant.id, told))
        basis = Basis("Oversight", "A public task", "Not sought")
        disclose(uow, case, kind=CANDOUR, view=groups.LEARNING_VIEW, link=live_links(uow)[0], basis=basis)
    run_waiting_jobs(app)
    asha = act("asha")
    copies = asha.session.scalars(sa.select(CandourRecord).where(CandourRecord.origin == "received")).all()

    assert {one.learning for one in copies} >= {f"{CANARY} learning"}
    private = CANDOUR.personal_data - {"learning"}
    assert {getattr(one, name) for one in copies for name in private} == {None}


def test_the_persons_advocate_is_told_with_consent_which_both_ledgers_keep(app, act, act_and_commit, told):
    with act_and_commit("vera") as uow:
        uow.session.execute(sa.text("SELECT exchange.propose_link('advocates_for', 'from', 'rosewood', '[]'::jsonb)"))
    with act_and_commit("ben") as uow:
        link = links_as_advocate(uow)
        case = uow.session.get_one(CandourRecord, (uow.tenant.id, told))
        basis = Basis("To speak up for her", "Consent", "The person agreed")
        sent = disclose(uow, case, kind=CANDOUR, view=groups.ADVOCATE_VIEW, link=link, basis=basis)
    run_waiting_jobs(app)
    copy = copy_at(act("vera"))

    told_them = {one["words"] for one in copy.correspondence}
    assert {f"{CANARY} letter_apology", f"{CANARY} results"} <= told_them
    assert {f"{CANARY} reference", f"{CANARY} note"} & told_them == set()
    assert (copy.decision_reason, copy.opinion_by) == (None, None)
    assert sent.consent == "The person agreed"


def links_as_advocate(uow):
    uow.session.execute(sa.text("SELECT exchange.answer_link(id, true) FROM portal.link WHERE kind = 'advocates_for'"))
    return links_as(uow, kind="advocates_for", part="to")[0]


def test_not_a_word_of_it_reaches_another_organisation(act_and_commit, told):
    for name in ("asha", "cora", "gil", "vera"):
        with act_and_commit(name) as uow:
            for table in Record.metadata.sorted_tables:
                if table.schema == "portal" and "tenant_id" in table.c and table.name != "person":
                    try:
                        with uow.session.begin_nested():
                            rows = uow.session.execute(sa.select(table)).all()
                    except sa.exc.ProgrammingError:
                        continue  # a table this login may not read at all
                    assert CANARY not in repr(rows), (name, table.name)


def test_erased_no_word_is_left_and_what_was_done_when_is(act, told):
    uow = act("ben")
    clear_columns(uow.session, CandourRecord, CandourRecord.id == told, *sorted(CANDOUR.personal_data))
    erase_words(uow, told)
    case = uow.session.get_one(CandourRecord, (uow.tenant.id, told))

    her = uow.session.scalars(sa.select(RelevantPerson)).one()
    assert uow.session.scalars(sa.select(Attempt.words)).all() == ["Erased"]
    assert {getattr(her, name) for name in OF_PERSON} == {"Erased"}
    assert her.told_method == "in-person"
    assert {getattr(case, name) for name in WORDS} == {None}
    assert (case.harm, case.letter_sent_on.isoformat()) == ("treatment-to-prevent", "2026-03-04")
