"""The states of rules 1.4 in their order, nation by nation, as the steps that are recorded bring them about."""

from __future__ import annotations

import pytest
import time_machine

from plugins.candour import services
from plugins.candour.tests.steps import (
    MEETING,
    WEDNESDAY,
    attempt,
    bound,
    close,
    confirmed,
    opened,
    tell,
    written,
)


def walked(case, *steps):
    """The states after each step, each named once."""
    found = [case.status]
    for step in steps:
        step()
        found += [case.status] if case.status != found[-1] else []
    return found


def test_scotland_goes_from_the_opinion_to_the_report_that_was_offered(act):
    uow = act("gil")
    case = confirmed(uow, "scotland")
    review = {"how": "We read.", "views": "She said.", "actions": "Two rails."}

    assert walked(
        case,
        lambda: attempt(uow, case),
        lambda: tell(uow, case, method="phone"),
        lambda: written(uow, case),
        lambda: services.share_results(uow, case, results="A list.", shared_on=WEDNESDAY, method="letter"),
        lambda: services.offer_meeting(uow, case, invitation="Come.", offered_on=WEDNESDAY),
        lambda: services.record_meeting(uow, case, held_on=WEDNESDAY, meeting=MEETING),
        lambda: services.give_note(uow, case, given_on=WEDNESDAY),
        lambda: services.record_review(uow, case, done_on=WEDNESDAY, **review),
        lambda: services.offer_report(uow, case, offered_on=WEDNESDAY, support="Advocacy Scotland"),
        lambda: services.record_learning(uow, case, learning="Lists."),
        lambda: close(uow, case),
    ) == [
        *("confirmed", "notifying", "notified", "enquiries", "results-shared"),
        *("meeting-offered", "meeting-held", "reviewed", "report-offered", "closed"),
    ]


@pytest.mark.parametrize("why", ["declined", "uncontactable"])
def test_wales_goes_on_in_writing_with_somebody_who_was_not_told(act, why):
    uow = act("ben")
    case = confirmed(uow, "wales")

    assert walked(
        case,
        lambda: attempt(uow, case),
        lambda: services.record_not_told(uow, case, why=why, on=WEDNESDAY, words="Three calls."),
        lambda: written(uow, case),
        lambda: services.record_learning(uow, case, learning="Lists."),
        lambda: close(uow, case),
    ) == ["confirmed", "notifying", why, "written", "closed"]


@pytest.mark.parametrize(("nation", "body"), [("northern-ireland", "any-body"), ("wales", "care-provider")])
def test_where_no_law_was_found_the_first_state_is_that_nobody_looked_at_it(act, nation, body):
    uow = act("ben")

    assert opened(uow, nation).status == "identified"
    assert bound(uow, nation, body).status == "opinion"


@time_machine.travel("2026-03-04T10:00:00Z", tick=False)
def test_the_page_of_england_tells_how_long_ago_somebody_knew_and_names_no_day(client, act_and_commit):
    with act_and_commit("ben") as uow:
        case = bound(uow)  # somebody knew on Monday 2 March at nine
    words = client.as_("ben").get(f"/t/rosewood/records/candour/{case.id}").words

    assert "promptly; you knew 49 hours ago" in words
    assert "Prompt duty: the law sets no number of hours" in words
    assert "Legal deadline" not in words
