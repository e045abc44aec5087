"""The demonstration has a few documents, kept like everybody's."""

from __future__ import annotations

from random import Random

from portal.documents.demo import ENOUGH, keep_something
from portal.documents.queries import document_rows
from tests.casework.incidents import opened
from tests.documents.evidence import stored


def test_some_days_somebody_keeps_a_document_and_a_few_are_enough(act, vault):
    uow = act("ben")
    for number in range(ENOUGH + 3):
        opened(uow, f"Fall {number}")

    for day in range(60):
        keep_something(uow, vault, Random(day))  # noqa: S311 - invented stories

    rows = uow.session.execute(document_rows()).all()
    assert len(rows) == len(stored(vault, uow)) == ENOUGH
    assert {one.media_type for one in rows} > {"text/csv"}


def test_who_may_not_write_keeps_nothing(act, vault):
    uow = act("rhona")

    for day in range(20):
        keep_something(uow, vault, Random(day))  # noqa: S311 - invented stories
    assert stored(vault, uow) == set()
