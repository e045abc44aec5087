"""The `deadlines` commands: what they print, and how they refuse."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner

from portal.core.nations import Nation
from portal.core.working_days import Calendar
from portal.deadlines.catalogue import CATALOGUE
from portal.deadlines.commands import build_commands

HOLIDAY = date(2026, 7, 3)
RULE = next(rule for rule in CATALOGUE if rule.code == "CQC-R16")
deadlines = build_commands(lambda: CATALOGUE)


def run(*arguments: str, stdin: str | bytes | None = None):
    return CliRunner().invoke(deadlines, arguments, input=stdin)


def refusal(*arguments: str) -> str:
    """The last line on standard error of a command that must exit with 2."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr.splitlines()[-1]


def test_compute_prints_the_date_the_source_and_the_working_out():
    result = run("compute", "--rule", "CMP-W-ACK", "--from", "2026-04-02")

    assert result.stdout.splitlines() == [
        "CMP-W-ACK: Acknowledge the complaint",
        "Legal deadline, Wales",
        "Due: Wednesday 8 April 2026 at 23:59",
        (
            "Source: Social Services Complaints Procedure (Wales) Regulations 2014, WSI 2014/1794, Part 4"
            " <https://legislation.gov.uk/wsi/2014/1794/part/4/made>"
        ),
        "Note: A spoken complaint is written down, and the record goes out with the acknowledgement.",
        "How this was worked out:",
        "  Day 0: Thursday 2 April 2026, the day the complaint was received, does not count.",
        "  Not counted: Friday 3 April 2026 (Good Friday).",
        "  Not counted: Saturday 4 April 2026.",
        "  Not counted: Sunday 5 April 2026.",
        "  Not counted: Monday 6 April 2026 (Easter Monday).",
        "  Working day 2 is Wednesday 8 April 2026: due by the end of that day, 23:59:59 in London.",
    ]


def test_compute_prints_json():
    result = run("compute", "--rule", "CQC-R16", "--from", "2026-06-01", "--nation", "england", "--json")

    assert json.loads(result.stdout) == {
        "rule": "CQC-R16",
        "label": "Send CQC the summary of complaints it asked for",
        "nation": "england",
        "class": "statute",
        "source": RULE.source,
        "source_url": "https://legislation.gov.uk/ukdsi/2014/9780111117613/regulation/16",
        "verified": True,
        "from": "2026-06-01",
        "due_on": "2026-06-29",
        "due_at": "2026-06-29T22:59:59+00:00",
        "opens_on": None,
        "arises_at": None,
        "prompt_at": None,
        "provisional": False,
        "working_out": [
            {
                "on": "2026-06-01",
                "words": "Day 0: Monday 1 June 2026, the day CQC's request was received, does not count.",
            },
            {
                "on": "2026-06-29",
                "words": "Day 28 is Monday 29 June 2026: due by the end of that day, 23:59:59 in London.",
            },
        ],
    }


def test_compute_counts_on_the_calendar_of_the_nation_asked_for():
    def due_in(nation: str) -> str:
        result = run("compute", "--rule", "REC-2WD", "--from", "2026-04-02", "--nation", nation, "--json")
        return json.loads(result.stdout)["due_on"]

    due = {nation.value: due_in(nation.value) for nation in Nation}
    assert due == {
        "england": "2026-04-08",
        "wales": "2026-04-08",
        "scotland": "2026-04-07",
        "northern-ireland": "2026-04-08",
    }


@pytest.mark.parametrize(
    ("started", "due_at"),
    [
        ("2026-07-01T10:00", "2026-07-04T09:00:00+00:00"),  # London's time when none is named
        ("2026-07-01T10:00Z", "2026-07-04T10:00:00+00:00"),
        ("2026-07-01 10:00:00+02:00", "2026-07-04T08:00:00+00:00"),
    ],
)
def test_compute_takes_a_moment(started, due_at):
    result = run("compute", "--rule", "BREACH", "--from", started, "--nation", "wales", "--json")

    assert json.loads(result.stdout)["due_at"] == due_at


def test_compute_takes_the_version_of_the_london_day():
    just_after_midnight = "2026-06-18T23:30Z"
    result = run("compute", "--rule", "CMP-DP-ACK", "--from", just_after_midnight, "--nation", "wales", "--json")

    assert json.loads(result.stdout)["due_on"] == "2026-07-20"


def test_compute_never_prints_a_legal_date_for_a_prompt_duty():
    result = run("compute", "--rule", "DOC-E", "--from", "2026-06-01T09:00", "--json")

    answer = json.loads(result.stdout)
    assert (answer["due_on"], answer["due_at"], answer["prompt_at"]) == (
        None,
        None,
        "2026-06-02T08:00:00+00:00",
    )


def test_compute_says_when_a_date_is_provisional():
    result = run("compute", "--rule", "REC-2WD", "--from", "2028-12-28", "--nation", "england")

    assert result.stdout.splitlines()[2:4] == [
        "Due: Tuesday 2 January 2029 at 23:59",
        "Provisional: bank holidays are not published that far ahead.",
    ]


