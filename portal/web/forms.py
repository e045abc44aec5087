"""`PortalForm`: what every form has, and what a service's refusal looks like on one."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from flask import g, request
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import InputRequired, StopValidation
from wtforms.validators import Length as LengthOfText

from portal.core.errors import PortalError
from portal.core.ids import new_token
from portal.web.drafts import as_sent, typed_draft
from portal.web.fields import LongTextField, PartsField, PasswordField
from portal.web.models import Draft

FEW_QUESTIONS = 3
CARRY_ON = "carry-on"

__all__ = ["InputRequired", "Length", "PortalForm", "Required", "attach_error", "first_error_id"]


class PortalForm(FlaskForm):  # type: ignore[misc]
    """A form that can be sent only once: `op` is its key, drawn when it is first shown and kept through errors.

    Within an organisation, a form with long text or more than three questions keeps a draft of what is typed into
    it; `keeps_draft` says otherwise. `takes_up_draft` fills the draft in without asking: for one step of several.
    """

    keeps_draft: ClassVar[bool | None] = None
    takes_up_draft: ClassVar[bool] = False

    op = HiddenField(default=new_token)

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def wrap_formdata(self, form: PortalForm, formdata: Any) -> Any:
            """What was sent or, where the person carries on with a draft, what the draft holds."""
            found = super().wrap_formdata(form, formdata)
            if found is None and formdata is not None and form.is_taken_up and form.draft:
                return as_sent(form.draft)
            return found

    @classmethod
    def draft_key_at(cls, **arguments: object) -> str:
        """The key of the draft of this form on the page with these parts of an address."""
        return "/".join([f"{cls.__module__}.{cls.__name__}", *(f"{one}={arguments[one]}" for one in sorted(arguments))])

    @cached_property
    def draft_key(self) -> str | None:
        """By what a draft of this form is found again; None for a form that keeps none."""
        if "uow" not in g or self.keeps_draft is False or any(isinstance(one, PasswordField) for one in self):
            return None
        questions = [one for one in self if hasattr(one, "control")]
        is_long = len(questions) > FEW_QUESTIONS or any(isinstance(one, LongTextField) for one in questions)
        key = self.draft_key_at(**(request.view_args or {})) + (f"/{self._prefix}" if self._prefix else "")
        return key if self.keeps_draft or is_long else None

    @cached_property
    def draft(self) -> Draft | None:
        """What the person typed here before and never sent; None on a page that answers a sending."""
        is_arriving = request.method == "GET" and self.draft_key is not None
        found = typed_draft(g.uow, self.draft_key or "") if is_arriving else None
        if found is not None:
            g.has_draft = True  # the layout then holds the form that throws drafts away
        return found

    @property
    def is_taken_up(self) -> bool:
        """Whether this page goes on with the draft instead of offering it."""
        return self.takes_up_draft or (request.method == "GET" and request.args.get("draft") == CARRY_ON)

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
