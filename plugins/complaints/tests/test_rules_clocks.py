"""How strongly each date of a procedure binds, and whether anybody has read where it stands. Source: rules 13.1, 15."""

from __future__ import annotations

from datetime import date

import pytest

from portal.plugin.services import running_rule


@pytest.mark.parametrize(
    ("code", "binding", "verified"),
    [
        ("CMP-E-ACK", "statute", False),
        ("CMP-LGSCO-1RESP", "guidance", True),
        ("CMP-S-2RESP", "guidance", True),
        ("CMP-W-ACK", "statute", True),
        ("CMP-W-FORMAL", "statute", False),
        ("CMP-N-1", "guidance", True),
        ("CMP-DP-ACK", "statute", True),
        ("CMP-OWN-E-RESP", "local", True),
        ("CMP-DP-RESP", "promptness", False),
    ],
)
def test_each_date_says_how_strongly_it_binds_and_whether_its_text_was_read(act, code, binding, verified):
    rule = running_rule(act("ben"), code, date(2026, 9, 1))

    assert (rule.binding.value, rule.verified) == (binding, verified)
