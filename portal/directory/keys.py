"""Folded keys: what names and postcodes are matched and sorted by. What people read is never touched."""

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


def postcode_key(postcode: str) -> str:
    """Capital letters and digits alone: “gl4  4ph” gives “GL44PH”."""
    squeezed = postcode.upper().replace(" ", "")
    if squeezed.isascii() and squeezed.isalnum():
        return squeezed
    return "".join(one for one in squeezed if one.isascii() and one.isalnum())


def after_prefix(prefix: str) -> str:
    """The first key, byte by byte, after every key that begins with `prefix`, for a range of an index."""
    return prefix + "\U0010ffff"
