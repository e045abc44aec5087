"""A text with the words that were found marked in it. Everything of the text is escaped; the marks are ours."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from portal.search.words import Term, words_in

MARK = Markup("<mark>{}</mark>")
BEFORE, LENGTH = 60, 220
LONGEST_LOOKED_AT = 100_000


def marked(text: str, terms: Sequence[Term]) -> Markup:
    """The whole text, escaped, with every word a term asks for marked."""
    found, place = [], 0
    for word in words_in(text):
        if any(term.asks_for(word.key) for term in terms):
            found += [escape(text[place : word.start]), MARK.format(text[word.start : word.end])]
            place = word.end
    return Markup("").join([*found, escape(text[place:])])


def excerpt(text: str, terms: Sequence[Term]) -> Markup | None:
    """A line of the text around the first word found, marked; None where no term is in it."""
    text = " ".join(text[:LONGEST_LOOKED_AT].split())
    first = next((word for word in words_in(text) if any(term.asks_for(word.key) for term in terms)), None)
    if first is None:
        return None
    start = _beginning_of_word(text, max(0, first.start - BEFORE), first.start)
    end = start + LENGTH
    if end < len(text):
        end = max(text.rfind(" ", first.end, end), first.end)
    lead, tail = ("… " if start else ""), (" …" if end < len(text) else "")
    return Markup("").join([lead, marked(text[start:end], terms), tail])


def _beginning_of_word(text: str, start: int, most: int) -> int:
    """The first beginning of a word from `start` on, at the latest `most`."""
    if start == 0:
        return 0
    space = text.find(" ", start, most)
    return space + 1 if space >= 0 else most
