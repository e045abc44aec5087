"""The arithmetic of the bench: a ratio is of one round, and the middle of all rounds is the result."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bench.goals import Line, at_most, printed
from bench.measuring import FEWEST_ROUNDS, Comparison, Cost, Ratio, both_cpu, compare_sides, wall, web_cpu


def cost(web=1.0, database=0.0, wall=1.0):
    return Cost(web, database, wall)


def line(value, bound, limit):
    ratio = None if value is None else Ratio(value, value, value)
    return Line("1", "what", ratio, bound, limit, "detail")


@dataclass(eq=False)
class Constant:
    """A side that always costs the same, and notes when its turn came."""

    milliseconds: float
    turns: list[Constant]
    times: list[int] = field(default_factory=list)

    def cost(self, times):
        self.turns.append(self)
        self.times.append(times)
        return cost(web=self.milliseconds, wall=self.milliseconds)


def test_the_ratio_is_the_middle_one_of_all_rounds():
    assert Ratio.of([9.0, 2.0, 1.0, 3.0, 2.5]).value == 2.5


def test_one_round_is_its_own_spread():
    assert Ratio.of([2.0]) == Ratio(2.0, 2.0, 2.0)


def test_the_spread_leaves_the_outermost_rounds_out():
    found = Ratio.of([1.0, *[2.0] * 18, 50.0])

    assert (found.low, found.value, found.high) == (2.0, 2.0, 2.0)


def test_each_round_is_compared_with_its_own_other_half():
    # The machine slows down threefold; the ratio of each round does not change.
    found = Comparison(floor=[cost(1), cost(2), cost(3)], ours=[cost(2), cost(4), cost(6)])

    assert found.ratio(web_cpu) == Ratio(2.0, 2.0, 2.0)


def test_an_advantage_is_how_much_more_ours_does_in_the_same_time():
    found = Comparison(floor=[cost(wall=30)] * 3, ours=[cost(wall=3)] * 3)

    assert found.advantage(wall).value == 10.0


def test_the_cpu_of_both_ends_is_that_of_the_web_and_of_the_database():
    assert both_cpu(Cost(web_cpu=0.5, database_cpu=0.25, wall=4.0)) == 0.75


def test_what_is_shown_beside_a_ratio_are_the_middle_costs():
    found = Comparison(floor=[cost(1), cost(2), cost(9)], ours=[cost(4), cost(5), cost(6)])

    assert found.typical(web_cpu) == (2.0, 5.0)


def test_the_sides_take_turns_and_neither_always_comes_first():
    turns = []
    floor, ours = Constant(1.0, turns), Constant(3.0, turns)
    found = compare_sides(floor, ours, seconds=0)

    assert found.ratio(wall).value == 3.0
    assert turns[2:8] == [floor, ours, ours, floor, floor, ours]
    assert len(found.floor) == len(found.ours) == FEWEST_ROUNDS


def test_the_cheaper_side_does_more_in_its_turn():
    floor, ours = Constant(1.0, []), Constant(4.0, [])
    compare_sides(floor, ours, seconds=0)

    assert (floor.times[-1], ours.times[-1]) == (40, 10)


@pytest.mark.parametrize(
    ("value", "bound", "limit", "is_met"),
    [
        (2.5, "at most", 2.5, True),
        (2.51, "at most", 2.5, False),
        (8.0, "at least", 8.0, True),
        (7.9, "at least", 8.0, False),
        (7.9, None, None, None),
        (None, "at least", 8.0, None),
    ],
)
def test_a_goal_is_met_missed_or_neither(value, bound, limit, is_met):
    assert line(value, bound, limit).is_met is is_met


def test_a_line_says_the_goal_the_ratio_and_whether_it_holds():
    found = Comparison(floor=[cost(2)] * 3, ours=[cost(6)] * 3)
    shown = printed(at_most("1", "a page", found, web_cpu, limit=2.5, how="CPU"))

    assert " ".join(shown.split()) == ("1 a page ≤ 2.5 × 3.00 × 3.00 to 3.00 MISSED CPU: floor 2.00 ms, portal 6.00 ms")


def test_what_could_not_be_measured_is_neither_met_nor_missed():
    assert " ".join(printed(line(None, "at least", 8.0)).split()) == "1 what ≥ 8 × none detail"
