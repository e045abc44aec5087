"""The duty of candour record and the Scottish annual report as kinds of record."""

from __future__ import annotations

from plugins.candour import forms, groups, permissions
from plugins.candour.models import AnnualReport, CandourRecord
from plugins.candour.next_steps import next_report_step, next_step
from plugins.candour.panels import REPORT_SECTIONS, SECTIONS
from plugins.candour.services.closing import objections_to_closing, objections_to_finishing
from plugins.candour.services.opening import complete_case
from plugins.candour.states import AFTER_TELLING, STATES
from portal.plugin import Field, Lifecycle, OpenedFrom, RecordKind, Retention, State, Transition

BY_HAND = (
    "Tell the person what happened and say sorry, as your own policy on the duty of candour lays down: in person"
    " first, then in writing. Write down what you told them, when, in which words, and each attempt to reach them."
)
CANDOUR = RecordKind(
    key="candour",
    label="Duty of candour record",
    plural="Duty of candour",
    prefix="DOC",
    model=CandourRecord,
    lifecycle=Lifecycle(
        states=STATES,
        transitions=(
            Transition(
                "close", "Close the record", AFTER_TELLING, "closed", permissions.DECIDE, guard=objections_to_closing
            ),
            Transition("reopen", "Reopen", ("closed",), "reopened", permissions.DECIDE, needs_reason=True),
            Transition(
                "reconsider", "Look again", ("not-notifiable",), "opinion", permissions.DECIDE, needs_reason=True
            ),
        ),
    ),
    groups=groups.GROUPS,
    people=("affected", "relative", "carer", "advocate", "attorney", "professional"),
    read=permissions.READ,
    write=permissions.WRITE,
    create_endpoint="candour.open_case",
    edit_form=forms.CompleteForm,
    change=complete_case,
    opened_from=OpenedFrom(
        "Open a duty of candour record", permissions.OPEN, BY_HAND, from_kinds=frozenset({"incident"})
    ),
    views=groups.VIEWS,
    page_sections=SECTIONS,
    next_step=next_step,
    facts=("regime", "harm", "is_notifiable", "told_method", "not_told"),
    search=("title", "what_happened", "person_reference"),
    internal=(Field("decided_by", "Decided by"),),
    retention=Retention(
        months=120,
        from_column="closed_on",
        source="As the incident it belongs to: NHS Records Management Code of Practice, appendix II, 10 years",
        verified=False,
        record_class="incident",
    ),
    acts={
        "candour.opened": "opened this",
        "candour.completed": "changed what is known",
        "candour.body_chosen": "said which kind of body is bound",
        "candour.decided": "answered the questions; whether the duty applies follows from them",
        "candour.person_named": "recorded whom to tell",
        "candour.person_taken_off": "took somebody off who was put down by mistake",
        "candour.attempted": "recorded an attempt to reach them",
        "candour.told": "recorded that they were told",
        "candour.not_told": "recorded why they were not told",
        "candour.letter_written": "wrote the letter",
        "candour.letter_sent": "recorded that the letter was sent",
        "candour.results_shared": "shared the results of the enquiries",
        "candour.learned": "recorded what was learned",
        "candour.meeting_offered": "invited them to a meeting",
        "candour.meeting_held": "recorded the meeting",
        "candour.meeting_declined": "recorded that they do not want to meet",
        "candour.note_given": "recorded that they have the note of the meeting",
        "candour.views_recorded": "recorded what they think of the review",
        "candour.reviewed": "recorded the review",
        "candour.delay_explained": "recorded that the delay of the review was explained",
        "candour.report_offered": "offered the report",
        "record.close": "closed the record",
        "record.reopen": "opened the record again",
        "record.reconsider": "looked again at whether the duty applies",
    },
)
REPORT = RecordKind(
    key="candour_report",
    label="Annual candour report",
    plural="Annual candour reports",
    prefix="DCR",
    model=AnnualReport,
    lifecycle=Lifecycle(
        states=(
            State("draft", "Being written", "yellow"),
            State("published", "Published", "blue"),
            State("finished", "Published, and the body told", "teal", is_open=False),
        ),
        transitions=(
            Transition(
                "finish", "Finish", ("published",), "finished", permissions.REPORT, guard=objections_to_finishing
            ),
        ),
    ),
    groups=(groups.REPORT_WORDS, groups.REPORT_PUBLISHED),
    read=permissions.READ,
    write=permissions.REPORT,
    retention=Retention(
        months=120,
        from_column="closed_on",
        source="As the records it counts",
        verified=False,
    ),
    create_endpoint="candour.begin_report",
    page_sections=REPORT_SECTIONS,
    next_step=next_report_step,
    acts={
        "candour.report_begun": "began the report",
        "candour.report_written": "wrote the report",
        "candour.report_published": "recorded the publication",
        "candour.report_told": "recorded that the body was told",
        "record.finish": "finished the report",
    },
)
