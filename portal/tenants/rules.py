"""Which links suit which organisation, and how each reads from either end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.core.errors import PortalError
from portal.declarations import TenantKind

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,48}")
COUNCIL = frozenset({TenantKind.COMMISSIONER})
ADVOCATE = frozenset({TenantKind.ADVOCACY})


@dataclass(frozen=True)
class LinkEnd:
    """One end of a kind of link: for whom it is, and how it reads there. `%s` is the other organisation.

    What a link carries goes from its `to` end to its `from` end. `exchange.suits` is the same table in SQL.
    """

    kind: str
    part: str
    kinds: frozenset[TenantKind]
    sentence: str
    choice: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.part}"

    @property
    def tells(self) -> bool:
        return self.part == "to"


LINK_ENDS = (
    LinkEnd("commissions", "from", COUNCIL, "You commission %s", "We commission them"),
    LinkEnd(
        "commissions",
        "to",
        frozenset({TenantKind.PROVIDER, TenantKind.ADVOCACY}),
        "%s commissions you",
        "They commission us",
    ),
    LinkEnd("hosts", "from", COUNCIL, "%s runs services in your area", "They run services in our area"),
    LinkEnd(
        "hosts",
        "to",
        frozenset({TenantKind.PROVIDER}),
        "You run services in the area of %s",
        "We run services in their area",
    ),
    LinkEnd(
        "advocates_for",
        "from",
        ADVOCATE,
        "You advocate for people %s looks after",
        "We advocate for people they look after",
    ),
    LinkEnd(
        "advocates_for",
        "to",
        frozenset({TenantKind.PROVIDER, TenantKind.COMMISSIONER}),
        "%s advocates for people you look after",
        "They advocate for people we look after",
    ),
)


def ends_for(tenant_kind: str) -> list[LinkEnd]:
    """The ends an organisation of this kind may stand at."""
    return [end for end in LINK_ENDS if tenant_kind in end.kinds]


def end_of(kind: str, part: str) -> LinkEnd:
    return next(end for end in LINK_ENDS if (end.kind, end.part) == (kind, part))


def read_slug(typed: str, *, field: str = "slug") -> str:
    """The short name of an organisation's address, out of `rosewood` or `https://…/t/rosewood/`.

    Raises `PortalError` for anything that cannot be one.
    """
    bare = typed.strip().lower()
    if "/t/" in bare:
        bare = bare.partition("/t/")[2].partition("/")[0]
    if not SLUG.fullmatch(bare):
        message = "Enter a portal address: small letters, digits and hyphens, like rosewood-care"
        raise PortalError(message, field=field)
    return bare
