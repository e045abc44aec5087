"""Loading a published file into the register: stage it, look at what changes, apply or discard it.

`stage_import`, `apply_import` and `discard_import` work on a connection of the importer's engine and leave
the commit to their caller; those that take an engine open transactions of their own.
"""

from __future__ import annotations

from portal.directory.services.applying import apply_import, discard_import
from portal.directory.services.mapping import keep_mapping
from portal.directory.services.outcomes import ImportOutcome, StoppedImportError
from portal.directory.services.reviewing import decide_item
from portal.directory.services.running import import_file, load_run
from portal.directory.services.staging import stage_import
from portal.directory.services.uploading import stage_upload, was_started_in

__all__ = [
    "ImportOutcome",
    "StoppedImportError",
    "apply_import",
    "decide_item",
    "discard_import",
    "import_file",
    "keep_mapping",
    "load_run",
    "stage_import",
    "stage_upload",
    "was_started_in",
]
