"""A person's own feed: make it, or take it back."""

from __future__ import annotations

from sqlalchemy import text

from portal.accounts.permissions import ORGANISATION
from portal.core.ids import new_token, token_hash
from portal.core.uow import UnitOfWork
from portal.trail.services import append_entry


def make_feed(uow: UnitOfWork) -> str:
    """A new secret address for the acting person's dates here; an earlier one opens nothing any more.

    The token is returned this once: the database keeps its hash.
    """
    token = new_token()
    uow.session.execute(text("SELECT auth.renew_feed(:hash)"), {"hash": token_hash(token)})
    append_entry(uow, "diary.feed_made", act_class="P", compartment=ORGANISATION)
    return token


def revoke_feed(uow: UnitOfWork) -> None:
    """Take the acting person's feed back; without one nothing happens."""
    if uow.session.execute(text("SELECT auth.revoke_feed()")).scalar_one():
        append_entry(uow, "diary.feed_revoked", act_class="P", compartment=ORGANISATION)
