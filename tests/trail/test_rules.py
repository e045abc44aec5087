"""The tree: hashes as RFC 6962 has them, and a frontier that knows the same root as the slow model."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.trail.rules import Frontier, header, inclusion_path, leaf_hash, node_hash, root_of

LEAVES = st.lists(st.binary(min_size=32, max_size=32), max_size=70)


def slow_root(leaves):
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + slow_root(leaves[:split]) + slow_root(leaves[split:])).digest()


def climbed(leaf, place, size, path):
    """The root a path leads to. Source: RFC 9162 section 2.1.3.2."""
    last = size - 1
    for step in path:
        if place & 1 or place == last:
            leaf = node_hash(step, leaf)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            leaf = node_hash(leaf, step)
        place, last = place >> 1, last >> 1
    return leaf


def test_the_hashes_are_those_of_the_published_example():
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_eight_leaves_have_the_root_certificate_transparency_publishes_for_them():
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]

    root = root_of([leaf_hash(bytes.fromhex(one)) for one in inputs])

    assert root.hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(LEAVES)
def test_the_frontier_knows_the_root_of_the_whole_tree(leaves):
    assert root_of(leaves) == slow_root(leaves)


@given(LEAVES, st.integers(min_value=0, max_value=70))
def test_a_tree_counted_on_from_its_frontier_is_the_tree_counted_in_one_go(leaves, at):
    first = Frontier()
    first.add(leaves[:at])
    later = Frontier(first.size, first.packed())
    later.add(leaves[at:])

    assert (later.size, later.root()) == (len(leaves), slow_root(leaves))


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40), st.data())
def test_a_path_leads_from_its_leaf_to_the_root(leaves, data):
    place = data.draw(st.integers(min_value=0, max_value=len(leaves) - 1))

    assert climbed(leaves[place], place, len(leaves), inclusion_path(leaves, place)) == slow_root(leaves)


def test_a_frontier_of_another_size_is_refused():
    with pytest.raises(ValueError, match="not the frontier"):
        Frontier(3, b"\0" * 32)


def test_a_header_says_the_moment_in_utc_and_nothing_of_anybody():
    at = datetime(2026, 7, 1, 10, 0, 0, 5, tzinfo=timezone(timedelta(hours=1)))

    found = header(seq=7, at=at, act="record.opened", act_class="C", objects=1, commitment=b"\0" * 32)

    assert found == {
        "v": 1,
        "seq": 7,
        "ts": "2026-07-01T09:00:00.000005Z",
        "act": "record.opened",
        "cls": "C",
        "n": 1,
        "c": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    }
