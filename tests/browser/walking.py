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
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NOT_PAGES = {"static", "casework.as_pdf", "casework.as_csv", "exchange.ledger_csv", "healthz", "readyz"}
OFTEN = {"casework.index": 4, "casework.show": 8, "incidents.mine_show": 2, "oversight.site": 2, "dashboard.home": 1}
PICTURES = os.environ.get("PORTAL_TESTS_PICTURES")


def walk(page: Page, url_map: Map, name: str, *, also: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every endpoint within reach of where the page stands, with its path; the page is there when it is yielded."""
    adapter = url_map.bind("127.0.0.1")
    waiting, seen, visits = [*also, urlsplit(page.url).path], set[str](), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        try:
            endpoint, _ = adapter.match(path.partition("?")[0])
        except HTTPException:
            raise AssertionError(f"{name} is led to {path}, which is no page") from None
        if endpoint in NOT_PAGES or visits[endpoint] >= OFTEN.get(endpoint, 1):
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


def faults_of(page: Page, name: str = "") -> list[str]:
    """What is wrong with the page as it stands, on a telephone and on a desk: axe's findings, sideways scrolling."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return [one for width in (PHONE, DESK) for one in _faults_at(page, width, name)]


def _faults_at(page: Page, width: int, name: str) -> list[str]:
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    faults = [
        f"{width} px: {one['id']}: {one['help']}: {node['html'][:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*faults, f"{width} px: the page is {wide} px wide"] if wide > width else faults
