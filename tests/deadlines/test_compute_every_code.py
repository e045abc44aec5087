"""`portal deadlines compute` answers for every code of the domain rules' table of deadlines, section 13.1."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from portal.app import CORE_FEATURES
from portal.deadlines.commands import build_commands
from portal.registry import load_registry

# The codes as the table prints them: a row such as "CMP-E-ACK / RESP" stands for each of its parts.
CODES = (
    *("CMP-E-ACK", "CMP-E-RESP", "CMP-E-LATE"),
    *("CMP-LGSCO-1ACK", "CMP-LGSCO-1RESP", "CMP-LGSCO-2ACK", "CMP-LGSCO-2RESP"),
    *("CMP-S-1", "CMP-S-2ACK", "CMP-S-2RESP"),
    *("CMP-W-ACK", "CMP-W-DISC", "CMP-W-TERMS", "CMP-W-FORMAL"),
    *("CMP-N-1", "CMP-N-2ACK", "CMP-N-2RESP", "CMP-DP-ACK"),
    *("CQC-R16", "CQC-FAC"),
    *("DOC-E", "DOC-S-NOTIFY", "DOC-S-EXPLAIN", "DOC-S-REVIEW", "DOC-S-ANNUAL", "DOC-W-LETTER"),
    *("NOT-E-16", "NOT-E-17", "NOT-E-18A", "NOT-E-ABS", "NOT-E-EMERG", "NOT-E-SOP", "NOT-W-SOP"),
    *("RIDDOR-10", "RIDDOR-15", "SAF-W-ENQ", "SAF-MSP", "LADO"),
    *("PVG-REF", "PVG-RENEW", "PVG-NOTICE", "DBS-RECHECK", "DBS-PURGE"),
    *("SSSC-APPLY", "SSSC-REG", "SCW-REG", "WB-ACK", "WB-FEEDBACK", "WB-ANNUAL"),
    *("AUD-REQ", "AUD-DONE", "AUD-MOD", "REC-48H", "REC-2WD", "REV-PLAN"),
    *("SAR", "BREACH", "RET-PROJ", "LD-VISIT"),
)
RULES = [one.item for one in load_registry(CORE_FEATURES).rules]
PROMPT = {"DOC-E", "DOC-S-ANNUAL", "NOT-E-16", "NOT-E-17", "NOT-E-18A"}


def answer(code: str) -> dict[str, object]:
    nation = min(nation.value for rule in RULES if rule.code == code for nation in rule.nations)
    arguments = ["compute", "--rule", code, "--from", "2026-09-01T09:00", "--nation", nation, "--json"]
    result = CliRunner().invoke(build_commands(lambda: RULES), arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("code", CODES)
def test_it_answers_with_a_working_out_and_a_source(code):
    found = answer(code)

    assert (found["rule"], bool(found["source"]), len(found["working_out"]) > 0) == (code, True, True)
    assert (found["due_at"] is None) is (code in PROMPT)
