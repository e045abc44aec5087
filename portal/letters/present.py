"""A letter's words as markup: paragraphs, lines and lists of points, with everything in them escaped."""

from __future__ import annotations

import re
from itertools import groupby

from markupsafe import Markup, escape

POINT = re.compile(r"[-•*][ \t]+")


def letter_markup(words: str, reference: str | None = None) -> Markup:
    """A blank line ends a paragraph; lines that begin with a dash are points of a list; no line breaks a reference."""
    blocks = [block for block in re.split(r"\n[ \t]*\n", words) if block.strip()]
    shown = Markup("\n").join(_block(block.strip("\n")) for block in blocks)
    if not reference:
        return shown
    return shown.replace(reference, Markup('<span class="whole">{}</span>').format(reference))


def _block(block: str) -> Markup:
    runs = groupby(block.splitlines(), key=lambda line: bool(POINT.match(line)))
    return Markup("").join(_points(list(lines)) if are_points else _lines(list(lines)) for are_points, lines in runs)


def _points(lines: list[str]) -> Markup:
    points = Markup("").join(Markup("<li>{}</li>").format(POINT.sub("", line, count=1)) for line in lines)
    return Markup("<ul>{}</ul>").format(points)


def _lines(lines: list[str]) -> Markup:
    return Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in lines))
