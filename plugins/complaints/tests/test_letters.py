"""The letters of complaints in an organisation's own words; what they have to say stays."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from plugins.complaints.models import Complaint
from plugins.complaints.rules import letters as wording
from plugins.complaints.services import answering, letters
from plugins.complaints.services.timing import lateness_of
from plugins.complaints.tests.steps import acknowledged, letter, received, routed
from portal.letters.services import save_template
from portal.plugin import Nation, PortalError
from portal.plugin.services import Addressee, letters_of

OURS = """Dear {{addressee}}

Sorry that this happened at {{site}}. You said:

{{points}}

{{spoken_words}}

{{procedure}} {{when_you_hear}}

{{formal_right}}

Help: {{support}}"""


def at(year, month, day):
    return datetime(year, month, day, 10, 0, tzinfo=UTC)


def test_an_organisations_own_words_are_filled_in_and_kept_with_their_version(act):
    uow = act("ben")
    save_template(uow, wording.ACKNOWLEDGEMENT, name="Got it", body=OURS)
    complaint = acknowledged(uow)
    (sent,) = letters_of(uow, complaint.id)

    assert (sent.name, sent.template_version) == ("Got it", 1)
    assert "Sorry that this happened at Rosewood House. You said:" in sent.body
    assert "You will hear from us by Wednesday 18 March 2026." in sent.body
    assert "formal investigation" not in sent.body
    assert "not recorded" not in sent.body


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        (wording.ACKNOWLEDGEMENT, "formal_right"),
        (wording.ACKNOWLEDGEMENT, "support"),
        (wording.HOLDING, "where_next"),
        (wording.TERMS, "where_next"),
        (wording.STAGE_2, "when_you_hear"),
        (wording.ANSWER, "findings"),
    ],
)
def test_what_the_procedure_wants_said_cannot_be_left_out(act, key, kept):
    with pytest.raises(PortalError, match=rf"has to say .*{{{{{kept}}}}}"):
        save_template(act("ben"), key, name="Short", body="Dear {{addressee}}, thank you.")


def test_the_answer_begins_in_an_organisations_own_words_and_still_ends_with_the_ombudsman(act):
    uow = act("ben")
    save_template(uow, wording.ANSWER, name="Answer", body="We have looked hard.\n\n{{findings}}")
    complaint = acknowledged(uow)

    assert letters.words_of(uow, complaint, wording.ANSWER).startswith("We have looked hard.")


def test_managers_change_these_letters_among_all_others_and_each_is_written_on_its_own_step(client, act_and_commit):
    with time_machine.travel("2026-03-04T10:00:00Z"), act_and_commit("ben") as uow:
        complaint = routed(uow)
    ben = client.as_("ben")
    edited = ben.get("/t/rosewood/letters/templates/complaints.holding/edit")
    offered = ben.get(f"/t/rosewood/letters/about/complaint/{complaint.id}").links()

    assert "{{where_next}}" in edited.words
    assert "A complaint concerns your work" in offered
    assert "We have your complaint" not in offered
    assert ben.get(f"/t/rosewood/letters/about/complaint/{complaint.id}/complaints.holding").status_code == 404


def test_a_day_that_has_passed_is_promised_to_nobody(act):
    uow = act("ben", now=at(2026, 4, 20))
    complaint = routed(uow, received(uow, site=None, received_on=date(2026, 4, 2)), **SCOTLAND)
    words = letters.words_of(uow, complaint, wording.ACKNOWLEDGEMENT)

    assert "by [say a day you can keep: it was due on Friday 10 April 2026]" in words
    words = words.replace("[what they complain about, point by point]", "Cold food.")
    finished = letters.Finished(addressee=Addressee("Joan Quill"), letter_format="standard_print", words=words)
    with pytest.raises(PortalError, match="say a day you can keep"):
        letters.finish(uow, complaint, wording.ACKNOWLEDGEMENT, finished)


SCOTLAND = {"nation": Nation.SCOTLAND, "body": "council-social-care", "nation_reason": "The council's area."}


def test_more_time_is_told_with_the_day_that_was_agreed(act):
    uow = act("ben")
    complaint = acknowledged(uow)
    words = letters.words_of(uow, complaint, wording.HOLDING).replace("[say the reason]", "Illness.")
    asked = letters.Finished(addressee=Addressee("Joan Quill"), letter_format="standard_print", words=words)
    agreed = {"agreed_with": "Joan Quill", "agreed_on": uow.today, "reason": "Illness."}
    answering.take_more_time(uow, complaint, asked, due_on=date(2026, 4, 1), **agreed)

    held = next(one for one in letters_of(uow, complaint.id) if one.template_key == wording.HOLDING)
    assert "You will have our answer by Wednesday 1 April 2026." in held.body


def answer_owed_on_14_july(uow):
    complaint = routed(uow, received(uow, received_on=date(2026, 1, 15)), body="council-social-care")
    return acknowledged(uow, complaint, on=date(2026, 1, 20))


def test_on_its_last_day_an_answer_is_not_late_and_there_is_nothing_to_explain(act):
    uow = act("ben", now=at(2026, 7, 14))
    complaint = answer_owed_on_14_july(uow)

    assert lateness_of(uow, complaint) is None
    with pytest.raises(PortalError, match="It is not late"):
        answering.explain_lateness(uow, complaint, letter(uow, complaint, wording.HOLDING))


def test_late_an_explanation_is_due_until_it_is_sent(act):
    uow = act("ben", now=at(2026, 7, 15))
    complaint = answer_owed_on_14_july(uow)
    before = lateness_of(uow, complaint)
    answering.explain_lateness(uow, complaint, letter(uow, complaint, wording.HOLDING))
    uow.session.flush()
    after = lateness_of(uow, complaint)

    assert (before.due_on, before.explained_on) == (date(2026, 7, 14), None)
    assert (after.due_on, after.explained_on) == (date(2026, 7, 14), date(2026, 7, 15))


def test_the_page_of_a_late_complaint_says_that_an_explanation_is_due_and_then_what_is_next(client, act_and_commit):
    with time_machine.travel("2026-07-15T10:00:00Z"):
        with act_and_commit("ben", now=at(2026, 7, 15)) as uow:
            complaint = answer_owed_on_14_july(uow)
        path, ben = f"/t/rosewood/records/complaint/{complaint.id}", client.as_("ben")
        late = ben.get(path)
        with act_and_commit("ben", now=at(2026, 7, 15)) as uow:
            mine = uow.session.get_one(Complaint, (uow.tenant.id, complaint.id))
            answering.explain_lateness(uow, mine, letter(uow, mine, wording.HOLDING))
        explained = ben.get(path)

    assert "Late: explanation due" in late.words
    assert "Explain why there is no answer yet" in late.links()
    assert "They were told why on Wednesday 15 July 2026" in explained.words
    assert "Explain why there is no answer yet" not in explained.links()
    assert "Offer support" in explained.links()
