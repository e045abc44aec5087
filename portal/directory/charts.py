"""Ratings over time as the shapes of a small picture. Pure: the template only writes them down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from portal.directory.formats.ratings import GRADES, OVERALL, is_grade, rating_label
from portal.directory.history import NO_GRADE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.directory.history import PastRating, YearStanding

LEFT, RIGHT, TOP = 158, 392, 18
LANE = 24
BAR_LEFT, BAR_WIDTH = 56, 330
YEARS_LABELLED = 5
SCOTTISH = "grade-"


@dataclass(frozen=True)
class Lane:
    """One grade of the scale, or no grade, at a height."""

    label: str
    y: int


@dataclass(frozen=True)
class Mark:
    """A rating on the day it was published, or first seen when `is_dated` is false."""

    x: float
    y: int
    is_inherited: bool
    is_dated: bool


@dataclass(frozen=True)
class YearTick:
    x: float
    label: str


@dataclass(frozen=True)
class RatingChart:
    """The grades of one service group as steps. `path` is of an SVG; `owners` are where another legal entity begins."""

    service_group: str
    title: str
    height: int
    lanes: Sequence[Lane]
    marks: Sequence[Mark]
    path: str
    owners: Sequence[float]
    years: Sequence[YearTick]


@dataclass(frozen=True)
class Piece:
    """One grade's part of a year's bar."""

    code: str
    label: str
    count: int
    x: float
    width: float


@dataclass(frozen=True)
class YearBar:
    label: str
    pieces: Sequence[Piece]


def rating_charts(ratings: Sequence[PastRating], until: date) -> list[RatingChart]:
    """One chart for each service group that ever had a grade, the whole service first; `until` is its right edge."""
    groups: dict[str, list[PastRating]] = defaultdict(list)
    for one in sorted(ratings, key=lambda each: (each.day, each.is_current)):
        groups[one.service_group].append(one)
    graded = {name: rows for name, rows in groups.items() if any(is_grade(one.rating) for one in rows)}
    if not graded:
        return []
    first = min(rows[0].day for rows in graded.values())
    span = _Span(date(first.year, 1, 1), max(until, *(rows[-1].day for rows in graded.values())))
    return [_chart(name, graded[name], span) for name in sorted(graded, key=lambda name: (name != OVERALL, name))]


def year_bars(standings: Sequence[YearStanding]) -> list[YearBar]:
    """Each year as one bar, whose pieces are the grades from the best to the worst, then what has none."""
    most = max((one.total for one in standings), default=0)
    return [YearBar(_year_label(one, standings), list(_pieces(one, most))) for one in standings]


class _Span:
    """Days as places from left to right."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self._days = max((last - first).days, 1)

    def x(self, day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (min(day, self.last) - self.first).days / self._days, 1)

    def years(self) -> list[YearTick]:
        every = list(range(self.first.year, self.last.year + 1))
        step = -(-len(every) // YEARS_LABELLED)
        return [YearTick(self.x(date(year, 1, 1)), str(year)) for year in every[::step]]


def _chart(name: str, rows: Sequence[PastRating], span: _Span) -> RatingChart:
    lanes = _lanes(rows)
    heights = {code: lane.y for code, lane in lanes.items()}
    marks = [
        Mark(span.x(one.day), heights[_lane_of(one)], one.is_inherited, is_dated=one.published_on is not None)
        for one in rows
    ]
    told = "; ".join(f"{rating_label(one.rating, one.words)} ({one.day:%-d %b %Y})" for one in rows)
    return RatingChart(
        service_group=name,
        title=told,
        height=TOP + LANE * len(lanes) + LANE,
        lanes=list(lanes.values()),
        marks=marks,
        path=_steps(rows, heights, span),
        owners=[span.x(one.day) for earlier, one in pairwise(rows) if _is_other_owner(earlier, one)],
        years=span.years(),
    )


def _lanes(rows: Sequence[PastRating]) -> dict[str, Lane]:
    """The whole scale of the nation whose grades these are, and a lane apart for what is no grade."""
    is_scottish = any(one.rating.startswith(SCOTTISH) for one in rows)
    scale = [one for one in GRADES if one.code.startswith(SCOTTISH) == is_scottish]
    lanes = {one.code: Lane(one.label, TOP + LANE * place) for place, one in enumerate(scale)}
    if any(_lane_of(one) == NO_GRADE for one in rows):
        lanes[NO_GRADE] = Lane("No grade", TOP + LANE * len(scale))
    return lanes


def _lane_of(one: PastRating) -> str:
    return one.rating if is_grade(one.rating) else NO_GRADE


def _steps(rows: Sequence[PastRating], heights: dict[str, int], span: _Span) -> str:
    """A grade stands until the next rating; where there was no grade the line is broken."""
    parts = []
    for one, later in zip(rows, [*rows[1:], None], strict=True):
        if not is_grade(one.rating):
            continue
        end = span.x(later.day if later else span.last)
        parts.append(f"M{span.x(one.day)} {heights[one.rating]}H{end}")
        if later and is_grade(later.rating):
            parts.append(f"V{heights[later.rating]}")
    return "".join(parts)


def _is_other_owner(earlier: PastRating, one: PastRating) -> bool:
    return None not in {earlier.provider_id, one.provider_id} and earlier.provider_id != one.provider_id


def _year_label(one: YearStanding, standings: Sequence[YearStanding]) -> str:
    return "Now" if one is standings[-1] else str(one.on.year)


def _pieces(one: YearStanding, most: int) -> Iterable[Piece]:
    x = float(BAR_LEFT)
    for code, label in [*((grade.code, grade.label) for grade in GRADES), (NO_GRADE, "No grade")]:
        count = one.counts.get(code, 0)
        if count:
            width = round(BAR_WIDTH * count / most, 1)
            yield Piece(code, label, count, round(x, 1), width)
            x += width
