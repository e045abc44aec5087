"""How strongly each date of a procedure binds, and whether anybody has read where it stands. Source: rules 13.1, 15."""

from __future__ import annotations

from datetime import date

import pytest

from portal.plugin.services import running_rule


@pytest.mark.parametrize(
    ("code", "binding", "verified"),
    [
        *((code, "statute", False) for code in ("CMP-E-ACK", "CMP-E-RESP", "CMP-E-LATE", "CMP-W-FORMAL")),
        *((f"CMP-LGSCO-{one}", "guidance", True) for one in ("1ACK", "1RESP", "2ACK", "2RESP")),
        *((code, "guidance", True) for code in ("CMP-S-1", "CMP-S-2ACK", "CMP-S-2RESP")),
        *((code, "statute", True) for code in ("CMP-W-ACK", "CMP-W-DISC", "CMP-W-TERMS")),
        *((code, "statute", True) for code in ("CMP-N-1", "CMP-N-2ACK", "CMP-N-2RESP")),
        ("CMP-DP-ACK", "statute", True),
        ("CQC-R16", "statute", True),
        ("CMP-OWN-E-RESP", "local", True),
        ("CMP-DP-RESP", "promptness", False),
    ],
)
def test_each_date_says_how_strongly_it_binds_and_whether_its_text_was_read(act, code, binding, verified):
    rule = running_rule(act("ben"), code, date(2026, 9, 1))

    assert (rule.binding.value, rule.verified) == (binding, verified)
