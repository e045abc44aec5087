"""What the tests of faults do again and again."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.core.roles import APP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from portal.core.installation import Location
    from tests.client import Page, PortalClient
    from tests.faults.conftest import Faults

WORDS = "A graze on the left hip"
MACHINE = re.compile(r"Traceback|sqlalchemy|psycopg|portal\.|\.py\b|SELECT |pg_|Error\b", re.IGNORECASE)


def typed(browser: PortalClient, at: str) -> dict[str, str]:
    """The form that stands there, with words typed into it."""
    form = browser.get(at).tree.xpath("//input[@name='draft_of']/ancestor::form")[0]
    return dict(form.form_values()) | {"injury": WORDS}


def draft_of(browser: PortalClient, at: str) -> dict[str, str]:
    """What a browser with scripts sends meanwhile."""
    form = typed(browser, at)
    return form | {"draft": form.pop("draft_of"), "draft_op": form.pop("op")}


def again_at(page: Page, action: str) -> dict[str, str]:
    """What the button Try again sends."""
    return dict(page.tree.xpath(f"//main//form[@action='{action}']")[0].form_values())


@contextmanager
def just_before_a_commit(fault: Callable[[], None]) -> Iterator[None]:
    """Let `fault` happen once, as late as it can."""
    waiting = [fault]

    def happen(_session: Session) -> None:
        if waiting:
            waiting.pop()()

    event.listen(Session, "before_commit", happen)
    yield
    event.remove(Session, "before_commit", happen)


@contextmanager
def slow(own: Location, faults: Faults, *, patience: str = "300ms") -> Iterator[None]:
    """Somebody holds the table of records; the web's statements wait for `patience` instead of fifteen seconds."""
    role = f"ALTER ROLE {APP} IN DATABASE {own.database}"
    faults.admin.execute(f"{role} SET statement_timeout = '{patience}'")
    faults.cut()
    with psycopg.connect(own.admin_url()) as holder:
        holder.execute("LOCK TABLE portal.record IN ACCESS EXCLUSIVE MODE")
        yield
        holder.rollback()
    faults.admin.execute(f"{role} RESET statement_timeout")
    faults.cut()
