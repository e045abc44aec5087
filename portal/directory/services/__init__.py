"""Loading a published file into the register: stage it, look at what it would change, then apply or discard it.

Every function works on a connection of the importer's engine and leaves the commit to its caller; `import_file` alone
opens transactions, for the command line.
"""

from __future__ import annotations

from portal.directory.services.applying import apply_import, discard_import
from portal.directory.services.outcomes import ImportOutcome
from portal.directory.services.running import import_file
from portal.directory.services.staging import stage_import

__all__ = ["ImportOutcome", "apply_import", "discard_import", "import_file", "stage_import"]
