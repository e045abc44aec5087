"""Believable incidents for the demonstration world."""

from __future__ import annotations

from random import Random

from portal.plugin import UnitOfWork


def make_incidents(uow: UnitOfWork, random: Random) -> None:
    """Written with the demonstration world."""
    del uow, random
