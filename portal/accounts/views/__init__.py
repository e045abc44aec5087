"""Pages of accounts: sign-in, the account itself, invitations, people, and three pages of advice."""

from __future__ import annotations

from portal.accounts.views import account as account_pages
from portal.accounts.views import advice, factor, join, people, sign_in
from portal.accounts.views.blueprints import account, members, public

__all__ = [
    "account",
    "account_pages",
    "advice",
    "factor",
    "join",
    "members",
    "people",
    "public",
    "sign_in",
]
