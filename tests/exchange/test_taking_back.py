"""Taking back: what nobody opened is gone, what somebody opened is marked and kept as evidence."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from portal.exchange.models import Disclosure
from portal.exchange.services import withdraw
from portal.records.services import add_note
from tests.exchange.everything import holders, kept
from tests.exchange.story import LEARNING, SUMMARY, acts, copies, incident_of, received, sent

LESSON = "Move the mats"


def only_sent(story, view=SUMMARY):
    """The newest version that left."""
    with story.acting("ben") as uow:
        return [one for one in sent(uow) if one.view == view][-1]


def states(story):
    """What each side says became of each version."""
    with story.acting("ben") as uow:
        ours = [(one.view, one.version, one.state) for one in sent(uow)]
    with story.acting("asha") as uow:
        theirs = [(one.view, one.version, one.state) for one in received(uow)]
    return ours, theirs


def with_lesson(story):
    """A fall of which Northshire holds the summary and what was learned."""
    incident_id = story.fall()
    story.complete(incident_id, learning=LESSON)
    story.disclose(incident_id, LEARNING)
    story.work()
    return incident_id


def take_back_path(disclosure):
    return f"/t/rosewood/sharing/disclosures/{disclosure.id}/take-back"


def test_what_nobody_opened_is_gone_without_a_trace_of_what_it_said(story):
    incident_id = story.fall()
    with story.acting("ben") as uow:
        reference = incident_of(uow, incident_id).reference
    story.work()
    assert holders(story.location, reference) == {"rosewood", "northshire"}

    assert story.take_back(only_sent(story).id) == "recalled"
    story.work()

    assert holders(story.location, reference) == {"rosewood"}
    assert states(story) == ([(SUMMARY, 1, "recalled")], [])
    with story.acting("asha") as uow:
        assert copies(uow) == []


def test_both_trails_say_that_it_was_recalled(story):
    story.fall()
    story.work()
    story.take_back(only_sent(story).id)
    story.work()

    with story.acting("ben") as uow:
        assert acts(uow) == ["exchange.disclosed", "exchange.recalled"]
    with story.acting("asha") as uow:
        assert acts(uow) == ["exchange.received", "exchange.recalled_by_sender"]


def test_what_is_recalled_before_its_job_ran_never_becomes_a_record(story):
    story.fall()
    story.take_back(only_sent(story).id)
    story.work()

    with story.acting("asha") as uow:
        assert copies(uow) == []
        assert acts(uow) == ["exchange.recalled_by_sender"]


def test_a_recall_takes_every_version(story):
    incident_id = story.fall()
    story.complete(incident_id, physical_harm="moderate")
    story.work()

    story.take_back(only_sent(story).id)

    assert states(story) == ([(SUMMARY, 1, "recalled"), (SUMMARY, 2, "recalled")], [])


def test_what_was_opened_is_marked_and_kept(story, client):
    story.fall()
    copy_id = story.copy()
    story.open()

    assert story.take_back(only_sent(story).id) == "withdrawn"
    story.work()

    assert states(story) == ([(SUMMARY, 1, "withdrawn")], [(SUMMARY, 1, "withdrawn")])
    page = client.as_("asha").get(f"/t/northshire/records/incident/{copy_id}")
    assert page.heading == "Fall at Rosewood House"
    assert "They have withdrawn it. It stays as evidence; do not rely on it." in page.words


def test_a_version_opened_before_its_correction_counts_as_opened(story):
    incident_id = story.fall()
    story.open()
    story.complete(incident_id, physical_harm="moderate")

    assert story.take_back(only_sent(story).id) == "withdrawn"
    assert states(story)[1] == [(SUMMARY, 1, "superseded"), (SUMMARY, 2, "withdrawn")]


def test_only_recalling_leaves_alone_what_was_opened(story):
    story.fall()
    story.open()

    with story.acting("ben") as uow:
        assert withdraw(uow, sent(uow)[0], reason="Sent too soon", only_recall=True) == "opened"
    assert states(story) == ([(SUMMARY, 1, "current")], [(SUMMARY, 1, "current")])


def test_recalling_one_view_empties_what_it_alone_told(story):
    with_lesson(story)
    story.take_back(only_sent(story, LEARNING).id)
    story.work()

    with story.acting("asha") as uow:
        assert [(one.physical_harm, one.learning) for one in copies(uow)] == [("low", None)]
    assert holders(story.location, LESSON) == {"rosewood"}


def test_so_it_does_with_the_plugin_off_at_the_other_end(story):
    with_lesson(story)
    story.switch(on=False)
    story.take_back(only_sent(story, LEARNING).id)
    story.work()

    assert holders(story.location, LESSON) == {"rosewood"}


def test_withdrawing_one_view_leaves_the_record_to_the_other(story):
    with_lesson(story)
    story.open()
    story.take_back(only_sent(story, LEARNING).id)
    story.work()

    with story.acting("asha") as uow:
        assert [(one.physical_harm, one.learning) for one in copies(uow)] == [("low", None)]
        assert [one.state for one in received(uow) if LESSON in one.snapshot] == ["withdrawn"]


def test_recalling_the_last_word_leaves_what_was_withdrawn_before(story):
    """The record must not keep what a recalled version said, even when the other view is evidence by now."""
    incident_id = story.report()
    story.link("vera", "advocates_for:from", "ben")
    story.complete(incident_id)
    story.take_back(story.disclose(incident_id, LEARNING, to="clearvoice"))
    first = story.disclose(incident_id, LEARNING, to="clearvoice")
    story.open("vera")
    story.complete(incident_id, physical_harm="severe")
    second = story.disclose(incident_id, SUMMARY, to="clearvoice")
    story.work()
    for one in (first, second):
        story.take_back(one)
    story.work()

    with story.acting("vera") as uow:
        assert [one.physical_harm for one in copies(uow)] == ["low"]


def test_the_reason_stays_with_who_gave_it(story, client):
    for is_opened in (False, True):
        story.fall()
        if is_opened:
            story.open()
        client.as_("ben").post(take_back_path(only_sent(story)), {"reason": "Wrong Wilma"})
        story.work()

    assert holders(story.location, "Wrong Wilma") == {"rosewood"}


def test_the_page_says_what_will_become_of_it(story, client):
    story.fall()
    ben, path = client.as_("ben"), take_back_path(only_sent(story))
    assert "Nobody there has opened it." in ben.get(path).words
    story.open()
    assert "They opened it on 4 March 2026" in ben.get(path).words.replace("Wednesday ", "")

    assert ben.post(path, {"reason": ""}).errors == ["Say why"]
    shown = ben.post(path, {"reason": "Sent too soon"}).location
    assert ben.get(shown).summary["State"] == "Withdrawn"
    assert ben.get(shown).summary["Why it was taken back"] == "Sent too soon"


def test_what_was_taken_back_cannot_be_taken_back_again(story, client):
    story.fall()
    ben, path = client.as_("ben"), take_back_path(only_sent(story))
    ben.post(path, {"reason": "Sent too soon"})

    again = ben.post(path, {"reason": "Once more"})

    assert (again.status_code, again.heading) == (400, "That cannot be done")
    assert states(story)[0] == [(SUMMARY, 1, "recalled")]


def test_a_correction_overtaking_the_taking_back_is_not_taken_back(story):
    incident_id = story.fall()
    with story.acting("ben") as uow:
        first = sent(uow)[0]
    story.complete(incident_id, physical_harm="moderate")

    with story.acting("ben") as uow, pytest.raises(DBAPIError, match="no such disclosure"):
        withdraw(uow, uow.session.merge(first, load=False), reason="Sent too soon")


def test_what_was_recalled_cannot_be_opened_any_more(story, client):
    story.fall()
    asha = client.as_("asha")
    with story.acting("asha") as uow:
        path = f"/t/northshire/sharing/received/{received(uow)[0].id}"
    form = asha.get(path).form()
    story.take_back(only_sent(story).id)

    assert asha.post_raw(f"{path}/open", form).status_code == 404
    assert only_sent(story).opened_at is None


def test_what_was_recalled_does_not_count_as_opened_when_its_successor_is(story):
    incident_id = story.fall()
    story.take_back(only_sent(story).id)
    story.disclose(incident_id, SUMMARY)
    story.open()

    with story.acting("ben") as uow:
        assert [(one.version, one.state, one.opened_at is None) for one in sent(uow)] == [
            (1, "recalled", True),
            (2, "current", False),
        ]


def test_what_was_taken_back_does_not_go_again_by_itself(story):
    """A note, or a field the link does not carry, is no reason to tell again what a person took back."""
    incident_id = story.fall()
    story.take_back(only_sent(story).id)
    with story.acting("ben") as uow:
        add_note(uow, incident_of(uow, incident_id), words="Rang the family")
    story.complete(incident_id, learning=LESSON)
    assert states(story) == ([(SUMMARY, 1, "recalled")], [])

    story.complete(incident_id, physical_harm="moderate")
    assert states(story) == ([(SUMMARY, 1, "recalled"), (SUMMARY, 2, "current")], [(SUMMARY, 2, "current")])


def test_after_the_link_ended_it_can_still_be_taken_back(story):
    story.fall()
    story.end_link()

    assert story.take_back(only_sent(story).id) == "recalled"
    assert states(story)[1] == []


def test_who_may_not_share_takes_nothing_back(story, client):
    story.fall()
    disclosure = only_sent(story)
    assert client.as_("rhona").get(take_back_path(disclosure)).status_code == 403

    with pytest.raises(DBAPIError, match="not permitted"):
        story.take_back(disclosure.id, name="rhona")


def test_nobody_takes_back_what_another_organisation_sent(story, client):
    story.fall()
    disclosure = only_sent(story)
    path = take_back_path(disclosure)
    assert client.as_("gil").get(path.replace("rosewood", "glenview")).status_code == 404

    for name in ("gil", "sam"):
        with story.acting(name) as uow:
            assert uow.session.scalars(sa.select(Disclosure)).all() == []
            with pytest.raises(DBAPIError, match="no such disclosure"), uow.session.begin_nested():
                uow.session.execute(sa.text(f"SELECT exchange.withdraw('{disclosure.id}', 'Mine', false)"))


def test_taking_back_touches_nobody_else(story):
    story.link("vera", "advocates_for:from", "ben")
    incident_id = story.fall()
    story.disclose(incident_id, LEARNING, to="clearvoice")
    story.work()
    before = kept(story.location)["clearvoice"]

    story.take_back(only_sent(story).id)
    story.work()

    assert kept(story.location)["clearvoice"] == before
