"""Words with fields: `{{field}}` and nothing else. There is no code in a letter, whoever wrote it.

A field is looked up by its name in a closed list and replaced once; what it is replaced by is never looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.core.errors import PortalError

FIELD = re.compile(r"(?<!\{)\{\{[ \t]*([^{}\n]*?)[ \t]*\}\}(?!\})")
# What looks like an order to a template language; none of it would be obeyed, and nobody writes it to a person.
STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
NOT_RECORDED = "not recorded"
TO_REPLACE = re.compile(r"\[[^\[\]\n]{2,}\]")


@dataclass(frozen=True)
class LetterField:
    """One thing a letter may say of its record, its writer or its reader. `sample` stands in for it in a preview."""

    key: str
    label: str
    sample: str


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
KNOWN = {one.key for one in FIELDS}
SAMPLES = {one.key: one.sample for one in FIELDS}


def check_words(words: str) -> None:
    """Raises `PortalError` on `body` for a field nobody knows, or brackets that are none; it says which there are."""
    unknown = sorted({name for name in FIELD.findall(words) if name not in KNOWN})
    if unknown:
        asked = ", ".join(f"{{{{{name}}}}}" for name in unknown)
        raise PortalError(
            f"There is no field {asked}. There are: {', '.join(one.key for one in FIELDS)}.", field="body"
        )
    stray = STRAY.search(FIELD.sub("", words))
    if stray:
        raise PortalError(
            f"“{stray[0]}” is not part of a field. A field is its name in double brackets, like {{{{today}}}}.",
            field="body",
        )


def filled(words: str, values: Mapping[str, str]) -> str:
    """The words with every field replaced; one without a value says so, for a person to mend."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        return values.get(name) or f"[{name}: {NOT_RECORDED}]"

    return FIELD.sub(value, words)


def unfinished(words: str) -> str | None:
    """What must be mended before a letter can go: words in square brackets, or a field that nobody replaced."""
    found = TO_REPLACE.search(words) or FIELD.search(words)
    return found[0] if found else None
