"""Goal 8: a report as a PDF, composed from the database, against bare WeasyPrint on the very same HTML."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import weasyprint
from pypdf import PdfReader

from bench.goals import Line, at_most
from bench.measuring import Comparison, Cost, Meter, wall, web_cpu
from bench.sizes import TenantSize
from bench.world import World
from portal.core.pdf import STATIC, STYLE_SHEET, draw_pdf, render_pdf
from portal.declarations import Subject
from portal.reports.choices import OURSELVES, Choices, report_of
from portal.reports.compose import Part, paper
from portal.reports.rules import last_full_quarter
from portal.trail.queries import trail_foot

MOST, MOST_PER_PAGE = 1.1, 1.25
ROUNDS = 3
FOOT = "Trail: 1 entries, root unsealed"


def paper_lines(world: World) -> list[Line]:
    one, (few, many) = world.sizes.page, world.sizes.pages
    html = composed(world, one, times=2)
    a_page = 2 / pages_of(render_pdf(html, foot=FOOT))  # how many times over the report fills one page
    short, long = (max(1, round(pages * a_page)) for pages in (few, many))
    return [_whole_line(world, one, short), _pages_line(world, one, short, long)]


def _whole_line(world: World, one: TenantSize, times: int) -> Line:
    html = composed(world, one, times=times)
    found = _in_turns(lambda: bare(html), lambda: made(world, one, times=times))
    what = "a report, composed from the database and drawn in its own process, against bare WeasyPrint"
    return at_most("8", what, found, wall, limit=MOST, how="time on the clock")


def _pages_line(world: World, one: TenantSize, short: int, long: int) -> Line:
    few, many = composed(world, one, times=short), composed(world, one, times=long)
    pages: dict[str, int] = {}

    def draw(html: str) -> None:
        pages[html] = pages_of(draw_pdf(html.encode(), foot=FOOT, is_large=False))

    found = _in_turns(lambda: draw(few), lambda: draw(many))
    floor = [_share(cost, pages[few]) for cost in found.floor]
    by_page = Comparison(floor, [_share(cost, pages[many]) for cost in found.ours])
    what = f"a page of a report of {pages[many]} pages, against one of {pages[few]}"
    return at_most("8", what, by_page, web_cpu, limit=MOST_PER_PAGE, how="CPU of the process that draws")


def made(world: World, one: TenantSize, *, times: int) -> bytes:
    """What the worker does: everything from the first question to the last page.

    It waits for the process that draws, whose own processor time nobody here can read.
    """
    with world.acting(one, read_only=True) as uow:
        foot = trail_foot(uow)
    return render_pdf(composed(world, one, times=times), foot=foot)


def composed(world: World, one: TenantSize, *, times: int) -> str:
    """The organisation's report of a quarter, with all its parts so many times over."""
    with world.acting(one, read_only=True) as uow:
        choices = Choices(Subject.TENANT, last_full_quarter(uow.today), OURSELVES, sections=())
        report = report_of(uow, choices)
        parts = [_numbered(part, number) for number in range(times) for part in report.parts]
        return paper(replace(report, parts=parts), style=STYLE_SHEET)


def bare(html: str) -> bytes:
    """The same page with the same tags; its style sheet is read from where it lies, and nothing is refused."""
    document = weasyprint.HTML(string=html.replace(STYLE_SHEET, (STATIC / "print.css").as_uri()))
    drawn: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return drawn


def pages_of(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def _numbered(part: Part, number: int) -> Part:
    return replace(part, section=replace(part.section, key=f"{part.section.key}.{number}"))


def _in_turns(floor: Callable[[], object], ours: Callable[[], object]) -> Comparison:
    meter = Meter()
    pairs = [(meter.cost(floor, 1), meter.cost(ours, 1)) for _ in range(ROUNDS)]
    return Comparison([bare_cost for bare_cost, _ours in pairs], [own for _bare, own in pairs])


def _share(cost: Cost, pages: int) -> Cost:
    return Cost(cost.web_cpu / pages, cost.database_cpu / pages, cost.wall / pages)
