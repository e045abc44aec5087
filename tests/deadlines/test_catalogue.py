"""The catalogue: every code once, sound, sourced, and with an example a person can check."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from portal.core.clock import LONDON
from portal.core.nations import Nation
from portal.core.working_days import Calendar
from portal.deadlines.catalogue import CATALOGUE
from portal.deadlines.rules import check_rules, version_for, work_out
from portal.declarations import Binding, Unit

E, W, S, N = Nation
RULES = {rule.code: rule for rule in CATALOGUE}
FRIDAY_AT_FOUR = datetime(2026, 11, 27, 16, tzinfo=LONDON)

WORKED = {
    "CMP-E-ACK": (date(2026, 4, 2), E, date(2026, 4, 9)),
    "CMP-E-RESP": (date(2026, 1, 15), E, date(2026, 7, 14)),
    "CMP-E-LATE": (date(2025, 3, 10), E, date(2026, 3, 10)),
    "CMP-LGSCO-1ACK": (date(2026, 4, 2), E, date(2026, 4, 13)),
    "CMP-LGSCO-1RESP": (date(2026, 4, 13), E, date(2026, 4, 27)),
    "CMP-LGSCO-2ACK": (date(2026, 4, 2), E, date(2026, 4, 13)),
    "CMP-LGSCO-2RESP": (date(2026, 4, 13), E, date(2026, 5, 12)),
    "CMP-S-1": (date(2026, 4, 2), S, date(2026, 4, 10)),
    "CMP-S-2ACK": (date(2026, 11, 27), S, date(2026, 12, 3)),
    "CMP-S-2RESP": (date(2026, 12, 10), S, date(2027, 1, 13)),
    "CMP-W-ACK": (date(2026, 4, 2), W, date(2026, 4, 8)),
    "CMP-W-DISC": (date(2026, 6, 8), W, date(2026, 6, 22)),
    "CMP-W-TERMS": (date(2026, 4, 2), W, date(2026, 4, 13)),
    "CMP-W-FORMAL": (date(2026, 4, 1), W, date(2026, 5, 11)),
    "CMP-N-1": (date(2026, 7, 9), N, date(2026, 7, 17)),
    "CMP-N-2ACK": (date(2026, 4, 2), N, date(2026, 4, 9)),
    "CMP-N-2RESP": (date(2026, 12, 10), N, date(2027, 1, 12)),
    "CMP-DP-ACK": (date(2026, 6, 19), E, date(2026, 7, 20)),
    "CQC-R16": (date(2026, 6, 1), E, date(2026, 6, 29)),
    "CQC-FAC": (date(2026, 6, 8), E, date(2026, 6, 22)),
    "DOC-E": (date(2026, 6, 1), E, None),
    "DOC-S-NOTIFY": (date(2026, 6, 8), S, date(2026, 6, 23)),
    "DOC-S-EXPLAIN": (date(2026, 1, 31), S, date(2026, 2, 28)),
    "DOC-S-REVIEW": (date(2026, 3, 1), S, date(2026, 5, 31)),
    "DOC-S-ANNUAL": (date(2026, 3, 31), S, None),
    "DOC-W-LETTER": (date(2026, 4, 2), W, date(2026, 4, 13)),
    "SAF-W-ENQ": (date(2026, 4, 1), W, date(2026, 4, 14)),
    "SAF-MSP": (date(2026, 6, 1), E, date(2026, 7, 27)),
    "LADO": (FRIDAY_AT_FOUR, E, date(2026, 11, 28)),
    "PVG-REF": (date(2026, 1, 15), S, date(2026, 4, 15)),
    "PVG-RENEW": (date(2026, 4, 2), S, date(2031, 4, 2)),
    "PVG-NOTICE": (date(2026, 4, 2), S, date(2031, 1, 2)),
    "DBS-RECHECK": (date(2024, 2, 29), E, date(2027, 2, 28)),
    "DBS-PURGE": (date(2026, 8, 31), N, date(2027, 2, 28)),
    "SSSC-APPLY": (date(2026, 9, 1), S, date(2026, 12, 1)),
    "SSSC-REG": (date(2026, 9, 1), S, date(2027, 3, 1)),
    "SCW-REG": (date(2026, 9, 1), W, date(2027, 3, 1)),
    "WB-ACK": (date(2026, 5, 1), E, date(2026, 5, 8)),
    "WB-FEEDBACK": (date(2026, 5, 8), E, date(2026, 8, 8)),
    "WB-ANNUAL": (date(2026, 3, 31), E, date(2026, 9, 30)),
    "AUD-REQ": (date(2026, 1, 1), S, date(2026, 1, 5)),
    "AUD-DONE": (date(2026, 1, 1), E, date(2026, 1, 30)),
    "AUD-MOD": (date(2026, 11, 1), E, date(2026, 12, 14)),
    "REC-48H": (FRIDAY_AT_FOUR, E, date(2026, 11, 29)),
    "REC-2WD": (FRIDAY_AT_FOUR, E, date(2026, 12, 1)),
    "REV-PLAN": (date(2026, 6, 1), E, date(2026, 7, 27)),
    "SAR": (date(2026, 1, 31), E, date(2026, 2, 28)),
    "BREACH": (FRIDAY_AT_FOUR, E, date(2026, 11, 30)),
    "RET-PROJ": (date(2026, 8, 31), E, date(2026, 11, 30)),
    "LD-VISIT": (date(2026, 6, 1), E, date(2026, 7, 27)),
}


def codes(wanted) -> set[str]:
    return {rule.code for rule in CATALOGUE if wanted(rule)}


def test_the_catalogue_has_no_faults():
    assert check_rules(CATALOGUE) == []


def test_every_code_has_a_worked_example():
    assert RULES.keys() == WORKED.keys()


@pytest.mark.parametrize(("code", "started", "nation", "due_on"), [(code, *rest) for code, rest in WORKED.items()])
def test_the_worked_example_holds(code, started, nation, due_on):
    assert work_out(RULES[code], started, Calendar(nation)).due_on == due_on


def test_every_rule_works_in_each_of_its_nations():
    day = date(2026, 11, 27)
    worked_out = [work_out(rule, day, Calendar(nation)) for rule in CATALOGUE for nation in rule.nations]

    assert [one for one in worked_out if not one.steps] == []


def test_only_duties_to_act_promptly_have_no_date():
    assert codes(lambda rule: rule.binding is Binding.PROMPTNESS) == {"DOC-E", "DOC-S-ANNUAL"}
    assert codes(lambda rule: rule.unit is Unit.PROMPT) == {"DOC-E", "DOC-S-ANNUAL"}


def test_the_classes_are_kept_apart():
    assert codes(lambda rule: rule.binding is Binding.STATUTE) == {
        *("CMP-E-ACK", "CMP-E-RESP", "CMP-E-LATE", "CMP-DP-ACK", "CQC-R16"),
        *("CMP-W-ACK", "CMP-W-DISC", "CMP-W-TERMS", "CMP-W-FORMAL"),
        *("CMP-N-1", "CMP-N-2ACK", "CMP-N-2RESP"),
        *("DOC-S-EXPLAIN", "DOC-S-REVIEW", "DOC-W-LETTER"),
        *("PVG-REF", "PVG-RENEW", "PVG-NOTICE", "SSSC-APPLY", "SSSC-REG", "SCW-REG"),
        *("WB-ANNUAL", "SAR", "BREACH"),
    }
    assert codes(lambda rule: rule.binding is Binding.LOCAL) == {
        *("AUD-REQ", "AUD-DONE", "AUD-MOD", "REC-48H", "REC-2WD"),
        *("DBS-RECHECK", "LADO", "RET-PROJ"),
    }


def test_what_nobody_read_at_its_source_says_so():
    unverified = codes(lambda rule: not rule.verified)

    assert unverified == {
        *("CMP-E-ACK", "CMP-E-RESP", "CMP-E-LATE", "CMP-W-FORMAL"),
        *("DOC-S-EXPLAIN", "LADO", "DBS-RECHECK", "WB-FEEDBACK", "BREACH"),
    }
    assert codes(lambda rule: "Unverified" in rule.note) == unverified


def test_only_an_access_request_may_be_paused():
    assert codes(lambda rule: rule.pausable) == {"SAR"}


def test_every_address_is_complete():
    urls = {rule.source_url for rule in CATALOGUE if rule.source_url}

    assert {url for url in urls if not url.startswith("https://")} == set()


@pytest.mark.parametrize(
    ("code", "first_day"),
    [
        ("CMP-DP-ACK", date(2026, 6, 19)),
        ("PVG-RENEW", date(2026, 4, 1)),
        ("CMP-LGSCO-1ACK", date(2026, 4, 1)),
        ("CMP-N-1", date(2026, 1, 1)),
        ("SSSC-APPLY", date(2024, 6, 3)),
        ("DOC-W-LETTER", date(2023, 4, 1)),
    ],
)
def test_a_new_rule_does_not_reach_back(code, first_day):
    assert version_for(CATALOGUE, code, first_day) == RULES[code]
    assert version_for(CATALOGUE, code, first_day.replace(year=first_day.year - 1)) is None


def test_the_two_recording_standards_differ_over_a_weekend():
    hours = work_out(RULES["REC-48H"], FRIDAY_AT_FOUR, Calendar(E))
    days = work_out(RULES["REC-2WD"], FRIDAY_AT_FOUR, Calendar(E))

    assert hours.due_at == datetime(2026, 11, 29, 16, tzinfo=LONDON)
    assert days.due_at == datetime(2026, 12, 1, 23, 59, 59, tzinfo=LONDON)
