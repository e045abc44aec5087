"""The blueprint, and the page every act leads back to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFoundError, PortalError
from portal.replies.models import Notice
from portal.replies.queries import load_notice
from portal.web.blueprint import PortalBlueprint
from portal.web.forms import PortalForm, attach_error
from portal.web.transaction import uow

bp = PortalBlueprint("replies", "portal.replies", path="notices")


def back_to(notice: Notice) -> ResponseReturnValue:
    return redirect(url_for("replies.show", notice_id=notice.id))


def own_side(notice_id: UUID, side: str) -> Notice:
    """A notice we gave, or one we received; the other is not found."""
    notice = load_notice(uow, notice_id)
    if notice.side != side:
        raise NotFoundError
    return notice


def done(form: PortalForm, act: Callable[[], Any]) -> bool:
    """Whether the form is complete and the act was not refused; a refusal stands on the form."""
    if not form.validate_on_submit():
        return False
    try:
        act()
    except PortalError as error:
        attach_error(form, error)
        return False
    return True
