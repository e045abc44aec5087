"""A walk through every page a person can reach by links: each endpoint once or twice, at both widths."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException

from tests.browser.people import DESK, HEIGHTS, PHONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page
    from werkzeug.routing import Map

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# Of what axe found, only what is wrong comes back: the rest, passed from browser to test, is a fifth of the work.
FINDINGS = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(({violations}) =>
    violations.flatMap(one => one.nodes.map(node => `${one.id}: ${one.help}: ${node.html.slice(0, 200)}`)))"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NOT_PAGES = {"static", "healthz", "readyz"}
FILES = (".csv", ".xlsx", ".pdf")
OFTEN = {"casework.index": 3, "casework.show": 5, "incidents.mine_show": 2, "oversight.site": 2, "dashboard.home": 1}
PICTURES = os.environ.get("PORTAL_TESTS_PICTURES")


def walk(page: Page, url_map: Map, name: str, *, also: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every endpoint within reach of where the page stands, with its path; the page is there when it is yielded."""
    adapter = url_map.bind("127.0.0.1")
    waiting, seen, visits = [*also, urlsplit(page.url).path], set[str](), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        bare = path.partition("?")[0]
        try:
            endpoint, _parts = adapter.match(bare)
        except HTTPException:
            raise AssertionError(f"{name} is led to {path}, which is no page") from None
        if endpoint in NOT_PAGES or bare.endswith(FILES) or visits[endpoint] >= OFTEN.get(endpoint, 1):
            continue
        visits[endpoint] += 1
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{name} is led to {path}, which answers {answer.status}"
        yield endpoint, path
        for found in links_of(page):
            if found not in seen:
                seen.add(found)
                waiting.append(found)


def links_of(page: Page) -> list[str]:
    """The paths, with their queries, that this page links to within the portal."""
    own = urlsplit(page.url)
    hrefs = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    parts = [urlsplit(one) for one in hrefs]
    return [f"{one.path}?{one.query}" if one.query else one.path for one in parts if one.netloc == own.netloc]


def faults_of(page: Page, name: str = "", *, fit_at: tuple[int, ...] = (PHONE, DESK)) -> list[str]:
    """What is wrong with the page as it stands: sideways scrolling on a telephone and on a desk, axe's findings."""
    found = []
    for width in _at_both_widths(page, name):
        found += _wider_than(width, page)
        if width in fit_at:
            found += [f"{width} px: {one}" for one in _findings(page)]
    return found


def too_wide(page: Page, name: str = "") -> list[str]:
    """Whether the page scrolls sideways; all that can be asked of a page whose scripts are off."""
    return [fault for width in _at_both_widths(page, name) for fault in _wider_than(width, page)]


def _wider_than(width: int, page: Page) -> list[str]:
    found = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} px: the page is {found} px wide"] if found > width else []


def _findings(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return list(page.evaluate(FINDINGS, RULES))


def _at_both_widths(page: Page, name: str) -> Iterator[int]:
    """A telephone, a desk, and then as it was; of the page that has come, not of one still on its way."""
    page.wait_for_load_state()
    before = page.viewport_size
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        if PICTURES and name:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        yield width
    if before and before["width"] != DESK:
        page.set_viewport_size(before)
