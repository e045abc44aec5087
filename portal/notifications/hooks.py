"""What notifications declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.declarations import Schedule


@hookimpl
def portal_schedules() -> Sequence[Schedule]:
    return ()
