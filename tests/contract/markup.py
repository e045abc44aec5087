"""What is wrong with a template: words nobody can translate, scripts and styles in the page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

HOLE = "\ufffc"  # stands where an expression writes something
LETTERS = re.compile(r"[^\W\d_]")
READ_ALOUD = {"alt", "aria-label", "placeholder", "title"}
OPENING = {"variable_begin", "block_begin", "comment_begin", "raw_begin", "linecomment_begin"}
CLOSING = {"variable_end", "block_end", "comment_end", "raw_end", "linecomment_end"}


def faults(environment: Environment, source: str) -> list[str]:
    """One line per fault, each beginning with the line of the template."""
    reader = _Reader()
    reader.feed(without_jinja(environment, source))
    reader.close()
    return reader.faults


def without_jinja(environment: Environment, source: str) -> str:
    """The markup alone: a hole for each expression, nothing for statements and translated blocks."""
    kept: list[str] = []
    inside, statement, translated = "", "", False
    for _line, token, value in environment.lex(source):
        if token in OPENING:
            inside, statement = token, ""
            kept.append(HOLE if token == "variable_begin" else "")
        elif token == "name" and inside == "block_begin" and not statement:
            statement = value
            translated = {"trans": True, "endtrans": False}.get(value, translated)
        elif token == "data" and not inside and not translated:
            kept.append(value)
            continue
        if token in CLOSING:
            inside = ""
        kept.append("\n" * value.count("\n"))
    return "".join(kept)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and "src" not in given:
            self._note("a script without src")
        if tag == "style":
            self._note("a style element")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self._note(f"the attribute {name}")
            if name in READ_ALOUD and LETTERS.search(value or ""):
                self._note(f"{name}={value!r} is not translated")

    def handle_data(self, data: str) -> None:
        words = " ".join(data.replace(HOLE, " ").split())
        if LETTERS.search(words):
            self._note(f"{words!r} is not translated")

    def _note(self, fault: str) -> None:
        self.faults.append(f"{self.getpos()[0]}: {fault}")
