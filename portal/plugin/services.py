"""What a plugin's `services.py` and `queries.py` need."""

from __future__ import annotations

from portal.accounts.queries import holders_of, members, members_who_may, names_of
from portal.actions.services import add_action
from portal.core.erasure import blank_words, clear_columns
from portal.core.ids import new_id
from portal.deadlines.models import Deadline
from portal.deadlines.moving import extend_clock
from portal.deadlines.queries import calendar_for, deadline_for, deadlines_of
from portal.deadlines.rules.months import months_later
from portal.deadlines.services import meet_deadline, running_rule, start_deadline, waive_deadline
from portal.directory.models import Provider, Site
from portal.documents.queries import documents_of_parts, documents_on
from portal.documents.services import subject_of
from portal.exchange.models import Disclosure
from portal.exchange.services import Basis, disclose
from portal.exchange.standing import live_links
from portal.letters.addressees import people_to_write_to
from portal.letters.queries import Template as LetterTemplate
from portal.letters.queries import letters_about, letters_of
from portal.letters.queries import template_of as letter_template
from portal.letters.services import Addressee, day_to_promise, finish_letter
from portal.letters.services import first_words as begin_letter
from portal.notifications.services import tell
from portal.oversight.queries import site_of, sites_in_view
from portal.people.models import Person
from portal.people.queries import find_people, load_person, people_of
from portal.people.services import (
    NeedsTold,
    PersonDetails,
    choose_format,
    link_person,
    record_person,
    unlink_person,
)
from portal.records.exclusions import keep_out
from portal.records.models import Record, Submission
from portal.records.present import shown_value
from portal.records.queries import any_record, load_record, submission_of, submissions_by_me
from portal.records.referrals import carried_facts, keep_origin, opened_from, origins_of, refer
from portal.records.services import (
    add_note,
    answer_submission,
    change_record,
    hold_for_change,
    keep_submission,
    kind_of,
    move_record,
    open_record,
    restrict_record,
)
from portal.records.urgent import open_urgently, urgent_readings_of, urgent_readings_since
from portal.tenants.models import Link
from portal.tenants.queries import links_as
from portal.trail.services import append_entry
from portal.web.drafts import discard_draft, discard_typed, read_draft, save_draft
from portal.web.filters import day as in_words

__all__ = [
    "Addressee",
    "Basis",
    "Deadline",
    "Disclosure",
    "LetterTemplate",
    "Link",
    "NeedsTold",
    "Person",
    "PersonDetails",
    "Provider",
    "Record",
    "Site",
    "Submission",
    "add_action",
    "add_note",
    "answer_submission",
    "any_record",
    "append_entry",
    "begin_letter",
    "blank_words",
    "calendar_for",
    "carried_facts",
    "change_record",
    "choose_format",
    "clear_columns",
    "day_to_promise",
    "deadline_for",
    "deadlines_of",
    "discard_draft",
    "discard_typed",
    "disclose",
    "documents_of_parts",
    "documents_on",
    "extend_clock",
    "find_people",
    "finish_letter",
    "hold_for_change",
    "holders_of",
    "in_words",
    "keep_origin",
    "keep_out",
    "keep_submission",
    "kind_of",
    "letter_template",
    "letters_about",
    "letters_of",
    "link_person",
    "links_as",
    "live_links",
    "load_person",
    "load_record",
    "meet_deadline",
    "members",
    "members_who_may",
    "months_later",
    "move_record",
    "names_of",
    "new_id",
    "open_record",
    "open_urgently",
    "opened_from",
    "origins_of",
    "people_of",
    "people_to_write_to",
    "read_draft",
    "record_person",
    "refer",
    "restrict_record",
    "running_rule",
    "save_draft",
    "shown_value",
    "site_of",
    "sites_in_view",
    "start_deadline",
    "subject_of",
    "submission_of",
    "submissions_by_me",
    "tell",
    "unlink_person",
    "urgent_readings_of",
    "urgent_readings_since",
    "waive_deadline",
]
