"""Where and since when: the terms the catalogue's rules share."""

from __future__ import annotations

from datetime import date

from portal.core.nations import Nation

ENGLAND = frozenset({Nation.ENGLAND})
WALES = frozenset({Nation.WALES})
SCOTLAND = frozenset({Nation.SCOTLAND})
NORTHERN_IRELAND = frozenset({Nation.NORTHERN_IRELAND})

# A rule needs a first day, but for some sources none was found. This one lies before any event recorded here.
ALL_HISTORY = date(2010, 1, 1)
START_UNKNOWN = "The day this began was not found: it is applied to all recorded events."
