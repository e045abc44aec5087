"""The right to watch the organisation's mails."""

from __future__ import annotations

from portal.declarations import Permission

WATCH_MAILS = "notifications:mail:watch"
# Roles and the compartment of the organisation itself are of accounts, which stands above this room.
ADMINISTRATOR = "tenant_admin"
ORGANISATION = "organisation"

PERMISSIONS = (
    Permission(
        WATCH_MAILS,
        "see which mails wait or failed, and have them tried again",
        frozenset({ADMINISTRATOR}),
        power="watch_mails",
    ),
)
