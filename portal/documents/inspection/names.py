"""Names of files as they may be shown and given out again."""

from __future__ import annotations

import re
import unicodedata

LONGEST, LONGEST_ENDING = 120, 20
NAMELESS = "document"
# Control characters, and those that are not seen but turn what is around them; half letters; private use.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
RESERVED = re.compile(r'[<>:"|?*\\/]+')


def clean_name(name: str | None) -> str:
    """The last part of a name, without what could mislead a reader or a file system; its ending is kept.

    `..\\\\x/rota\\u202efdp.exe` becomes `rotafdp.exe`, nothing becomes `document`.
    """
    last = re.split(r"[\\/]", name or "")[-1]
    seen = "".join(one for one in unicodedata.normalize("NFC", last) if unicodedata.category(one) not in UNSEEN)
    tidy = re.sub(r"\s+", " ", RESERVED.sub("_", seen)).rstrip(" .")
    stem, dot, ending = tidy.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        return tidy.lstrip(" .")[:LONGEST].rstrip(" .") or NAMELESS
    return f"{stem.lstrip(' .')[: LONGEST - len(ending) - 1].rstrip(' .') or NAMELESS}.{ending}"


def clean_path(name: str) -> str:
    """A path inside an archive as it may be listed: each part cleaned, never leading up or out."""
    parts = [part for part in re.split(r"[\\/]", name) if part.strip(" .")]
    return "/".join(clean_name(part) for part in parts) or NAMELESS


def ending_of(name: str) -> str:
    """What follows the last dot, in small letters; "" for none."""
    return name.rpartition(".")[2].lower() if "." in name else ""
