"""Small counts are hidden, and what is shown beside them does not give them away."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.small_numbers import count_table, figure


def shown(*counts, hide_small=True):
    table = count_table([(str(place), count) for place, count in enumerate(counts)], hide_small=hide_small)
    return [one.count for one in table.rows], table.total


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((12, 7, 0), ([12, 7, 0], 19)),
        ((12, 3, 0), ([None, None, 0], 15)),  # 12 as well: 15 less 12 would be 3
        ((30, 12, 3), ([30, None, None], 45)),
        ((30, 4, 3), ([30, None, None], 37)),
        ((30, 1, 1), ([None, None, None], 32)),  # two that make two are one each
        ((3, 0), ([None, None], None)),
        ((1, 1, 1, 1, 1), ([None] * 5, None)),  # as many as their sum: one each
        ((), ([], 0)),
    ],
)
def test_small_counts_are_hidden_with_what_would_tell_them(counts, expected):
    assert shown(*counts) == expected


def test_inside_the_organisation_every_count_stands():
    assert shown(3, 1, hide_small=False) == ([3, 1], 4)


@pytest.mark.parametrize(("count", "words"), [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5")])
def test_a_figure_by_itself_says_that_it_is_small(count, words):
    assert figure(count, hide_small=True) == words


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4))
def test_what_is_shown_leaves_every_small_count_open(counts):
    """The slow way: of all that could stand in the hidden lines and add up to the total, more than one fits."""
    printed, total = shown(*counts)
    hidden = [place for place, one in enumerate(printed) if one is None]
    left = None if total is None else total - sum(one for one in printed if one is not None)
    fitting = [values for values in product(range(1, 10), repeat=len(hidden)) if left in (None, sum(values))]

    for position, place in enumerate(hidden):
        if 0 < counts[place] < 5:
            assert len({values[position] for values in fitting}) > 1
