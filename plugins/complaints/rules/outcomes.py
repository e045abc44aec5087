"""From the outcomes of its heads to that of a complaint."""

from __future__ import annotations

from collections.abc import Iterable

UPHELD, PARTLY, NOT_UPHELD = "upheld", "partly-upheld", "not-upheld"
RESOLVED, WITHDRAWN, ELSEWHERE = "resolved", "withdrawn", "out-of-jurisdiction"
FELL_SHORT = frozenset({UPHELD, PARTLY})
FOUND = frozenset({UPHELD, PARTLY, NOT_UPHELD})
WITHOUT_A_FINDING = (RESOLVED, WITHDRAWN, ELSEWHERE)


def overall(outcomes: Iterable[str | None]) -> str | None:
    """The outcome of the whole; None while a head has none, or there is no head.

    Heads on which something was found decide: all upheld is upheld, none upheld is not upheld, anything between is
    partly upheld. Without any finding, what comes first of resolved, withdrawn and not for this procedure.
    """
    given = list(outcomes)
    if not given or None in given:
        return None
    found = {one for one in given if one in FOUND}
    if found:
        return next(iter(found)) if len(found) == 1 else PARTLY
    return next(one for one in WITHOUT_A_FINDING if one in given)


def needs_action(outcome: str | None) -> bool:
    """Whether something must be learned from a head: it was upheld, wholly or in part."""
    return outcome in FELL_SHORT
