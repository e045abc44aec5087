"""The blueprint the operator's pages hang on, and what they all need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, g

from portal.core import clock
from portal.web.access import Anyone, Scope
from portal.web.blueprint import PortalBlueprint

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from portal.config import Settings

bp = PortalBlueprint("operator", "portal.operator", scope=Scope.OPERATOR)
OPERATOR = Anyone("the operator's own pages; the database knows who is one")


def session() -> Session:
    """The session of the operator's role, begun and proved by the guard."""
    found: Session = g.operator_session
    return found


def today() -> date:
    return clock.london_day(clock.now())


def installation() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found