def test_compute_says_when_a_source_was_not_verified():
    result = run("compute", "--rule", "CMP-E-ACK", "--from", "2026-04-02")

    assert result.stdout.splitlines()[1] == "Legal deadline, England (source not verified)"


def test_compute_suggests_the_nearest_codes():
    assert refusal("compute", "--rule", "cmp-dp-ak", "--from", "2026-04-02") == (
        "Error: There is no rule cmp-dp-ak. Did you mean CMP-DP-ACK, CMP-W-ACK or CMP-E-ACK?"
    )


def test_compute_refuses_a_nation_the_rule_does_not_apply_in():
    assert refusal("compute", "--rule", "DBS-PURGE", "--from", "2026-04-02", "--nation", "scotland") == (
        "Error: DBS-PURGE does not apply in Scotland, only in England, Northern Ireland or Wales."
    )


def test_compute_asks_for_the_nation_where_several_are_possible():
    assert refusal("compute", "--rule", "SAR", "--from", "2026-04-02") == (
        "Error: SAR applies in several nations: say which with --nation england, northern-ireland, scotland or wales."
    )


def test_compute_refuses_an_event_before_the_rule_began():
    assert refusal("compute", "--rule", "CMP-DP-ACK", "--from", "2026-06-18", "--nation", "england") == (
        "Error: CMP-DP-ACK does not apply on Thursday 18 June 2026: it is in force from Friday 19 June 2026."
    )


@pytest.mark.parametrize("started", ["02/04/2026", "20260402", "2026-02-30", "2026-04-02T25:00", "soon"])
def test_compute_refuses_what_is_no_day(started):
    assert refusal("compute", "--rule", "CMP-E-ACK", "--from", started) == (
        f"Error: Invalid value for '--from': {started!r} is neither a day like 2026-04-02"
        " nor a moment like 2026-04-02T16:00."
    )


def test_compute_refuses_years_without_known_holidays():
    assert refusal("compute", "--rule", "CMP-E-ACK", "--from", "2100-12-31") == (
        "Error: No date can be worked out: Bank holidays are known for 1972 to 2100, not for 2101."
    )


def test_compute_uses_the_calendar_it_was_given():
    closed = build_commands(lambda: CATALOGUE, lambda nation: Calendar(nation, closures={HOLIDAY: "Fair"}))
    arguments = ["compute", "--rule", "CMP-S-2ACK", "--from", "2026-07-01", "--json"]

    answer = json.loads(CliRunner().invoke(closed, arguments).stdout)
    assert answer["due_on"] == "2026-07-07"


@pytest.mark.parametrize("heading", ["", "date,n,nation\n", "\ufeffDate, N, Nation\n"])
def test_workdays_adds_the_due_day_to_each_row(heading):
    rows = "2026-06-08,10,scotland\n\n2026-06-08,10,england-and-wales\n2026-05-03,0,wales\n2026-04-08,-2,england\n"

    result = run("workdays", "--batch", "-", stdin=(heading + rows).encode())
    assert result.stdout == (
        "date,n,nation,due\n"
        "2026-06-08,10,scotland,2026-06-23\n"
        "2026-06-08,10,england-and-wales,2026-06-22\n"
        "2026-05-03,0,wales,2026-05-03\n"
        "2026-04-08,-2,england,2026-04-02\n"
    )


def test_workdays_reads_a_file(tmp_path):
    batch = tmp_path / "batch.csv"
    batch.write_text("2026-07-09,5,northern-ireland\n", encoding="utf-8")

    result = run("workdays", "--batch", str(batch))
    assert result.stdout == "date,n,nation,due\n2026-07-09,5,northern-ireland,2026-07-17\n"


def test_workdays_of_nothing_is_a_heading():
    assert run("workdays", "--batch", "-", stdin="").stdout == "date,n,nation,due\n"


def test_workdays_names_every_bad_row_and_writes_none():
    rows = (
        "2026-04-02,2,england\n"
        "2026-04-31,2,england\n"
        "2026-04-02,two,england\n"
        "2026-04-02,2\n"
        "2026-04-02,2,france\n"
        "2100-12-30,20,wales\n"
    )

    result = run("workdays", "--batch", "-", stdin=rows)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "Error: line 2: '2026-04-31' is not a day like 2026-04-02",
        "line 3: 'two' is not a whole number",
        "line 4: expected date, n, nation, found 2 columns",
        "line 5: 'france' is not a nation: use england, wales, scotland or northern-ireland",
        "line 6: Bank holidays are known for 1972 to 2100, not for 2101.",
    ]


@pytest.mark.parametrize(
    ("stdin", "fault"),
    [
        (b"2026-04-02,2,\xff\n", "Error: The file is not UTF-8 text."),
        (b'2026-04-02,2,"wales\n', "Error: line 1: unexpected end of data"),
    ],
)
def test_workdays_refuses_what_is_no_csv(stdin, fault):
    result = run("workdays", "--batch", "-", stdin=stdin)

    assert (result.exit_code, result.stdout, result.stderr.strip()) == (2, "", fault)
