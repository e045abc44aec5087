"""Words about documents: on the timeline, and for what they are put to."""

from __future__ import annotations

from collections.abc import Mapping

# Parts of any record that documents are put to; a kind names its own (`RecordKind.evidence_parts`).
PARTS: Mapping[str, str] = {"action": "an action", "reply_point": "a point of a reply"}
ACTS: Mapping[str, str] = {
    "document.added": "added a document",
    "document.reused": "put a document here that was kept already",
    "document.new_version": "added version %(number)s of a document",
    "document.changed": "corrected what is said of a document",
    "document.removed": "took a document away",
    "document.fetched": "",
    "document.received": "received a document with it",
}
