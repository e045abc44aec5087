"""What can be wrong with a whole file, and with one of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.core.errors import PortalError

if TYPE_CHECKING:
    from collections.abc import Sequence


class RefusedFileError(PortalError):
    """The file cannot be loaded. `problems` are sentences for the person who sent it."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems: Sequence[str] = problems


class UnknownLayoutError(RefusedFileError):
    """No row is the header of a layout we know. `headers` is the row most like one, for a person to map; or empty."""

    def __init__(self, problem: str, headers: Sequence[str]) -> None:
        super().__init__(problem)
        self.headers = tuple(headers)


class ReportedRowError(Exception):
    """This row cannot be loaded, and why; the rest of the file can."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OutOfScopeError(ReportedRowError):
    """The row is sound and not ours to keep: children's services, withheld addresses."""
