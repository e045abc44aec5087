"""The rules of the seed catalogue, until each has a plugin of its own."""

from __future__ import annotations

from collections.abc import Sequence

from portal.deadlines.catalogue import CATALOGUE
from portal.declarations import DeadlineRule
from portal.hookspecs import hookimpl


@hookimpl
def portal_deadline_rules() -> Sequence[DeadlineRule]:
    return CATALOGUE
