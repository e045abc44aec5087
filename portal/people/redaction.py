"""Give a passage without some of its words, so that it tells of nobody else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LEFT_OUT = "[left out]"
APOSTROPHES = "'\u2019\u2018\u02bc`"
HYPHENS = "\u2010\u2011\\-"


def without(text: str, words: Sequence[str]) -> str:
    """The text with each of the words, however they are spelt large or small, replaced by `LEFT_OUT`.

    The longest goes first, so that “Ann” does not break up “Ann Lee”. A word within a longer one goes too: what is
    left out by mistake can be asked for, what is told by mistake cannot be taken back.
    """
    wanted = sorted({one.strip() for one in words if one.strip()}, key=len, reverse=True)
    if not wanted:
        return text
    return re.sub("|".join(map(_loosely, wanted)), LEFT_OUT, unicodedata.normalize("NFC", text), flags=re.IGNORECASE)


def _loosely(word: str) -> str:
    """The word with any run of spaces and any kind of apostrophe or hyphen where it has one."""
    parts = re.split(f"(\\s+|[{APOSTROPHES}]|[{HYPHENS}])", unicodedata.normalize("NFC", word))
    return "".join(map(_part, parts))


def _part(part: str) -> str:
    if part.isspace():
        return r"\s+"
    if part and part in APOSTROPHES:
        return f"[{APOSTROPHES}]"
    return f"[{HYPHENS}]" if part and part in HYPHENS else re.escape(part)
