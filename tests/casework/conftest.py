"""A Wednesday morning at Rosewood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from plugins.incidents.models import Incident
from portal.worker import run_waiting_jobs
from tests.casework.incidents import completed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    """Wednesday 4 March 2026, ten in the morning."""
    with time_machine.travel("2026-03-04T10:00:00Z"):
        yield


@pytest.fixture
def kept(act_and_commit) -> Callable[..., Incident]:
    """Make something as a person and keep it: `incident = kept(completed, by="ben")`."""

    def make(step: Callable[..., Incident], *words: object, by: str = "ben", **options: object) -> Incident:
        with act_and_commit(by) as uow:
            return step(uow, *words, **options)

    return make


@pytest.fixture
def copy(app: Flask, kept: Callable[..., Incident], act_and_commit) -> Incident:
    """Northshire's copy of a fall at Rosewood House, arrived and not opened yet."""
    kept(completed)
    run_waiting_jobs(app)
    with act_and_commit("asha") as uow:
        found: Incident = uow.session.scalars(select(Incident)).one()
        return found
