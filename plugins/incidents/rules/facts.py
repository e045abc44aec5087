"""The answers a manager gives about an incident, from which every duty to notify is worked out."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from portal.plugin import london_day

if TYPE_CHECKING:
    from collections.abc import Mapping

JsonValue = str | bool | int


class EventType(StrEnum):
    HARM = "harm"
    NEAR_MISS = "near-miss"
    GOOD_CARE = "good-care"
    RESOURCE_CONCERN = "resource-concern"
    SERVICE_EVENT = "service-event"


class Setting(StrEnum):
    CARE_HOME = "care-home"
    NURSING_HOME = "nursing-home"
    HOMECARE = "homecare"
    SUPPORTED_LIVING = "supported-living"
    EXTRA_CARE = "extra-care"
    SHARED_LIVES = "shared-lives"
    DAY_SERVICE = "day-service"
    MENTAL_HEALTH_UNIT = "mental-health-unit"
    OTHER = "other"


class BodyType(StrEnum):
    ADULT_SOCIAL_CARE = "adult-social-care"
    NHS_BODY = "nhs-body"
    LOCAL_AUTHORITY = "local-authority"
    PRIMARY_MEDICAL = "primary-medical"


class WhoAffected(StrEnum):
    PERSON = "person"
    WORKER = "worker"
    VISITOR = "visitor"
    SEVERAL = "several"
    NOBODY = "nobody"


class DeathLink(StrEnum):
    DURING_CARE = "during-care"
    MAY_RESULT_FROM_CARE = "may-result-from-care"
    NOT_LINKED = "not-linked"
    NOT_KNOWN = "not-known"


class PhysicalHarm(StrEnum):
    NONE = "none"
    LOW = "low"
    MODERATE = "moderate"
    SEVERE = "severe"
    FATAL = "fatal"


class PsychologicalHarm(StrEnum):
    NONE = "none"
    LOW = "low"
    MODERATE = "moderate"
    SEVERE = "severe"


class LibertyRequest(StrEnum):
    NONE = "none"
    STANDING_AUTHORISATION = "standing-authorisation"
    COURT = "court"


class LibertyOutcome(StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Facts:
    """Plain answers about one incident; None means nobody has answered yet, never "no".

    Moments (`..._at`) carry a time zone, days (`..._on`) are days in London, `absence_days` counts days.
    """

    # People
    event_type: EventType | None = None
    setting: Setting | None = None
    body_type: BodyType | None = None
    reported_to_nhs_england: bool | None = None
    regulated_activity: bool | None = None
    who_affected: WhoAffected | None = None
    deprived_of_liberty: bool | None = None
    detained: bool | None = None

    # What happened to them
    physical_harm: PhysicalHarm | None = None
    psychological_harm: PsychologicalHarm | None = None
    death: bool | None = None
    death_link: DeathLink | None = None
    death_unexpected: bool | None = None
    lasting_impairment: bool | None = None
    body_structure_changed: bool | None = None
    prolonged_pain: bool | None = None
    prolonged_psychological_harm: bool | None = None
    shortened_life: bool | None = None
    treatment_needed: bool | None = None
    serious_pressure_damage: bool | None = None
    abuse: bool | None = None
    abuse_by_staff: bool | None = None
    abuse_by_person_using_service: bool | None = None
    missing: bool | None = None
    absent_without_leave: bool | None = None
    returned_from_absence: bool | None = None
    crime_suspected: bool | None = None
    police_involved: bool | None = None
    medication_error: bool | None = None
    controlled_drug: bool | None = None
    restrictive_practice: bool | None = None
    liberty_request: LibertyRequest | None = None
    liberty_outcome: LibertyOutcome | None = None
    liberty_outcome_on: date | None = None
    under_18_placed: bool | None = None
    under_18_placed_at: datetime | None = None
    under_18_left_at: datetime | None = None

    # Running the service
    infectious_outbreak: bool | None = None
    staff_shortage: bool | None = None
    utilities_interrupted: bool | None = None
    utilities_interrupted_at: datetime | None = None
    utilities_restored_at: datetime | None = None
    premises_damaged: bool | None = None
    safety_device_failed: bool | None = None
    equipment_failed: bool | None = None
    safe_running_threatened: bool | None = None
    theft: bool | None = None
    financial_irregularity: bool | None = None
    planned_refurbishment: bool | None = None
    resident_on_premises: bool | None = None
    provider_changed: bool | None = None
    manager_changed: bool | None = None
    name_changed: bool | None = None
    officers_changed: bool | None = None
    insolvency: bool | None = None
    insolvency_appointed_on: date | None = None
    service_closing: bool | None = None
    change_only_proposed: bool | None = None
    provider_died: bool | None = None
    provider_died_on: date | None = None
    purpose_revised: bool | None = None
    purpose_revised_on: date | None = None
    purpose_effective_on: date | None = None

    # People who work here
    manager_absent: bool | None = None
    absence_planned: bool | None = None
    absence_starts_on: date | None = None
    absence_days: int | None = None
    absence_ended: bool | None = None
    absence_returned_on: date | None = None
    misconduct: bool | None = None
    conviction: bool | None = None
    provider_unfit: bool | None = None

    # Workplace accident
    work_accident: bool | None = None
    accident_on: date | None = None
    work_death: bool | None = None
    worker_specified_injury: bool | None = None
    non_worker_taken_to_hospital: bool | None = None
    dangerous_occurrence: bool | None = None
    worker_incapacitated: bool | None = None
    worker_fit_again_on: date | None = None

    # Data
    data_breach: bool | None = None
    data_breach_risk: bool | None = None

    def closed_at(self, now: datetime) -> Facts:
        """The same answers as they stand at `now`: whatever is still going on is taken to end there.

        An open outage or placement ends at `now`; a manager still away, or a worker still unfit, is taken to
        come back the day after. `absence_ended` stays as answered: a return nobody reported is not one.
        """
        tomorrow = london_day(now) + timedelta(days=1)
        return replace(
            self,
            utilities_restored_at=self.utilities_restored_at or now,
            under_18_left_at=self.under_18_left_at or now,
            worker_fit_again_on=self.worker_fit_again_on or tomorrow,
            absence_returned_on=self.absence_returned_on or (None if self.absence_ended else tomorrow),
        )

    def to_json(self) -> dict[str, JsonValue]:
        """The answered facts only, as JSON values: days and moments in ISO 8601, choices as their keys."""
        answers = {one.name: getattr(self, one.name) for one in fields(self)}
        return {key: _written(value) for key, value in answers.items() if value is not None}

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> Facts:
        """The facts `to_json` wrote; keys that are no longer asked are ignored.

        Raises `ValueError` if a value does not fit its question, or a moment has no time zone.
        """
        kinds = answer_kinds()
        return cls(
            **{key: _read(key, kinds[key], value) for key, value in data.items() if key in kinds and value is not None}
        )


@cache
def answer_kinds() -> dict[str, type]:
    """The kind of value that answers each fact: bool, int, date, datetime or one of the choices above."""
    return {key: get_args(hint)[0] for key, hint in get_type_hints(Facts).items()}


def lasted(since: datetime | None, until: datetime | None) -> timedelta:
    """How long something ran, through nights and clock changes; nothing if either end is unknown.

    Both ends go to UTC first: Python subtracts two London times by the wall clock, an hour out when the
    clocks change.
    """
    if since is None or until is None:
        return timedelta()
    return until.astimezone(UTC) - since.astimezone(UTC)


def _written(value: object) -> JsonValue:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bool, int)):
        return value
    return str(value)


def _read(key: str, kind: type, value: object) -> Any:
    if kind is datetime:
        moment = datetime.fromisoformat(str(value))
        if moment.tzinfo is None:
            raise ValueError(f"The moment in {key} has no time zone.")
        return moment
    if kind is date:
        return date.fromisoformat(str(value))
    if issubclass(kind, StrEnum):
        return kind(str(value))
    if type(value) is not kind:
        raise ValueError(f"{value!r} does not answer {key}.")
    return value
