"""What a plugin's `forms.py` and `views.py` need."""

from __future__ import annotations

from portal.accounts.visitors import count_visit, may_tell_of_it
from portal.documents.adding import WAYS as DOCUMENT_WAYS
from portal.documents.adding import add_beside, answer_adding
from portal.letters.addressees import options as addressee_options
from portal.letters.forms import LetterForm
from portal.trail.queries import trail_foot
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
from portal.web.paper import paper_page, paper_pdf
from portal.web.spreadsheets import FILE_FORMS, list_file
from portal.web.transaction import kept, uow, visitor

__all__ = [
    "DOCUMENT_WAYS",
    "FILE_FORMS",
    "Anyone",
    "ChoiceField",
    "ChoicesField",
    "DayField",
    "EmailField",
    "Length",
    "LetterForm",
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
    "addressee_options",
    "answer_adding",
    "attach_error",
    "count_visit",
    "kept",
    "list_file",
    "may_tell_of_it",
    "paper_page",
    "paper_pdf",
    "trail_foot",
    "uow",
    "visitor",
]
