"""Believable days of safeguarding: a concern now and then, decided on, planned for, closed."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from sqlalchemy import select

from plugins.safeguarding import services
from plugins.safeguarding.models import Concern, PipotCase
from plugins.safeguarding.permissions import PIPOT_WRITE, RAISE, WRITE
from plugins.safeguarding.queries import contacts, decisions_of
from plugins.safeguarding.services import pipot
from plugins.safeguarding.services.contacts import keep_contact
from plugins.safeguarding.services.referring import Decided, decide_referrals
from portal.plugin import TenantKind, UnitOfWork
from portal.plugin.services import sites_in_view

CHANCE_OF_CONCERN = 0.012
CHANCE_OF_NEXT_STEP = 0.3
UNTIL_AN_OUTCOME = timedelta(days=40)
STORIES = (
    ("Bruises on both upper arms that nobody can explain. Says “they hold me too hard”.", ("physical",), True),
    (
        "Her nephew visits on the day the money comes, and afterwards she has none for the hairdresser.",
        ("financial",),
        False,
    ),
    ("Call bell out of reach three evenings running, wet bed each morning.", ("neglect",), True),
    ("Stopped eating and washing since his wife died, lets nobody in.", ("self-neglect",), False),
    ("Another resident goes into her room at night; she is frightened to sleep.", ("psychological",), False),
)


def make_concerns(uow: UnitOfWork, random: Random) -> None:
    """One day of one person: perhaps raise something; a lead takes open concerns a step further."""
    if uow.may(RAISE) and uow.tenant.kind == TenantKind.PROVIDER and random.random() < CHANCE_OF_CONCERN:
        _raise(uow, random)
    if uow.may(WRITE):
        _keep_contacts(uow)
        _see_through(uow, random)
    if uow.may(PIPOT_WRITE):
        _see_case_through(uow)


def _raise(uow: UnitOfWork, random: Random) -> None:
    sites = sites_in_view(uow)
    if not sites:
        return
    words, categories, by_worker = random.choice(STORIES)
    services.raise_concern(
        uow,
        concern=services.FirstConcern(
            what_happened=words,
            categories=categories,
            adult_reference=f"{random.choice('ABDEGJMRST')}.{random.choice('BCHKLMPW')}., room {random.randrange(1, 40)}",
            is_safe_now="yes",
            protection="Somebody stays near, and the door is watched.",
            raised_as="worker",
            source_is_worker=by_worker,
        ),
        site=random.choice(sites),
    )


def _keep_contacts(uow: UnitOfWork) -> None:
    if not contacts(uow):
        keep_contact(
            uow,
            authority="Northshire Council",
            team="Adult safeguarding",
            phone="01632 960001",
            out_of_hours="01632 960002",
            email="safeguarding@northshire.example",
            web="https://northshire.example/safeguarding",
        )


def _see_through(uow: UnitOfWork, random: Random) -> None:
    if random.random() > CHANCE_OF_NEXT_STEP:
        return
    concern = uow.session.scalars(
        select(Concern)
        .where(Concern.closed_on.is_(None), Concern.origin == "own", Concern.plan.is_(None))
        .order_by(Concern.created_at, Concern.reference)
        .limit(1)
    ).first()
    if concern is not None:
        _take_step(uow, concern)


def _take_step(uow: UnitOfWork, concern: Concern) -> None:
    if not concern.wanted_outcomes:
        services.complete_concern(
            uow,
            concern,
            funding="self",
            source_relationship="worker",
            wanted_outcomes="To feel safe at night, and to stay here.",
            wanted_asked_on=uow.today,
        )
    elif concern.decision is None:
        services.decide_concern(
            uow,
            concern,
            has_needs=True,
            is_at_risk=True,
            cannot_protect=True,
            decision="enquiry",
            reason="All three are so, from what was seen.",
        )
    elif concern.advocate_duty is None:
        services.decide_advocate(
            uow, concern, substantial_difficulty=False, appropriate_person=True, reason="Her daughter helps her."
        )
    elif concern.enquiry_mode is None:
        by = uow.today + timedelta(days=20)
        services.begin_enquiry(uow, concern, mode="led", scope="Who was there, and how help is given.", by=by)
    elif concern.enquiry_findings is None:
        services.finish_enquiry(uow, concern, findings="Two people now help together.", finished_on=uow.today)
    else:
        review_on = uow.today + timedelta(days=42)
        services.make_plan(uow, concern, plan="Two people help at night. The bell is at hand.", review_on=review_on)
        told = "Thank you. Two people now help her at night."
        services.record_contact(uow, concern, audience="referrer", person=None, words=told, is_feedback=True)


def _see_case_through(uow: UnitOfWork) -> None:
    """The oldest case that has no referral decided on goes a step further."""
    case = uow.session.scalars(
        select(PipotCase)
        .where(PipotCase.closed_on.is_(None), PipotCase.barring_decision.is_(None))
        .order_by(PipotCase.opened_on, PipotCase.reference)
        .limit(1)
    ).first()
    if case is not None:
        _take_case_step(uow, case)


def _take_case_step(uow: UnitOfWork, case: PipotCase) -> None:
    if case.in_scope is None:
        pipot.complete_case(
            uow, case, person_reference="K.M.", person_role="Care worker, nights", employer=uow.tenant.name
        )
        answers = {"may_have_harmed": True, "possible_offence": False, "indicates_risk": True}
        pipot.decide_scope(uow, case, **answers, reason="It may have harmed an adult, and may happen again.")
    elif not case.information_owner:
        pipot.name_owner(uow, case, owner=uow.actor.name)
    elif not case.strategy:
        agreed = "The manager speaks with him today. He works with a second person until we know more."
        linked, support = ["enquiry", "employer"], "A manager of another home"
        pipot.agree_strategy(uow, case, strategy=agreed, agreed_on=uow.today, linked=linked, worker_support=support)
    elif not decisions_of(uow, case.id):
        pipot.decide_disclosure(uow, case, reason="The employer knows; nobody else needs to for now.")
    elif not case.risk_plan:
        review_on = uow.today + timedelta(days=28)
        plan = "Works with a second person. No nights until it is looked at again."
        pipot.plan_risk(uow, case, risk_plan=plan, review_on=review_on, employer_action="pending")
    elif case.outcome is None and uow.today - case.opened_on > UNTIL_AN_OUTCOME:
        pipot.record_outcome(uow, case, outcome="unsubstantiated", reason="Two accounts, and nobody else was there.")
    elif case.outcome is not None:
        kept = "Nobody was taken out of the work, and the harm test is not met."
        barring = Decided(decision="not-made", reason=kept)
        professional = Decided(decision="not-applicable", reason="In no register.")
        decide_referrals(uow, case, barring=barring, professional=professional, left_first=False)
