"""What a route asks of its visitor. A route cannot be added without saying."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """For whom a blueprint's pages are, and so which database role and context they run under.

    PUBLIC pages are nobody's and touch no organisation's rows; VISITOR pages are one organisation's, open to everybody.
    """

    PUBLIC = "public"
    VISITOR = "visitor"
    ACCOUNT = "account"
    TENANT = "tenant"
    OPERATOR = "operator"


@dataclass(frozen=True)
class Public:
    """No sign-in needed, and why that is right."""

    reason: str


@dataclass(frozen=True)
class OfKind:
    """The permission the record kind in the address declares for this verb: `read` or `write`."""

    verb: str


@dataclass(frozen=True)
class Anyone:
    """Anyone signed in within the blueprint's scope, and why no permission is needed."""

    reason: str


Access = str | Public | OfKind | Anyone


@dataclass(frozen=True)
class Guard:
    """What stands before one view: its blueprint's scope and plugin, and the access it declared."""

    scope: Scope
    access: Access
    plugin: str | None
