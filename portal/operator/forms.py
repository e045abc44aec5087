"""What the operator is asked."""

from __future__ import annotations

from portal.accounts.rules import LONGEST_NAME
from portal.core.nations import Nation
from portal.declarations import TenantKind
from portal.web.fields import ChoiceField, ChoicesField, DayField, EmailField, Option, TextField
from portal.web.forms import Length, PortalForm, Required

KINDS = (
    Option(TenantKind.COMMISSIONER, "Commissioner", "A council or health body that commissions or hosts care."),
    Option(TenantKind.PROVIDER, "Care provider", "Runs homes or other services."),
    Option(TenantKind.ADVOCACY, "Advocacy organisation", "Speaks for people who receive care."),
)
NATIONS = tuple(Option(nation.value, nation.label) for nation in Nation)


class TenantForm(PortalForm):
    name = TextField("Name", [Required("Enter the organisation’s name"), Length(max=LONGEST_NAME)])
    slug = TextField(
        "Portal address",
        [Required("Enter a portal address"), Length(max=49)],
        description="Small letters, digits and hyphens: rosewood-care. It cannot be changed later.",
    )
    kind = ChoiceField("What is it?", [Required("Choose what kind of organisation it is")], choices=KINDS)
    nation = ChoiceField("Where?", [Required("Choose the nation")], choices=NATIONS)
    authority_code = TextField(
        "Authority code",
        [Length(max=20)],
        description="Only for a council: its nine-character code. For example: E10000099.",
    )


class SuspendForm(PortalForm):
    """Nothing is asked: the page says what will happen, the button does it."""


class FirstAdministratorForm(PortalForm):
    name = TextField("Full name", [Required("Enter the person’s full name"), Length(max=LONGEST_NAME)])
    email = EmailField("E-mail address", [Required("Enter the person’s e-mail address")])


class HolidayForm(PortalForm):
    day = DayField("Which day?", [Required("Enter the day")], description="For example, 15 6 2026")
    name = TextField(
        "What is it called?",
        [Required("Enter what the day is called"), Length(max=LONGEST_NAME)],
        description="The name of the proclamation. It is printed in letters, beside the date it moved.",
    )
    nations = ChoicesField("Where?", [Required("Choose at least one nation")], choices=NATIONS)
