"""What people are asked about documents."""

from __future__ import annotations

from portal.documents.inspection.kinds import KEPT_KINDS, KINDS
from portal.web.fields import DayField, SelectField, TextField, UploadField
from portal.web.forms import Length, PortalForm, Required

LONGEST_TITLE = 200
ACCEPT = ",".join(f".{one}" for one in KINDS)
KEPT = f"Kept are {KEPT_KINDS}. Pictures lose the place and the camera they were taken with."


class FileForm(PortalForm):
    keeps_draft = False

    file = UploadField("The file", [Required("Choose a file")], description=KEPT)


class AboutForm(PortalForm):
    title = TextField(
        "What is it?",
        [Required("Say what it is"), Length(max=LONGEST_TITLE)],
        description="In a few words, for example: training record, night staff. No names of people who receive care.",
    )
    about_on = DayField(
        "Which day is it about?",
        [Required("Enter the day it is about")],
        description="The day of the check, the training or the letter, not the day you add it.",
    )
    expires_on = DayField(
        "When does it run out?", description="For a certificate or a policy. Leave it empty otherwise."
    )


class AddForm(FileForm, AboutForm):
    """A new document: the file, and what is said of it."""


class ReuseForm(PortalForm):
    document_id = SelectField("Which document?", [Required("Choose a document")])


class RemoveForm(PortalForm):
    """Nothing to fill in: what is shown is what goes."""
