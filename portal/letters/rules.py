"""Words with fields: `{{field}}` and nothing else. There is no code in a letter, whoever wrote it.

A field is looked up by its name in a closed list and replaced once; what it is replaced by is never looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from portal.core.errors import PortalError
from portal.declarations import LetterField

FIELD = re.compile(r"(?<!\{)\{\{[ \t]*([^{}\n]*?)[ \t]*\}\}(?!\})")
# What looks like an order to a template language; none of it would be obeyed, and nobody writes it to a person.
STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n)+")
NOT_RECORDED = "not recorded"
TO_REPLACE = re.compile(r"\[[^\[\]\n]{2,}\]")


FIELDS = (
    LetterField("addressee", "who the letter is to", "Mrs Jean Example"),
    LetterField("today", "the day it is written", "Wednesday 4 March 2026"),
    LetterField("our_organisation", "your organisation", "Example Care"),
    LetterField("our_reference", "the reference of the record", "INC-4KTZ-9QWD"),
    LetterField("kind", "what kind of record it is, in small letters", "incident"),
    LetterField("site", "the name of the site", "Example House"),
    LetterField("opened_on", "the day the record was opened", "Monday 2 March 2026"),
    LetterField("next_date", "the next date something is due", "Friday 20 March 2026"),
    LetterField("writer", "the name of whoever writes", "Sam Example"),
    LetterField("writer_role", "their role", "Manager"),
    LetterField("writer_email", "how to reach them", "sam@example.org"),
)
SAMPLES = {one.key: one.sample for one in FIELDS}


def check_words(words: str, own: Sequence[LetterField] = (), keeps: frozenset[str] = frozenset()) -> None:
    """Raises `PortalError` on `body` for a field nobody knows, or brackets that are none; it says which there are.

    `own` are the fields of this letter alone, `keeps` those it may not leave out.
    """
    known = [one.key for one in (*own, *FIELDS)]
    used = set(FIELD.findall(words))
    unknown = sorted(used - set(known))
    if unknown:
        raise PortalError(f"There is no field {_in_brackets(unknown)}. There are: {', '.join(known)}.", field="body")
    left_out = sorted(keeps - used)
    if left_out:
        raise PortalError(f"This letter has to say {_in_brackets(left_out)}. Put it where it suits.", field="body")
    stray = STRAY.search(FIELD.sub("", words))
    if stray:
        raise PortalError(
            f"“{stray[0]}” is not part of a field. A field is its name in double brackets, like {{{{today}}}}.",
            field="body",
        )


def _in_brackets(names: Sequence[str]) -> str:
    return ", ".join(f"{{{{{name}}}}}" for name in names)


def filled(words: str, values: Mapping[str, str]) -> str:
    """The words with every field replaced; one without a value says so, for a person to mend."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        return values.get(name) or f"[{name}: {NOT_RECORDED}]"

    return FIELD.sub(value, words)


def without_empty(words: str, own: Mapping[str, str]) -> str:
    """The words without the paragraphs that are one of these fields and nothing else, and have nothing to say."""

    def says_nothing(paragraph: str) -> bool:
        found = FIELD.fullmatch(paragraph.strip())
        return found is not None and own.get(found[1]) == ""

    return "\n\n".join(one for one in EMPTY_LINES.split(words) if not says_nothing(one))


def unfinished(words: str) -> str | None:
    """What must be mended before a letter can go: words in square brackets, or a field that nobody replaced."""
    found = TO_REPLACE.search(words) or FIELD.search(words)
    return found[0] if found else None
