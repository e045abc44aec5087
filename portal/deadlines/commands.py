"""`portal deadlines`: work out one date with its reasons, or many working days at once."""

from __future__ import annotations

import csv
import json
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TextIO

import click

from portal.core.clock import LONDON, london_day
from portal.core.nations import Nation
from portal.core.working_days import Calendar
from portal.deadlines.rules import version_for, work_out
from portal.deadlines.rules.working_out import long_date, long_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from portal.deadlines.rules import WorkingOut
    from portal.declarations import DeadlineRule

HEADER = ["date", "n", "nation"]
BANK_HOLIDAY_DIVISIONS = {"england-and-wales": Nation.ENGLAND}


class WhenType(click.ParamType[date | datetime]):
    """A day (`2026-04-02`) or a moment (`2026-04-02T16:00`, in London's time unless it names an offset)."""

    name = "date or date and time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date | datetime:
        try:
            return _day(value) if len(value) <= len("2026-04-02") else _moment(value)
        except ValueError:
            self.fail(f"{value!r} is neither a day like 2026-04-02 nor a moment like 2026-04-02T16:00.", param, ctx)


class BadRowsError(click.ClickException):
    """The batch was refused as a whole; one line per fault, with its line number."""

    exit_code = 2


@dataclass(frozen=True)
class BatchRow:
    """One question of a batch: the `n`-th working day after `day`, in what the row called `nation`."""

    day: date
    n: int
    nation: str


def build_commands(
    rules: Callable[[], Sequence[DeadlineRule]], calendar_of: Callable[[Nation], Calendar] = Calendar
) -> click.Group:
    """The group `deadlines`. `rules` and `calendar_of` are only called when a command runs."""

    @click.group()
    def deadlines() -> None:
        """Work out time limits and working days."""

    @deadlines.command()
    @click.option("--rule", "code", required=True, help="Code of the rule, such as CMP-E-ACK.")
    @click.option("--from", "started", required=True, type=WhenType(), help="When the event happened.")
    @click.option("--nation", type=click.Choice([nation.value for nation in Nation]), help="Of the service.")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    def compute(code: str, started: date | datetime, nation: str | None, *, as_json: bool) -> None:
        """Print the last day to act under a rule, and how it was worked out."""
        rule = _rule_in_force(rules(), code, started)
        where = _nation_of(rule, nation)
        try:
            worked_out = work_out(rule, started, calendar_of(where))
        except (ValueError, OverflowError) as error:
            raise click.UsageError(f"No date can be worked out: {error}") from error
        answer = _answer(rule, started, where, worked_out)
        click.echo(json.dumps(answer, indent=2) if as_json else "\n".join(_lines(rule, where, worked_out)))

    @deadlines.command()
    @click.option(
        "--batch",
        required=True,
        type=click.File(encoding="utf-8-sig"),
        help="CSV of date, n and nation, with or without these headings; - reads standard input.",
    )
    def workdays(batch: TextIO) -> None:
        """Add to each row the n-th working day after its date: 0 is the date itself, -1 the one before."""
        rows = _due_rows(_read(batch), calendar_of)
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([[*HEADER, "due"], *rows])

    return deadlines


def _rule_in_force(rules: Sequence[DeadlineRule], code: str, started: date | datetime) -> DeadlineRule:
    day = london_day(started) if isinstance(started, datetime) else started
    try:
        rule = version_for(rules, code, day)
    except LookupError as error:
        near = get_close_matches(code.upper(), sorted({rule.code for rule in rules}), n=3)
        hint = f" Did you mean {_any_of(near)}?" if near else ""
        raise click.UsageError(f"{error.args[0]}{hint}") from error
    if rule is None:
        spans = " and ".join(_validity(version) for version in rules if version.code == code)
        raise click.UsageError(f"{code} does not apply on {long_date(day)}: it is in force {spans}.")
    return rule


def _validity(rule: DeadlineRule) -> str:
    since = f"from {long_date(rule.valid_from)}"
    return f"{since} to {long_date(rule.valid_to)}" if rule.valid_to else since


