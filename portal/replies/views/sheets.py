"""Two people wrote about one point: the second sees both, and puts them together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.replies.forms import MADE_FROM
from portal.replies.models import Notice
from portal.replies.queries import points_of
from portal.replies.services.sheets import PointsChangedError, point_mark
from portal.web.forms import PortalForm, attach_error
from portal.web.transaction import uow


def show_both(
    notice: Notice, form: PortalForm, error: PointsChangedError, columns: Sequence[str]
) -> dict[int, dict[str, Any]]:
    """What the other person saved, by point; the form keeps what this one wrote and is made from theirs now."""
    attach_error(form, error)
    theirs = {}
    for point in points_of(uow, notice):
        if point.number in error.numbers:
            theirs[point.number] = {name: getattr(point, name) for name in columns}
            form[f"{MADE_FROM}_{point.number}"].data = point_mark(point, columns)
    return theirs
