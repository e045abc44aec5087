"""What people are asked about keeping, holding and erasing."""

from __future__ import annotations

from portal.retention.rules import PeriodUnit
from portal.web.fields import ChoiceField, DayField, LongTextField, NumberField, Option, SelectField
from portal.web.forms import Length, PortalForm, Required

LONGEST = 2000


class KeepForm(PortalForm):
    until = DayField(
        "Until when is it still needed?",
        [Required("Enter the day until which it is still needed")],
        description="You will be asked again a month before.",
    )
    reason = LongTextField("Why is it still needed?", [Required("Say why it is still needed"), Length(max=LONGEST)])


class HoldForm(PortalForm):
    reason = LongTextField(
        "Why must it be kept?",
        [Required("Say why it must be kept"), Length(max=LONGEST)],
        description="For example: a public inquiry, a court case, the police, a request to see it.",
    )
    review_on = DayField(
        "When will you look at this hold again?",
        [Required("Enter the day you will look again")],
        description="The hold does not end by itself on that day.",
    )


class ProviderHoldForm(HoldForm):
    provider_id = SelectField("Which provider?", [Required("Choose the provider")])


class ReleaseForm(PortalForm):
    reason = LongTextField("Why is the hold not needed any more?", [Required("Say why"), Length(max=LONGEST)])


class PeriodForm(PortalForm):
    n = NumberField("How many?", [Required("Enter a number")])
    unit = ChoiceField(
        "Of what?",
        [Required("Choose days, months or years")],
        choices=(
            Option(PeriodUnit.DAYS, "Days"),
            Option(PeriodUnit.MONTHS, "Months"),
            Option(PeriodUnit.YEARS, "Years"),
        ),
    )
    force = ChoiceField(
        "What is it for?",
        [Required("Choose one")],
        choices=(
            Option("policy", "Our own policy", "It counts in place of the period that came with the portal."),
            Option("contract", "A contract", "It counts beside it: the longer of the two."),
        ),
    )
    reason = LongTextField(
        "Why, or which clause?",
        [Required("Say why, or name the clause"), Length(max=LONGEST)],
        description="It is printed in the working-out of dates.",
    )
