"""What people are asked about actions: to set one, to answer, to report, to judge."""

from __future__ import annotations

from portal.web.fields import DayField, LongTextField, SelectField, TextField, TickField, UploadField
from portal.web.forms import Length, PortalForm, Required

LONGEST = 5000
BY_WHEN = Required("Enter the date by which it is to be done")


class NewActionForm(PortalForm):
    title = TextField(
        "What is to be done?",
        [Required("Enter what is to be done"), Length(max=200)],
        description="One thing, in a few words. No names of people who receive care.",
    )
    what = LongTextField("Anything else about it", [Length(max=LONGEST)])
    who = SelectField(
        "Who does it?",
        [Required("Choose who does it")],
        description="Somebody here, or an organisation you are linked with, which accepts or declines.",
    )
    site_id = SelectField("At which site?")
    due_on = DayField("By when?", [BY_WHEN])


class OwnerForm(PortalForm):
    owner_id = SelectField("Who does it?", [Required("Choose who does it")])


class ReasonForm(PortalForm):
    words = LongTextField("Why?", [Required("Say why"), Length(max=LONGEST)])


class ProgressForm(PortalForm):
    words = LongTextField("What was done so far?", [Required("Write what was done"), Length(max=LONGEST)])
    is_internal = TickField("Keep this note to ourselves")


class FinishForm(PortalForm):
    words = LongTextField(
        "What shows that it is done?",
        [Required("Say what shows that it is done"), Length(max=LONGEST)],
        description="For example: the new night checks are on the rota; the log of the first two weeks is complete.",
    )
    evidence_on = DayField(
        "Which day is that evidence about?",
        [Required("Enter the day the evidence is about")],
        description="The day of the check, the training or the letter, not today's date.",
    )
    file = UploadField("A file that shows it", description="If you have one. Only your organisation sees it.")


class VerifyForm(PortalForm):
    words = LongTextField("How did you check it?", [Length(max=LONGEST)])


class ReopenForm(PortalForm):
    words = LongTextField("What is still missing?", [Required("Say what is still missing"), Length(max=LONGEST)])
    due_on = DayField("By when now?", [BY_WHEN])


class MoveForm(PortalForm):
    due_on = DayField("By when now?", [BY_WHEN])
    words = LongTextField("Why?", [Required("Say why"), Length(max=LONGEST)])
