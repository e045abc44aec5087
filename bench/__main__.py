"""`python -m bench`: run the measurements and print each ratio beside its goal."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from bench.against_django import django_lines
from bench.clocks import clock_lines
from bench.finding import finding_lines
from bench.goals import Line, heading, printed, write_json
from bench.jobs import job_lines
from bench.list_page import list_page_lines
from bench.papers import paper_lines
from bench.reading import newest_lines, overview_lines, tax_lines
from bench.registers import register_lines
from bench.searching import search_lines
from bench.sizes import FULL, QUICK
from bench.trail import trail_lines
from bench.world import World, built_world
from bench.writers import writers_lines
from bench.writing import writing_lines

# In this order: the last ones write.
GOALS: Mapping[str, tuple[Callable[[World], list[Line]], ...]] = {
    "1": (list_page_lines,),
    "2": (django_lines,),
    "3": (tax_lines,),
    "4": (overview_lines,),
    "5": (newest_lines, search_lines),
    "find": (finding_lines,),
    "7": (register_lines,),
    "8": (paper_lines,),
    "6": (writing_lines, writers_lines),
    "jobs": (job_lines,),
    "clocks": (clock_lines,),
    "trail": (trail_lines,),
}


def wanted_goals(_context: click.Context, _parameter: click.Parameter, value: str) -> list[str]:
    """`1,3` as a list; refuses a goal nobody measures."""
    wanted = [one.strip() for one in value.split(",")] if value else list(GOALS)
    unknown = sorted(set(wanted) - GOALS.keys())
    if unknown:
        raise click.BadParameter(f"There is no goal {', '.join(unknown)}; there are {', '.join(GOALS)}.")
    return [goal for goal in GOALS if goal in wanted]


@click.command()
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures here as well.")
@click.option("--only", default="", callback=wanted_goals, metavar="GOALS", help="Measure these goals alone: 1,3.")
@click.option("--quick", is_flag=True, help="Small sizes and short turns: to see that it runs, not what it costs.")
def main(file: Path | None, only: list[str], *, quick: bool) -> None:
    """Measure the portal against floors and peers in the same run: every figure is a ratio."""
    began = time.perf_counter()
    lines: list[Line] = []
    with built_world(QUICK if quick else FULL, click.echo) as world:
        click.echo(heading())
        for measure in (measure for goal in only for measure in GOALS[goal]):
            found = measure(world)
            lines += found
            for line in found:
                click.echo(printed(line))
    click.echo(f"{time.perf_counter() - began:.0f} seconds.")
    if file:
        write_json(lines, file)


if __name__ == "__main__":
    main()
