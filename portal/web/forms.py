"""`PortalForm`: what every form has, and what a service's refusal looks like on one."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import InputRequired, StopValidation
from wtforms.validators import Length as LengthOfText

from portal.core.errors import PortalError
from portal.core.ids import new_token
from portal.web.fields import PartsField

__all__ = ["InputRequired", "Length", "PortalForm", "Required", "attach_error", "first_error_id"]


class PortalForm(FlaskForm):  # type: ignore[misc]
    """A form that can be sent only once: `op` is its key, drawn when it is first shown and kept through errors."""

    op = HiddenField(default=new_token)

    def values(self) -> dict[str, Any]:
        """The answers by name, without what the shell added."""
        return {name: field.data for name, field in self._fields.items() if name not in {"op", "csrf_token"}}


class Required:
    """An answer must be given. Works for every control, those of several inputs included."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads a plain dict

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: Any, field: Any) -> None:
        if field.errors:
            raise StopValidation
        if field.data is None or field.data in ("", [], False):
            raise StopValidation(self.message)


class Length(LengthOfText):  # type: ignore[misc]
    """At most this many characters."""

    def __init__(self, *, max: int) -> None:  # noqa: A002 - the word WTForms uses
        super().__init__(max=max, message=f"Shorten this to {max:,} characters or fewer")


def attach_error(form: PortalForm, error: PortalError) -> None:
    """Put a rule's no beside the field it is about, or above the form."""
    field = form._fields.get(error.field or "")
    if field is None:
        form.form_errors.append(error.message)
    else:
        field.errors = [*field.errors, error.message]


def first_error_id(field: Any) -> str:
    """Where the error summary's link must put the cursor."""
    return field.first_id if isinstance(field, PartsField) else str(field.id)
