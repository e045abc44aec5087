"""A subject access request: its clock, its two people, what is given and what is not."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.core.errors import NotPermittedError, PortalError
from portal.deadlines.queries import deadline_for, deadlines_of
from portal.people.access import (
    confirm_identity,
    decide_line,
    decide_rest,
    end_request,
    lines_of,
    order_pack,
    pack_of,
    propose_release,
    record_given,
    release_pack,
    send_back,
    undecided,
)
from portal.people.models import AccessLine, AccessRequest
from portal.people.queries import formats_chosen, load_person
from portal.people.services import link_person
from portal.records.services import add_note, restrict_record
from portal.worker import run_waiting_jobs
from tests.databases import as_superuser
from tests.people.folk import JOAN, NOW, affected, asked, known, needs_large_print

ANN = "Ann Lee"


@pytest.fixture
def request_id(app, act_and_commit):
    """Joan asks; a note about her names Ann, who saw it. Everything is gathered."""
    with act_and_commit("ben") as uow:
        person, incident = affected(uow)
        needs_large_print(uow, person)
        link_person(uow, incident, known(uow, ANN), role="witness")
        add_note(uow, incident, words="She fell. Ann Lee saw it.")
        add_note(uow, incident, words="Her solicitor wrote.")
    with act_and_commit("dora") as uow:
        made = asked(uow, load_person(uow, person.id)).id
    run_waiting_jobs(app, now=NOW)
    return made


def read(uow, request_id):
    return uow.session.get_one(AccessRequest, (uow.tenant.id, request_id))


def note(uow, request, words):
    return next(line for line in lines_of(uow, request) if words in line.words)


def decide_everything(uow, request_id):
    request = read(uow, request_id)
    confirm_identity(uow, request, how="Known in person", on=uow.today)
    decide_line(uow, request, note(uow, request, "Ann Lee"), decision="include", left_out=[ANN])
    decide_line(uow, request, note(uow, request, "solicitor"), decision="exempt", reason="Legal privilege")
    for line in lines_of(uow, request):
        if line.decision is None:
            decide_line(uow, request, line, decision="include")
    return request


@pytest.fixture
def released(app, act_and_commit, request_id):
    """The same, decided by Dora and released by Piet."""
    with act_and_commit("dora") as uow:
        propose_release(uow, decide_everything(uow, request_id))
    with act_and_commit("piet") as uow:
        release_pack(uow, read(uow, request_id))
    run_waiting_jobs(app, now=NOW)
    return request_id


def files(uow, request_id):
    with zipfile.ZipFile(io.BytesIO(pack_of(uow, read(uow, request_id)).content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_taking_a_request_on_starts_the_clock_of_one_month(act):
    uow = act("dora")
    request = asked(uow, known(uow))

    assert [(one.rule_code, one.due_on) for one in deadlines_of(uow, request.id)] == [("SAR", date(2026, 4, 2))]


def test_a_request_cannot_come_tomorrow(act):
    uow = act("dora")

    with pytest.raises(PortalError) as refused:
        order_pack(uow, known(uow), received_on=date(2026, 3, 5))
    assert refused.value.field == "received_on"


@pytest.mark.parametrize("name", ["ben", "ruth", "ade"])
def test_nobody_but_a_data_protection_lead_takes_one_on(act, name):
    uow = act(name)

    with pytest.raises(NotPermittedError):
        asked(uow, known(uow))


@pytest.mark.parametrize("name", ["ben", "ruth", "rhona", "ade", "mia"])
def test_nobody_else_finds_that_there_is_one(act, request_id, name):
    uow = act(name)
    tables = ("access_request", "access_line", "access_pack")

    assert [uow.session.execute(sa.text(f"SELECT count(*) FROM portal.{one}")).scalar_one() for one in tables] == [
        0
    ] * 3
    asked_for = sa.text("SELECT count(*) FROM portal.record WHERE kind = 'access_request'")
    assert uow.session.execute(asked_for).scalar_one() == 0
    trail = sa.text("SELECT count(*) FROM portal.trail_entry WHERE record_id = :id")
    assert uow.session.execute(trail, {"id": request_id}).scalar_one() == 0


def test_where_the_lead_may_not_look_is_said(app, act, act_and_commit, location):
    with as_superuser(location) as connection:
        connection.execute(
            sa.text(
                "UPDATE auth.role SET compartments = array_remove(compartments, 'safeguarding')"
                " WHERE key = 'data_protection_lead'"
            )
        )
        connection.commit()
    with act_and_commit("dora") as uow:
        made = asked(uow, known(uow)).id
    run_waiting_jobs(app, now=NOW)

    assert read(act("dora"), made).not_looked_in == ["pipot", "safeguarding"]


def test_names_of_others_in_a_passage_are_pointed_out(act, request_id):
    uow = act("dora")

    assert note(uow, read(uow, request_id), "Ann Lee").others_named == [ANN]


def test_withholding_needs_a_reason(act, request_id):
    uow = act("dora")
    request = read(uow, request_id)

    with pytest.raises(PortalError, match="Say why it is not given"):
        decide_line(uow, request, note(uow, request, "solicitor"), decision="exempt", reason=" ")


def test_words_to_leave_out_that_would_still_stand_there_are_refused(act, request_id):
    uow = act("dora")
    request = read(uow, request_id)
    line = note(uow, request, "Ann Lee")
    line.words = "Ａnn Lee saw it"

    with pytest.raises(PortalError, match="would still stand"):
        decide_line(uow, request, line, decision="include", left_out=[ANN])


def test_deciding_alike_leaves_what_names_others_to_a_reader(act, request_id):
    uow = act("dora")
    request = read(uow, request_id)
    decide_rest(uow, request, note(uow, request, "solicitor"), decision="include")
    uow.session.flush()

    assert note(uow, request, "solicitor").decision == "include"
    assert note(uow, request, "Ann Lee").decision is None


def test_nothing_is_released_while_a_passage_is_undecided(act, request_id):
    uow = act("dora")
    request = confirm_identity(uow, read(uow, request_id), how="Known in person", on=uow.today)

    assert undecided(uow, request) > 0
    with pytest.raises(PortalError, match="Decide about every passage"):
        propose_release(uow, request)


def test_nothing_is_released_to_somebody_unknown(act, request_id):
    uow = act("dora")

    with pytest.raises(PortalError, match="how it is known that they are who they say"):
        propose_release(uow, read(uow, request_id))


def test_whoever_proposed_it_cannot_release_it(act, request_id):
    uow = act("dora")
    request = propose_release(uow, decide_everything(uow, request_id))

    with pytest.raises(NotPermittedError, match="Somebody other"):
        release_pack(uow, request)


def test_the_database_refuses_one_person_alone_too(act, request_id):
    uow = act("dora")
    request = propose_release(uow, decide_everything(uow, request_id))
    request.released_by, request.released_at = request.proposed_by, uow.now

    with pytest.raises(IntegrityError, match="released_by_two_people"):
        uow.session.flush()


def test_what_is_sent_back_can_be_decided_again(act, act_and_commit, request_id):
    with act_and_commit("dora") as uow:
        propose_release(uow, decide_everything(uow, request_id))
    uow = act("piet")
    request = send_back(uow, read(uow, request_id), reason="The letter too")

    assert (request.status, request.proposed_by) == ("deciding", None)


def test_once_proposed_nothing_is_decided_any_more(act, request_id):
    uow = act("dora")
    request = propose_release(uow, decide_everything(uow, request_id))

    with pytest.raises(PortalError, match="does not fit any more"):
        decide_line(uow, request, note(uow, request, "solicitor"), decision="include")


def test_the_pack_holds_what_is_given_and_says_how_much_is_not(act, released):
    told = json.loads(files(act("dora"), released)["your-information.json"])
    words = [one["words"] for part in told["parts"] for one in part["passages"]]

    assert "She fell. [left out] saw it." in words
    assert (told["withheld_by_law"], told["withheld_for_others"], told["words_left_out"]) == (1, 0, True)
    assert [one for one in words if ANN in one or "solicitor" in one] == []


def test_the_pack_is_a_pdf_for_people_and_json_for_machines(act, released):
    found = files(act("dora"), released)

    assert sorted(found) == ["your-information.json", "your-information.pdf"]
    assert found["your-information.pdf"].startswith(b"%PDF")


def test_the_mail_to_the_second_person_names_nobody(act_and_commit, request_id, location):
    with act_and_commit("dora") as uow:
        propose_release(uow, decide_everything(uow, request_id))
    with as_superuser(location) as connection:
        mails = connection.execute(
            sa.text("SELECT to_address, body FROM portal.outbox_mail WHERE template = 'access_to_release'")
        ).all()
    assert [one.to_address for one in mails] == ["piet@rosewood.example"]
    assert "Joan" not in mails[0].body


def test_giving_it_in_a_format_they_cannot_use_needs_a_reason(act, released):
    uow = act("dora")

    with pytest.raises(PortalError, match="They need large print"):
        record_given(uow, read(uow, released), given_on=date(2026, 3, 4), chosen="standard_print")


def test_giving_it_stops_the_clock_and_closes_the_request(act, released):
    uow = act("dora")
    request = record_given(uow, read(uow, released), given_on=date(2026, 3, 4), chosen="large_print")
    uow.session.flush()
    (clock,) = deadlines_of(uow, request.id)

    assert (request.status, request.closed_on, clock.within_time) == ("given", date(2026, 3, 4), True)
    person = load_person(uow, request.person_id)
    assert [(one.format, one.used_for) for one in formats_chosen(uow, person)] == [("large_print", request.reference)]


def test_ending_it_without_an_answer_forgets_what_was_gathered(act, request_id):
    uow = act("dora")
    request = end_request(uow, read(uow, request_id), reason="They took it back")
    uow.session.flush()

    assert (request.status, uow.session.scalars(sa.select(AccessLine)).all()) == ("ended", [])
    assert deadline_for(uow, request.id, "SAR") is None


def test_a_request_cannot_be_moved_where_others_would_see_it(act, request_id):
    uow = act("dora")
    with pytest.raises(PortalError, match="is fixed"):
        restrict_record(uow, read(uow, request_id), compartment="general", reason="Why not")


def test_who_was_told_of_their_records_stands_in_the_pack(act, released):
    told = json.loads(files(act("dora"), released)["your-information.json"])

    assert (told["person"], told["told"]) == (JOAN, [])
