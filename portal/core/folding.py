"""Folded names: what names are matched and sorted by. What people read is never touched."""

from __future__ import annotations

import re
import unicodedata

# An apostrophe or a full stop does not part a word: O’Sullivan, C.I.C.
INSIDE_WORDS = str.maketrans("", "", "'’‘`´.")
NOT_WORDS = re.compile(r"[\W_]+")


def name_key(name: str) -> str:
    """Lower case, accents folded, `&` as `and`, other punctuation and runs of space as one space.

    “@PlymouthCare” gives “plymouthcare”, “Na h-Eileanan Siar” “na h eileanan siar”, “Tŷ Mawr & Co.” “ty mawr
    and co”.
    """
    folded = name.casefold()
    if not folded.isascii():
        parts = unicodedata.normalize("NFKD", folded)
        folded = "".join(one for one in parts if not unicodedata.combining(one))
    return NOT_WORDS.sub(" ", folded.translate(INSIDE_WORDS).replace("&", " and ")).strip()
