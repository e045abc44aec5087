"""Words of the timeline about documents."""

from __future__ import annotations

from collections.abc import Mapping

ACTS: Mapping[str, str] = {
    "document.added": "added a document",
    "document.reused": "put a document here that was kept already",
    "document.new_version": "added version %(number)s of a document",
    "document.changed": "corrected what is said of a document",
    "document.removed": "took a document away",
    "document.fetched": "",
}
