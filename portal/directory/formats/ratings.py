"""Words of ratings and their codes. Grades can be put in order; other words never sort as one."""

from __future__ import annotations

from dataclasses import dataclass

OVERALL = "overall"
OTHER = "other"
UNRATED = "unrated"


@dataclass(frozen=True)
class RatingCode:
    """One code. `rank` 1 is the best grade of its nation; None is no grade at all. `colour` is a tag's."""

    code: str
    label: str
    rank: int | None = None
    colour: str = "grey"
    words: tuple[str, ...] = ()


CODES = (
    RatingCode("grade-6", "6 Excellent", 1, "green"),
    RatingCode("grade-5", "5 Very good", 2, "green"),
    RatingCode("grade-4", "4 Good", 3, "green"),
    RatingCode("grade-3", "3 Adequate", 4, "yellow"),
    RatingCode("grade-2", "2 Weak", 5, "red"),
    RatingCode("grade-1", "1 Unsatisfactory", 6, "red"),
    RatingCode("outstanding", "Outstanding", 1, "green"),
    RatingCode("good", "Good", 2, "green"),
    RatingCode("requires-improvement", "Requires improvement", 3, "yellow"),
    RatingCode("inadequate", "Inadequate", 4, "red"),
    RatingCode("regulations-met", "Regulations met", words=("all regulations met",)),
    RatingCode("regulations-not-met", "Regulations not met", words=("not all regulations met",)),
    RatingCode("not-rated", "Not rated"),
    RatingCode("no-published-rating", "No published rating"),
    RatingCode("inspected-not-rated", "Inspected but not rated"),
    RatingCode("insufficient-evidence", "Insufficient evidence to rate"),
    RatingCode("not-applicable", "Not applicable"),
    RatingCode(UNRATED, "No rating published", words=("", "-")),
    RatingCode(OTHER, "Other"),
)
BY_CODE = {one.code: one for one in CODES}
GRADES = tuple(one for one in CODES if one.rank is not None)
SCOTTISH = {str(number): f"grade-{number}" for number in range(1, 7)}
_BY_WORDS = {words: one.code for one in CODES if one.code != OTHER for words in (one.label.lower(), *one.words)}


def rating_code(words: str | None) -> str:
    """The code for a file's words, whatever their capitals; `other` for words we have not met."""
    return _BY_WORDS.get(" ".join((words or "").lower().split()), OTHER)


def is_grade(code: str | None) -> bool:
    return code in BY_CODE and BY_CODE[code].rank is not None


def rating_label(code: str | None, words: str = "") -> str:
    """What to show: our label, or the words as published where we have no label for them."""
    if code is None:
        return BY_CODE[UNRATED].label
    return words if code == OTHER and words else BY_CODE[code].label if code in BY_CODE else words or code


def rating_colour(code: str | None) -> str:
    return BY_CODE[code].colour if code in BY_CODE else "grey"
