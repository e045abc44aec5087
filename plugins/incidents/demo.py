"""A day's work with incidents, for the demonstration world: workers report, managers see them through."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from plugins.incidents import services
from plugins.incidents.kinds import INCIDENT, objections_to_closing
from plugins.incidents.models import Incident
from plugins.incidents.permissions import CLOSE, REPORT, WRITE
from plugins.incidents.queries import notifications_of
from plugins.incidents.rules.questions import unanswered
from portal.plugin import Nation, TenantKind, UnitOfWork
from portal.plugin.services import move_record, sites_in_view

INITIALS = "ABCDEGHJKLMPRSTW"
CHANCE_OF_REPORT = 0.2
CHANCE_OF_NEXT_STEP, CHANCE_WHILE_FRESH = 0.8, 0.3
FRESH = timedelta(days=6)

# (words, category, event type, physical harm, who, further facts)
STORIES: tuple[tuple[str, str, str, str | None, str, dict[str, Any]], ...] = (
    ("Found on the floor beside the bed at the 3am check. Said the leg gave way. Helped up with the hoist, no pain on moving, small graze on the left elbow cleaned and dressed.", "fall", "harm", "low", "person", {}),
    ("Slipped on the wet patch by the shower chair and came down on the right hip. Could not put weight on it. Ambulance called, taken to hospital, X-ray shows a broken hip.", "fall", "harm", "severe", "person", {"lasting_impairment": True, "treatment_needed": True}),
    ("The evening tablets of room 9 were in the pot for room 6. Noticed before anybody took them when checking the photograph.", "medication", "near-miss", None, "person", {"medication_error": True}),
    ("The morning dose of the blood thinner was not given on Saturday. Pharmacist says carry on as normal and watch for bruising.", "medication", "harm", "none", "person", {"medication_error": True}),
    ("A daughter told us her father said a carer pulled him by the wrist and shouted at him on Tuesday evening. There is a bruise on the wrist. The carer is not working while this is looked at.", "abuse", "harm", "low", "person", {"abuse": True, "abuse_by_staff": True}),
    ("One person hit another in the lounge over the television. No mark seen. Both were upset, staff sat with each of them.", "aggression", "harm", "none", "several", {"abuse": True, "abuse_by_person_using_service": True}),
    ("Went out by the garden gate after lunch and was found at the bus stop forty minutes later by a neighbour. Cold, not hurt.", "missing", "harm", "none", "person", {"missing": True, "police_involved": True}),
    ("Coughed and went red on a piece of toast. Back slaps cleared it. Speech therapist asked to see them again.", "choking", "harm", "low", "person", {}),
    ("The boiler failed at half past six on Friday evening. No heating or hot water until the engineer came on Sunday. Extra blankets, heaters in the lounge.", "premises", "service-event", None, "nobody", {"utilities_interrupted": True, "safe_running_threatened": True}),
    ("Two staff rang in sick and the agency had nobody. We ran the night with one carer fewer than planned. Nobody was hurt, two people waited a long time.", "staffing", "resource-concern", None, "nobody", {"staff_shortage": True}),
    ("The hoist sling came away from its loop as we began to lift. Put it down at once and used the other hoist.", "equipment", "near-miss", None, "person", {"equipment_failed": True}),
    ("Four people on the first floor have diarrhoea and vomiting since yesterday. GP and health protection team told, visits stopped for now.", "infection", "harm", "low", "person", {"infectious_outbreak": True}),
    ("Died in the early morning with the family there, as the plan for the end of life foresaw.", "death", "harm", "none", "person", {"death": True, "death_link": "during-care", "death_unexpected": False}),
    ("A new carer noticed that a man who never joins in hums along to old dance tunes. She brought a tape, and yesterday he danced with his wife.", "other", "good-care", None, "person", {}),
    ("Sore on the heel has become an open wound, category 3. District nurse came the same day, mattress changed.", "pressure-damage", "harm", "moderate", "person", {"serious_pressure_damage": True, "treatment_needed": True}),
    ("A visitor tripped on the ramp and cut their knee. First aid given.", "accident-at-work", "harm", "low", "visitor", {}),
)  # fmt: skip

LEARNING = (
    "Checked the rota for the early hours with the night team. The second check is now at 4am for people who get up.",
    "We now keep the photograph beside each pot, and two people look at it together.",
    "The risk assessment was changed with the person and their daughter. We talked it over at handover for a week.",
    "The supplier has replaced every sling of that batch. We check loops before each lift and write it down.",
    "We rehearsed what to do when the heating fails and bought four more heaters.",
)
ANSWERS = (
    "Thank you for telling us so quickly. We looked at it the same day and changed the night check. You did the right thing.",
    "Thank you. It was a good catch. We have changed how the pots are laid out so that it is harder to mix them up.",
    "Thank you for writing this down so clearly. The family has been told, and the care plan is changed.",
)


def make_incidents(uow: UnitOfWork, random: Random) -> None:
    """One day of one person: perhaps report something; whoever may, takes open incidents a step further."""
    if uow.tenant.kind != TenantKind.PROVIDER:
        return
    if uow.may(REPORT) and random.random() < CHANCE_OF_REPORT:
        _report(uow, random)
    if uow.may(WRITE):
        _see_through(uow, random)


def _report(uow: UnitOfWork, random: Random) -> None:
    sites = sites_in_view(uow)
    if not sites:
        return
    words, _category, event_type, harm, who, _facts = random.choice(STORIES)
    report = services.FirstReport(
        what_happened=words,
        occurred_at=uow.now - timedelta(minutes=random.randrange(10, 600)),
        event_type=event_type,
        physical_harm=harm,
        who_affected=who,
        person_references=f"{random.choice(INITIALS)}.{random.choice(INITIALS)}., room {random.randrange(1, 40)}",
        actions_taken=tuple(random.sample(("made-safe", "first-aid", "advice-111", "told-manager", "told-family"), 3)),
    )
    services.report_incident(uow, site=random.choice(sites), report=report)


def _see_through(uow: UnitOfWork, random: Random) -> None:
    open_ones = uow.session.scalars(
        select(Incident)
        .where(Incident.closed_on.is_(None), Incident.origin == "own")
        .order_by(Incident.created_at, Incident.reference)
    ).all()
    for incident in open_ones:
        is_fresh = uow.today - incident.opened_on < FRESH
        while incident.is_open and random.random() < (CHANCE_WHILE_FRESH if is_fresh else CHANCE_OF_NEXT_STEP):
            _take_next_step(uow, incident, random)


def _take_next_step(uow: UnitOfWork, incident: Incident, random: Random) -> None:
    story = next((one for one in STORIES if one[0] == incident.what_happened), STORIES[0])
    if incident.status == "reported":
        services.complete_report(uow, incident, category=story[1], staff_involved="Two care workers", injury=None)
    elif not incident.facts_confirmed_at:
        _answer_questions(uow, incident, story[5])
    elif incident.duties_open:
        _deal_with_one_duty(uow, incident, random)
    elif not incident.duties and incident.not_notifiable_by is None:
        services.decide_not_notifiable(uow, incident, reason="Nobody was harmed and no rule calls for it.")
    elif uow.may(CLOSE):
        _finish(uow, incident, random)


def _answer_questions(uow: UnitOfWork, incident: Incident, story: dict[str, Any]) -> None:
    """The facts of the story, and no to everything else, asked again until no question is left."""
    body = {"body_type": "adult-social-care", "regulated_activity": True}
    services.confirm_facts(uow, incident, answers={**body, **story})
    for _round in range(5):
        still_open = unanswered(incident.answers, Nation(incident.nation))
        if not still_open:
            return
        no = {one.key: _no(one) for one in still_open}
        services.confirm_facts(uow, incident, answers={key: value for key, value in no.items() if value is not None})


def _no(question: Any) -> Any:
    if question.type == "yes_no":
        return False
    if question.type == "choice":
        return next(
            (one.key for one in question.choices if one.key in {"none", "not-linked", "care-home"}),
            question.choices[0].key,
        )
    return None


def _deal_with_one_duty(uow: UnitOfWork, incident: Incident, random: Random) -> None:
    due = next(one for one in notifications_of(uow, incident.id) if one.is_due)
    if due.binding == "local" and random.random() < 0.25:
        services.decide_not_needed(uow, incident, due, reason="The family was there and has been told in person.")
        return
    services.submit_notification(
        uow,
        incident,
        due,
        reference=f"{due.recipient.upper()[:4]}-{random.randrange(100000, 999999)}",
        channel=random.choice(("portal", "email", "phone")),
        submitted_at=uow.now - timedelta(minutes=random.randrange(1, 30)),
    )
    if random.random() < 0.5:
        services.acknowledge_notification(uow, incident, due, note="Receipt confirmed")


def _finish(uow: UnitOfWork, incident: Incident, random: Random) -> None:
    if objections_to_closing(uow, incident):
        services.record_learning(uow, incident, learning=random.choice(LEARNING), no_learning_reason=None)
        services.answer_reporter(uow, incident, answer=random.choice(ANSWERS))
        return
    close = next(one for one in INCIDENT.lifecycle.transitions if one.key == "close")
    move_record(uow, incident, close)
