"""Loading a published file into the register: stage it, look at what changes, apply or discard it.

`stage_import`, `apply_import` and `discard_import` work on a connection of the importer's engine and leave
the commit to their caller; those that take an engine open transactions of their own.
"""

from __future__ import annotations

from portal.directory.services.applying import apply_import, discard_import
from portal.directory.services.grouping import FEWEST, Decider, change_member, decide_group, undo_group
from portal.directory.services.loading import UNDER_WAY, give_up, load_waiting
from portal.directory.services.mapping import keep_mapping
from portal.directory.services.naming import forget_managers
from portal.directory.services.outcomes import ImportOutcome, StoppedImportError
from portal.directory.services.reviewing import decide_item
from portal.directory.services.running import import_file, load_run, rehearse_imports
from portal.directory.services.staging import stage_import
from portal.directory.services.uploading import (
    LOAD_REGISTER,
    READ_REGISTER,
    ask_to_load,
    keep_upload,
    open_shelf,
    read_upload,
    was_started_in,
)
from portal.directory.services.watching import WatchedFolder, approve_file, look_at_folder, offer_file, refuse_file

__all__ = [
    "FEWEST",
    "LOAD_REGISTER",
    "READ_REGISTER",
    "UNDER_WAY",
    "Decider",
    "ImportOutcome",
    "StoppedImportError",
    "WatchedFolder",
    "apply_import",
    "approve_file",
    "ask_to_load",
    "change_member",
    "decide_group",
    "decide_item",
    "discard_import",
    "forget_managers",
    "give_up",
    "import_file",
    "keep_mapping",
    "keep_upload",
    "load_run",
    "load_waiting",
    "look_at_folder",
    "offer_file",
    "open_shelf",
    "read_upload",
    "refuse_file",
    "rehearse_imports",
    "stage_import",
    "undo_group",
    "was_started_in",
]