def _nation_of(rule: DeadlineRule, asked: str | None) -> Nation:
    names = sorted(nation.value for nation in rule.nations)
    if asked is None and len(names) > 1:
        raise click.UsageError(f"{rule.code} applies in several nations: say which with --nation {_any_of(names)}.")
    nation = Nation(asked or names[0])
    if nation not in rule.nations:
        where = _any_of([one.label for one in sorted(rule.nations)])
        raise click.UsageError(f"{rule.code} does not apply in {nation.label}, only in {where}.")
    return nation


def _any_of(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _answer(rule: DeadlineRule, started: date | datetime, nation: Nation, worked_out: WorkingOut) -> dict[str, Any]:
    return {
        "rule": rule.code,
        "label": rule.label,
        "nation": nation.value,
        "class": rule.binding.value,
        "source": rule.source,
        "source_url": rule.source_url,
        "verified": rule.verified,
        "from": started.isoformat(),
        **worked_out.to_json(),
    }


def _lines(rule: DeadlineRule, nation: Nation, worked_out: WorkingOut) -> Iterator[str]:
    yield f"{rule.code}: {rule.label}"
    yield f"{rule.binding.label}, {nation.label}{'' if rule.verified else ' (source not verified)'}"
    yield from _dates(worked_out)
    yield f"Source: {rule.source}{f' <{rule.source_url}>' if rule.source_url else ''}"
    if rule.note:
        yield f"Note: {rule.note}"
    yield "How this was worked out:"
    yield from (f"  {step.words}" for step in worked_out.steps)


def _dates(worked_out: WorkingOut) -> Iterator[str]:
    if worked_out.opens_on:
        yield f"Opens: {long_date(worked_out.opens_on)}"
    if worked_out.due_at:
        yield f"Due: {long_moment(worked_out.due_at)}"
    if worked_out.provisional:
        yield "Provisional: bank holidays are not published that far ahead."
    if worked_out.arises_at:
        yield f"Duty arises: {long_moment(worked_out.arises_at)}"
    if worked_out.prompt_at:
        yield f"Local prompt, not a legal date: {long_moment(worked_out.prompt_at)}"


def _read(batch: TextIO) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, each with its line number, without the heading."""
    reader = csv.reader(batch, strict=True)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(map(str.strip, row))]
    except csv.Error as error:
        raise BadRowsError(f"line {reader.line_num}: {error}") from error
    except UnicodeDecodeError as error:
        raise BadRowsError("The file is not UTF-8 text.") from error
    return rows[1:] if rows and [cell.lower() for cell in rows[0][1]] == HEADER else rows


def _due_rows(rows: Iterable[tuple[int, list[str]]], calendar_of: Callable[[Nation], Calendar]) -> list[list[str]]:
    """Every row with its due day. Raises `BadRowsError` with all faults, so that nothing is half written."""
    calendars = {nation: calendar_of(nation) for nation in Nation}
    answers, faults = [], []
    for line, cells in rows:
        try:
            row = _batch_row(cells)
            due = calendars[_nation(row.nation)].nth_working_day(row.day, row.n)
        except (ValueError, OverflowError) as error:
            faults.append(f"line {line}: {error}")
        else:
            answers.append([row.day.isoformat(), str(row.n), row.nation, due.isoformat()])
    if faults:
        raise BadRowsError("\n".join(faults))
    return answers


def _batch_row(cells: list[str]) -> BatchRow:
    if len(cells) != len(HEADER):
        raise ValueError(f"expected {', '.join(HEADER)}, found {len(cells)} columns")
    day, n, nation = cells
    try:
        number = int(n)
    except ValueError:
        raise ValueError(f"{n!r} is not a whole number") from None
    return BatchRow(_day(day), number, nation.lower())


def _nation(name: str) -> Nation:
    try:
        return BANK_HOLIDAY_DIVISIONS.get(name) or Nation(name)
    except ValueError:
        known = [nation.value for nation in Nation]
        raise ValueError(f"{name!r} is not a nation: use {_any_of(known)}") from None


def _day(text: str) -> date:
    # Python also reads 20260402 and 2026-W14-4, which are more often slips than dates.
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    raise ValueError(f"{text!r} is not a day like 2026-04-02")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)
