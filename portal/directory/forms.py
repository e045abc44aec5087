"""What people are asked when they search the register or load a new one."""

from __future__ import annotations

from portal.web.fields import DayField, TickField, UploadField
from portal.web.forms import PortalForm, Required


class UploadForm(PortalForm):
    file = UploadField(
        "The published file",
        [Required("Choose the file")],
        description="The CQC directory (CSV) or HSCA active locations (ODS or XLSX), exactly as downloaded.",
    )
    as_at = DayField(
        "The day the register is of",
        description="Leave it empty when the file says so itself: the published ones do.",
    )


class LoadForm(PortalForm):
    accept_shrink = TickField("I have checked: the register really shrinks this much")
