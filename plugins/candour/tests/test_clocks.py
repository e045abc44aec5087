"""Every clock of the duty of candour, nation by nation, on days that can be checked on a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from plugins.candour import services
from plugins.candour.rules.definition import Answers
from plugins.candour.services.timing import ask_for_explanations
from plugins.candour.tests.steps import (
    AWARE,
    BROKEN_HIP,
    HERSELF,
    LETTER,
    OPINION,
    attempt,
    bound,
    clocks,
    confirmed,
    opened,
    tell,
    told,
    written,
)
from portal.deadlines.queries import deadlines_of
from portal.plugin import Binding, PortalError
from tests.world import PERSONAS, acting

NOON = 12


def at(year, month, day, hour=NOON):
    return datetime(year, month, day, hour, tzinfo=UTC)


@pytest.fixture
def on_day(app):
    """A unit of work of somebody's on a day of one's choosing; nothing of it is kept."""
    held = []

    def begin(name, *day):
        context = acting(app, PERSONAS[name], now=at(*day))
        held.append(context)
        return context.__enter__()

    yield begin
    for one in reversed(held):
        one.__exit__(None, None, None)


def test_england_counts_since_awareness_and_has_no_legal_date(act):
    uow = act("ben")
    clock = clocks(uow, bound(uow))

    assert list(clock) == ["DOC-E"]
    assert (clock["DOC-E"].binding, clock["DOC-E"].due_on, clock["DOC-E"].started_at) == (
        Binding.PROMPTNESS,
        None,
        AWARE,
    )


def test_ten_working_days_begin_only_where_an_agreement_asks_for_them(act):
    uow = act("ben")
    with pytest.raises(PortalError, match="Name the agreement"):
        services.choose_body(uow, opened(uow), body_type="other-provider", contract_applies=True)
    case = services.choose_body(
        uow,
        opened(uow),
        body_type="other-provider",
        contract_applies=True,
        contract_source="NHS Standard Contract with Northshire ICB, schedule 2",
    )
    clock = clocks(uow, case)["DOC-E-CONTRACT"]

    # Monday 2 March 2026 and ten working days.
    assert (clock.due_on, clock.binding, clock.verified) == (date(2026, 3, 16), Binding.LOCAL, False)


def test_a_contract_is_never_asked_of_another_nation(act):
    uow = act("gil")
    case = services.choose_body(
        uow, opened(uow, "scotland"), body_type="responsible-person", contract_applies=True, contract_source="None"
    )

    assert (case.contract_applies, case.contract_source, clocks(uow, case)) == (None, None, {})


@pytest.mark.parametrize(
    ("opinion_on", "notify_by"),
    [
        (date(2026, 3, 2), date(2026, 3, 16)),
        (date(2026, 4, 2), date(2026, 4, 17)),  # Good Friday counts out, Easter Monday is a working day in Scotland
        (date(2026, 6, 8), date(2026, 6, 23)),  # Monday 15 June 2026 is a holiday in Scotland alone
        (date(2026, 11, 27), date(2026, 12, 14)),  # St Andrew's Day, Monday 30 November
    ],
)
def test_scotland_expects_the_notice_ten_working_days_after_the_opinion(on_day, opinion_on, notify_by):
    uow = on_day("gil", 2026, 12, 20)
    opinion = services.Opinion(by="Dr Hale", role="General practitioner", on=opinion_on, uninvolved=True)
    clock = clocks(uow, confirmed(uow, "scotland", opinion=opinion))["DOC-S-NOTIFY"]

    assert (clock.due_on, clock.binding) == (notify_by, Binding.GUIDANCE)


def test_scotland_has_no_clock_before_the_opinion_is_given(act):
    uow = act("gil")

    assert clocks(uow, bound(uow, "scotland")) == {}


@pytest.mark.parametrize(
    ("told_on", "is_late"), [((2026, 4, 2), False), ((2026, 4, 3), True)], ids=["within a month", "a day more"]
)
def test_scotland_asks_for_the_reason_when_it_took_more_than_a_month(on_day, told_on, is_late):
    uow = on_day("gil", *told_on, 15)
    case = confirmed(uow, "scotland")  # it happened on 2 March 2026
    if is_late:
        with pytest.raises(PortalError, match="more than a month") as error:
            tell(uow, case, told_at=at(*told_on))
        assert error.value.field == "delay_reason"
        tell(uow, case, told_at=at(*told_on), delay_reason="The doctor was away.")
    else:
        tell(uow, case, told_at=at(*told_on))

    clock = clocks(uow, case)["DOC-S-EXPLAIN"]
    assert (clock.due_on, clock.binding, clock.within_time) == (date(2026, 4, 2), Binding.STATUTE, not is_late)


def test_scotland_asks_for_the_reason_in_a_letter_to_somebody_nobody_reached(on_day):
    uow = on_day("gil", 2026, 4, 20)
    case = confirmed(uow, "scotland")
    attempt(uow, case)
    services.record_not_told(uow, case, why="uncontactable", on=date(2026, 4, 20), words="Three calls.")

    with pytest.raises(PortalError, match="say why it took so long"):
        services.write_letter(uow, case, LETTER)
    services.write_letter(uow, case, LETTER, delay_reason="Nobody answered.")


def started_on_the_first(uow):
    opinion = services.Opinion(by="Dr Hale", role="General practitioner", on=date(2026, 3, 1), uninvolved=True)
    return confirmed(uow, "scotland", opinion=opinion, occurred_on=date(2026, 2, 27), aware_at=at(2026, 2, 28))


def test_a_review_begun_on_1_march_has_until_31_may(act):
    uow = act("gil")
    clock = clocks(uow, started_on_the_first(uow))["DOC-S-REVIEW"]

    assert (clock.due_on, clock.binding) == (date(2026, 5, 31), Binding.STATUTE)


@pytest.mark.parametrize(("slot", "asked"), [(at(2026, 5, 31, 4), False), (at(2026, 6, 1, 4), True)])
def test_a_review_still_open_on_1_june_is_a_task_to_explain_that_to_the_person(on_day, slot, asked):
    uow = on_day("gil", slot.year, slot.month, slot.day)
    case = started_on_the_first(uow)
    ask_for_explanations(uow, slot)
    ask_for_explanations(uow, slot)

    found = [one for one in clocks(uow, case).values() if one.rule_code == "DOC-S-REVIEW-LATE"]
    assert [(one.label, one.started_at) for one in found] == (
        [("Explain to the person why the review is still open", datetime(2026, 5, 31, 23, tzinfo=UTC))] if asked else []
    )  # midnight of 1 June in London


def test_the_explanation_ends_the_task_and_the_review_goes_on(on_day):
    uow = on_day("gil", 2026, 6, 3)
    case = tell(uow, started_on_the_first(uow), told_at=at(2026, 3, 3))
    ask_for_explanations(uow, at(2026, 6, 1))
    services.explain_delay(uow, case, explanation="The expert is ill.", explained_on=date(2026, 6, 2))

    clock = clocks(uow, case)
    assert clock["DOC-S-REVIEW-LATE"].met_at == at(2026, 6, 2, 11)
    assert clock["DOC-S-REVIEW"].is_running


def test_a_review_done_in_time_asks_for_no_explanation(on_day):
    uow = on_day("gil", 2026, 6, 1)
    case = tell(uow, started_on_the_first(uow), told_at=at(2026, 3, 3))
    services.record_review(uow, case, done_on=date(2026, 5, 31), how="Read.", views="Heard.", actions="Done.")
    ask_for_explanations(uow, at(2026, 6, 1))

    clock = clocks(uow, case)
    assert clock["DOC-S-REVIEW"].within_time is True
    assert "DOC-S-REVIEW-LATE" not in clock


@pytest.mark.parametrize(
    ("told_at", "letter_by"),
    [
        (at(2026, 3, 3), date(2026, 3, 10)),
        (at(2026, 4, 2), date(2026, 4, 13)),  # Good Friday and Easter Monday
        (at(2026, 12, 24), date(2027, 1, 5)),  # Christmas Day, the substitute for Boxing Day, New Year's Day
    ],
)
def test_an_nhs_body_in_wales_writes_five_working_days_after_it_told_the_person(on_day, told_at, letter_by):
    uow = on_day("ben", 2027, 1, 20)
    clock = clocks(uow, tell(uow, confirmed(uow, "wales"), told_at=told_at))["DOC-W-LETTER"]

    assert (clock.due_on, clock.binding) == (letter_by, Binding.STATUTE)


def test_an_nhs_body_in_wales_tells_promptly_and_has_no_number_of_days(act):
    uow = act("ben")
    clock = clocks(uow, bound(uow, "wales"))

    assert [(one.rule_code, one.binding, one.due_on) for one in clock.values()] == [("DOC-W", Binding.PROMPTNESS, None)]


def test_the_letter_ends_the_five_days(act):
    uow = act("ben")
    case = written(uow, told(uow, "wales"))

    assert clocks(uow, case)["DOC-W-LETTER"].within_time is True


@pytest.mark.parametrize(("nation", "body"), [("wales", "care-provider"), ("northern-ireland", "any-body")])
def test_where_no_law_was_found_nothing_ever_falls_due(act, nation, body):
    uow = act("ben")
    case = services.decide(uow, bound(uow, nation, body), answers=Answers(policy_asks=True), opinion=services.Opinion())
    services.name_person(uow, case, **HERSELF)
    tell(uow, case, method="phone")

    assert clocks(uow, written(uow, case)) == {}


def test_telling_ends_the_prompt_duty_and_not_being_able_to_waives_it(act):
    uow = act("ben")
    assert clocks(uow, told(uow))["DOC-E"].met_at is not None

    case = confirmed(uow)
    attempt(uow, case, "declined")
    services.record_not_told(uow, case, why="declined", on=uow.today, words="She said no.")
    assert clocks(uow, case)["DOC-E"].waived_reason == "They did not want to be told."


def test_what_is_not_notifiable_owes_nothing_and_looked_at_again_counts_from_awareness(act):
    uow = act("ben")
    case = services.decide(uow, bound(uow), answers=Answers(), opinion=services.Opinion())
    assert not any(one.is_running for one in clocks(uow, case).values())

    services.decide(uow, case, answers=BROKEN_HIP, opinion=OPINION)
    again = [one for one in deadlines_of(uow, case.id) if one.is_running]
    assert [(one.rule_code, one.started_at) for one in again] == [("DOC-E", AWARE)]
