"""The written pages as data: their links, headings, code, and the commands and settings they name."""

from __future__ import annotations

import re
import shlex
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path.relative_to(ROOT)
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / ".github").rglob("*.md"))
)
FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#+ (?P<words>.+)$", re.MULTILINE)
SETTING = re.compile(r"\b(?:PORTAL_[A-Z_]+|DATABASE_URL)\b")
ROW = re.compile(r"^\|(?P<cells>.+)\|$", re.MULTILINE)
SHELL = frozenset({"", "sh"})


@cache
def text(page: Path) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@cache
def prose(page: Path) -> str:
    """The page without its blocks of code."""
    return FENCE.sub("", text(page))


def links(page: Path) -> list[str]:
    """Where the page leads, other sites left out."""
    found = [one["target"] for one in LINK.finditer(SPAN.sub("", prose(page)))]
    return [target for target in found if not target.startswith(("http://", "https://", "mailto:"))]


@cache
def anchors(page: Path) -> set[str]:
    """What `#…` may name on the page."""
    return {re.sub(r"[^\w\- ]", "", one["words"].lower()).replace(" ", "-") for one in HEADING.finditer(prose(page))}


def spans(page: Path) -> list[str]:
    return SPAN.findall(prose(page))


def commands(page: Path, program: str) -> list[list[str]]:
    """Each time the page calls `program`, the words that follow: in a span, or in a line of a shell's block."""
    blocks = [one["code"] for one in FENCE.finditer(text(page)) if one["language"] in SHELL]
    lines = [*spans(page), *(line for block in blocks for line in block.splitlines())]
    called = (re.match(rf"(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?{program} (?P<rest>.+)", line) for line in lines)
    return [shlex.split(one["rest"], comments=True) for one in called if one]


def settings(page: Path) -> set[str]:
    return set(SETTING.findall(text(page)))


def first_cells(page: Path, heading: str) -> list[str]:
    """The first column of the tables below a heading, as far as the next heading of any level."""
    below = re.split(rf"^#+ {re.escape(heading)}$", text(page), maxsplit=1, flags=re.MULTILINE)[1]
    section = re.split(r"^#", below, maxsplit=1, flags=re.MULTILINE)[0]
    rows = [one["cells"].split("|")[0].strip() for one in ROW.finditer(section)]
    return [cell.strip("`") for cell in rows[2:]]
