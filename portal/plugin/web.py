"""What a plugin's `forms.py` and `views.py` need."""

from __future__ import annotations

from portal.documents.adding import WAYS as DOCUMENT_WAYS
from portal.documents.adding import add_beside, answer_adding
from portal.web.access import Anyone, OfKind, Public, Scope
from portal.web.blueprint import PortalBlueprint
from portal.web.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    EmailField,
    LongTextField,
    MomentField,
    NumberField,
    Option,
    SelectField,
    TextField,
    TickField,
    UploadField,
    YesNoField,
)
from portal.web.forms import Length, PortalForm, Required, attach_error
from portal.web.spreadsheets import FILE_FORMS, list_file
from portal.web.transaction import kept, uow

__all__ = [
    "DOCUMENT_WAYS",
    "FILE_FORMS",
    "Anyone",
    "ChoiceField",
    "ChoicesField",
    "DayField",
    "EmailField",
    "Length",
    "LongTextField",
    "MomentField",
    "NumberField",
    "OfKind",
    "Option",
    "PortalBlueprint",
    "PortalForm",
    "Public",
    "Required",
    "Scope",
    "SelectField",
    "TextField",
    "TickField",
    "UploadField",
    "YesNoField",
    "add_beside",
    "answer_adding",
    "attach_error",
    "kept",
    "list_file",
    "uow",
]
