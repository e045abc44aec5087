"""The one tree of errors a person may read; `portal.web.errors` maps it to HTTP."""

from __future__ import annotations


class PortalError(Exception):
    """A rule said no. The message is a sentence for the person who asked; `field` names the input it is about."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFoundError(PortalError):
    """There is no such thing for this person: absent, another tenant's, or not theirs to know. Always alike."""

    def __init__(self) -> None:
        super().__init__("Page not found")


class ErasedError(PortalError):
    """The record's time is over: its reference and dates are left, and nothing can be done with it any more."""


class NotPermittedError(PortalError):
    """The person may know of the thing but lacks the permission for what they asked."""


class StaleRecordError(PortalError):
    """Somebody saved the record after this person opened it; nothing was overwritten."""

    def __init__(self, message: str = "Somebody else saved this after you opened it.") -> None:
        super().__init__(message)


class UnavailableError(PortalError):
    """Something the portal leans on is away for the moment. Records are safe; trying again later helps."""


class NotSignedInError(PortalError):
    """No valid session stands behind the request."""

    def __init__(self) -> None:
        super().__init__("Sign in to continue.")
