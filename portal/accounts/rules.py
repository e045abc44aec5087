"""What an address, a link and a role must be before anybody asks the database."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from portal.core.errors import PortalError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.declarations import Role

LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3, less the brackets
LONGEST_NAME = 120
EMAIL = re.compile(r"[^\s@<>\"',;\x00-\x1f\x7f]+@[^\s@<>\"',;\x00-\x1f\x7f]+\.[^\s@<>\"',;\x00-\x1f\x7f]+")
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def email_key(email: str) -> str:
    """The form in which an address is looked up: without it `Ben@…` and `ben@…` would be two people."""
    return email.replace("\0", "").strip().lower()


def refuse_odd_email(email: str, *, field: str = "email") -> None:
    """Raise `PortalError` unless this can be an e-mail address."""
    if len(email) > LONGEST_EMAIL or not EMAIL.fullmatch(email):
        raise PortalError("Enter an e-mail address in the correct form, like name@example.com", field=field)


def is_token(text: str) -> bool:
    """Whether this has the shape of one of our tokens; nothing else is put to the database."""
    return TOKEN.fullmatch(text) is not None


def join_link(base_url: str, token: str) -> str:
    """The address an invitation is answered at."""
    return f"{base_url}/join/{token}"


def roles_for(roles: Iterable[Role], tenant_kind: str) -> list[Role]:
    """The roles an organisation of this kind may give."""
    return [role for role in roles if tenant_kind in role.tenant_kinds]


def refuse_unsuitable_roles(wanted: Iterable[str], offered: Iterable[Role]) -> list[str]:
    """The roles as they are stored. Raises `PortalError` when there is none, or one that is not offered."""
    known = {role.key for role in offered}
    chosen = sorted(set(wanted))
    if not chosen or not known.issuperset(chosen):
        raise PortalError("Choose one role or more from the list", field="roles")
    return chosen
