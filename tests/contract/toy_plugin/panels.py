"""Blocks of the home page: one that works, and one that does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, text

from portal.plugin import Panel
from tests.contract.toy_plugin.models import Visit
from tests.contract.toy_plugin.permissions import READ

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.plugin import UnitOfWork


def visits(uow: UnitOfWork) -> Sequence[Visit]:
    return uow.session.scalars(select(Visit).order_by(Visit.visited_on.desc())).all()


def break_down(uow: UnitOfWork) -> None:
    uow.session.execute(text("SELECT nothing FROM nowhere"))


PANELS = (
    Panel("toy.broken", "A block that breaks", "toy/_visits.html", break_down, READ, weight=5),
    Panel("toy.visits", "Visits made", "toy/_visits.html", visits, READ, weight=6),
)
