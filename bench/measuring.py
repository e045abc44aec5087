"""Measure two ways of doing the same thing against each other, in short turns, and keep only their ratio.

The machine is shared and noisy. Turns of some tens of milliseconds alternate, so that whatever else runs disturbs
both sides alike; each pair of turns gives one ratio, and the median of those is the result.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any, Protocol

import psycopg

Work = Callable[[], object]
CPU_CLOCK = 2  # CPUCLOCK_SCHED of Linux: a process's own time on a processor, in nanoseconds
TURN_SECONDS = 0.04
WARM_UP = 12  # psycopg prepares a statement at its sixth use
FEWEST_ROUNDS = 7


@dataclass(frozen=True)
class Cost:
    """What one unit of work cost, in milliseconds: of this process, of the database's processes, and waiting."""

    web_cpu: float
    database_cpu: float
    wall: float

    @property
    def cpu(self) -> float:
        return self.web_cpu + self.database_cpu


def web_cpu(cost: Cost) -> float:
    return cost.web_cpu


def both_cpu(cost: Cost) -> float:
    return cost.cpu


def wall(cost: Cost) -> float:
    return cost.wall


@dataclass(frozen=True)
class Ratio:
    """The median ratio over all rounds and where the middle four fifths of the rounds lie."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, ratios: Sequence[float]) -> Ratio:
        tenths = quantiles(ratios, n=10) if len(ratios) > 1 else [ratios[0]] * 9
        return cls(median(ratios), tenths[0], tenths[-1])


@dataclass(frozen=True)
class Comparison:
    """Every round of two works measured in turns: what each cost, floor beside ours."""

    floor: Sequence[Cost]
    ours: Sequence[Cost]

    def ratio(self, figure: Callable[[Cost], float]) -> Ratio:
        """How many times the floor ours costs."""
        return Ratio.of([figure(ours) / figure(floor) for floor, ours in zip(self.floor, self.ours, strict=True)])

    def advantage(self, figure: Callable[[Cost], float]) -> Ratio:
        """How many times ours the floor costs: how much more ours does in the same time."""
        return Ratio.of([figure(floor) / figure(ours) for floor, ours in zip(self.floor, self.ours, strict=True)])

    def typical(self, figure: Callable[[Cost], float]) -> tuple[float, float]:
        """The median figure of floor and ours, in milliseconds."""
        return median(figure(one) for one in self.floor), median(figure(one) for one in self.ours)


class Meter:
    """Reads the processor time of this process and of the database's backends."""

    def __init__(self, backends: Iterable[int] = ()) -> None:
        self._clocks = [(~pid << 3) | CPU_CLOCK for pid in backends]

    @classmethod
    def of_database(cls, admin: psycopg.Connection[Any]) -> Meter:
        """Every backend connected now but the one that asks; connect both sides and warm them up first."""
        rows = admin.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return cls(pid for (pid,) in rows)

    def cost(self, work: Work, times: int) -> Cost:
        """The cost of one unit of work, over `times` of them."""
        web, database, wall = self._read()
        for _ in range(times):
            work()
        web_after, database_after, wall_after = self._read()
        return Cost(
            *(1000 * spent / times for spent in (web_after - web, database_after - database, wall_after - wall))
        )

    def _read(self) -> tuple[float, float, float]:
        return time.process_time(), sum(map(time.clock_gettime, self._clocks)), time.perf_counter()


class Side(Protocol):
    """One of the two ways of doing the same."""

    def cost(self, times: int) -> Cost:
        """What one unit of work cost, over `times` of them in a row."""


@dataclass(frozen=True)
class Here:
    """Work done in this process."""

    meter: Meter
    work: Work

    def cost(self, times: int) -> Cost:
        return self.meter.cost(self.work, times)


def compare(floor: Work, ours: Work, *, meter: Callable[[], Meter], seconds: float) -> Comparison:
    """Measure both in turns for about `seconds`. `meter` is made once both are warm and connected."""
    for work in (floor, ours):
        for _ in range(WARM_UP):
            work()
    reading = meter()
    return compare_sides(Here(reading, floor), Here(reading, ours), seconds=seconds)


def compare_sides(floor: Side, ours: Side, *, seconds: float) -> Comparison:
    """Measure two warm sides in turns."""
    sides = [floor, ours]
    times = {side: _fitting(side) for side in sides}
    found: dict[Side, list[Cost]] = {side: [] for side in sides}
    until = time.perf_counter() + seconds
    while time.perf_counter() < until or len(found[floor]) < FEWEST_ROUNDS:
        for side in sides:
            found[side].append(side.cost(times[side]))
        sides.reverse()  # neither side always comes first
    return Comparison(found[floor], found[ours])


def _fitting(side: Side) -> int:
    """How often the work fits into one turn."""
    return max(1, round(TURN_SECONDS * 1000 / side.cost(3).wall))
