"""What stands on a home page, part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.client import Page


def words(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def parts(page: Page) -> list[str]:
    """The headings of the page's parts, in order."""
    return [words(one) for one in page.tree.xpath("//main//h2")]


def lines(page: Page, heading: str) -> list[str]:
    """The lines of one part; none when the part is not there."""
    return [words(one) for one in page.tree.xpath(f'//section[.//h2[normalize-space()="{heading}"]]//li')]


def table(page: Page, heading: str = "Sites at a glance") -> list[list[str]]:
    """The rows of one part's table, its header first."""
    rows = page.tree.xpath(f'//section[.//h2[normalize-space()="{heading}"]]//table//tr')
    return [[words(cell) for cell in row] for row in rows]
