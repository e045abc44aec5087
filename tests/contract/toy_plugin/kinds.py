"""The kind of record the plugin owns."""

from __future__ import annotations

from portal.plugin import (
    Field,
    FieldFormat,
    FieldGroup,
    Lifecycle,
    OpenedFrom,
    RecordKind,
    Retention,
    State,
    Transition,
    View,
)
from tests.contract.toy_plugin import permissions
from tests.contract.toy_plugin.models import Visit

REPORT = "toy_report"
VISIT = RecordKind(
    key="toy_visit",
    label="Visit",
    plural="Visits",
    prefix="TOY",
    model=Visit,
    lifecycle=Lifecycle(
        states=(State("made", "Made"), State("written-up", "Written up", "grey", is_open=False)),
        transitions=(Transition("close", "Close", ("made",), "written-up", permissions.WRITE),),
    ),
    groups=(
        FieldGroup("when", "When", (Field("visited_on", "Day of the visit", FieldFormat.DATE),)),
        FieldGroup("found", "What was found", (Field("findings", "Findings", FieldFormat.PARAGRAPHS, personal=True),)),
    ),
    read=permissions.READ,
    write=permissions.WRITE,
    evidence_parts={REPORT: "the report of a visit"},
    views=(View("visit_made", "That a visit was made", "Anyone linked: the day alone.", groups=("when",)),),
    opened_from=OpenedFrom("Ask for a visit", permissions.WRITE, "Ring the office and ask for one."),
    retention=Retention(months=36, from_column="opened_on", source="The organisation's own", verified=True),
)
