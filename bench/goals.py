"""What a run reports: one line for each goal of `performance.md`, with its ratio, its limit and whether it holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bench.measuring import Comparison, Cost, Ratio

WIDTHS = (6, 76, 8, 8, 17, 6)


@dataclass(frozen=True)
class Line:
    """One measured ratio. `bound` says whether the goal is a most or a least; a line without `limit` only informs.

    `detail` holds the two medians behind the ratio, with their unit, or why there is no ratio.
    """

    goal: str
    what: str
    ratio: Ratio | None
    bound: Literal["at most", "at least"] | None
    limit: float | None
    detail: str

    @property
    def is_met(self) -> bool | None:
        """None for a line that only informs, and for one that could not be measured."""
        if self.limit is None or self.ratio is None:
            return None
        return self.ratio.value <= self.limit if self.bound == "at most" else self.ratio.value >= self.limit


def at_most(
    goal: str, what: str, found: Comparison, figure: Callable[[Cost], float], *, limit: float | None, how: str
) -> Line:
    """How many times the floor ours costs, by `figure`; `how` says what that figure is."""
    floor, ours = found.typical(figure)
    detail = f"{how}: floor {floor:.2f} ms, portal {ours:.2f} ms"
    return Line(goal, what, found.ratio(figure), "at most" if limit else None, limit, detail)


def printed(line: Line) -> str:
    """The line of the table, and below it the figures behind the ratio."""
    sign = {"at most": "≤", "at least": "≥", None: ""}[line.bound]
    limit = f"{sign} {line.limit:g} ×" if line.limit is not None else ""
    ratio = f"{line.ratio.value:.2f} ×" if line.ratio else "none"
    spread = f"{line.ratio.low:.2f} to {line.ratio.high:.2f}" if line.ratio else ""
    cells = (line.goal, line.what, limit, ratio, spread, VERDICTS[line.is_met])
    aligned = [f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=True)]
    return f"{' '.join(aligned).rstrip()}\n{'':<{WIDTHS[0]}} {line.detail}"


def heading() -> str:
    cells = zip(("goal", "what", "limit", "ratio", "most rounds", ""), WIDTHS, strict=True)
    return " ".join(f"{cell:<{width}}" for cell, width in cells).rstrip()


def write_json(lines: Sequence[Line], path: Path) -> None:
    """The same figures for a machine."""
    path.write_text(json.dumps([_plain(line) for line in lines], indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _plain(line: Line) -> dict[str, Any]:
    ratio = line.ratio
    return {
        "goal": line.goal,
        "what": line.what,
        "bound": line.bound,
        "limit": line.limit,
        "ratio": ratio and {"median": ratio.value, "low": ratio.low, "high": ratio.high},
        "met": line.is_met,
        "detail": line.detail,
    }


VERDICTS = {True: "met", False: "MISSED", None: ""}
