"""What people are asked when they search the register or load a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.directory.formats.layouts import header_key
from portal.directory.formats.mapped import FIELDS
from portal.web.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    Option,
    SelectField,
    TextField,
    TickField,
    UploadField,
)
from portal.web.forms import Length, PortalForm, Required


class UploadForm(PortalForm):
    file = UploadField(
        "The published file",
        [Required("Choose the file")],
        description=(
            "Any published register of CQC or the Care Inspectorate: CSV, ODS, XLSX, or a JSON record of the API."
            " For other registers you say which column is which."
        ),
    )
    as_at = DayField(
        "The day the register is of",
        description="Leave it empty when the file says so itself: the published ones do.",
    )


class AuthorityForm(PortalForm):
    authority = TextField(
        "Which authority is it?",
        [Required("Enter the name or the code of the authority")],
        description="Its usual name, such as Oldham, or its nine-character code, such as E08000004.",
    )


class LoadForm(PortalForm):
    accept_shrink = TickField("I have checked: it is right")


class GroupForm(PortalForm):
    name = TextField("What to call the group", [Required("Give the group a name"), Length(max=200)])
    providers = ChoicesField("Which of them belong together?")


REGULATORS = (
    Option("cqc", "Care Quality Commission (England)"),
    Option("care-inspectorate", "Care Inspectorate (Scotland)"),
    Option("ciw", "Care Inspectorate Wales"),
    Option("rqia", "RQIA (Northern Ireland)"),
)


class ColumnsForm(PortalForm):
    label = TextField("What to call this register", [Required("Give it a name")])
    regulator = ChoiceField("Whose register it is", [Required("Choose whose register it is")], choices=REGULATORS)


def columns_form(headers: Sequence[str]) -> Any:
    """The form that asks which of `headers` is which, a select for each thing the register keeps."""
    named = [header for header in headers if header.strip()]
    options = [Option(header, header) for header in named]
    selects = {
        name: SelectField(label, choices=options, default=_same_name(label, name, named))
        for name, label in FIELDS.items()
    }
    return type("ChosenColumnsForm", (ColumnsForm,), selects)()


def _same_name(label: str, name: str, headers: Sequence[str]) -> str | None:
    """The header that is called exactly so; nothing nearer is guessed, and a person decides."""
    wanted = {header_key(label), header_key(name), header_key(name.replace("_", " "))}
    return next((header for header in headers if header_key(header) in wanted), None)
