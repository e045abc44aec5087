"""A little candour in the demonstration: a record opened from an incident now and then, taken step by step."""

from __future__ import annotations

from random import Random

from sqlalchemy import exists, func, select

from plugins.candour import services
from plugins.candour.kinds import CANDOUR
from plugins.candour.models import CandourRecord, RelevantPerson
from plugins.candour.permissions import DECIDE
from plugins.candour.rules.definition import Answers
from plugins.candour.services.closing import objections_to_closing
from portal.plugin import Nation, TenantKind, UnitOfWork
from portal.plugin.services import Record, carried_facts, load_record, move_record, opened_from, refer

CHANCE_OF_WORK, MOST, LOOKED_AT, STEPS_A_TURN = 0.3, 3, 4, 3
BODIES = {Nation.ENGLAND: "other-provider", Nation.SCOTLAND: "responsible-person"}
HIP = Answers(unintended=True, in_service=True, harm="treatment-to-prevent", likelihood="resulted")
FACTS = (
    "Two of us came when the call bell rang. The rail by the bed had come loose, and you fell when you held on to it."
)
SORRY = "I am sorry. You trusted the rail, and it should have held. It was for us to check it, and we had not."


def make_records(uow: UnitOfWork, random: Random) -> None:
    """One day of one person: a manager of a provider opens a record from an incident, or takes one further."""
    if uow.tenant.kind != TenantKind.PROVIDER or not uow.may(DECIDE) or random.random() > CHANCE_OF_WORK:
        return
    case = uow.session.scalars(
        select(CandourRecord)
        .where(
            CandourRecord.origin == "own", CandourRecord.closed_on.is_(None), CandourRecord.results_shared_on.is_(None)
        )
        .order_by(CandourRecord.created_at, CandourRecord.reference)
        .limit(1)
    ).first()
    if case is not None:
        for _step in range(STEPS_A_TURN):
            if case.is_open and case.results_shared_on is None:
                _take_step(uow, case)
    elif (uow.session.scalar(select(func.count()).select_from(CandourRecord)) or 0) < MOST:
        _open(uow)


def _open(uow: UnitOfWork) -> None:
    kind = uow.plugins.kind("incident")
    serious = uow.session.scalars(
        select(Record)
        .where(Record.kind == "incident", Record.origin == "own", Record.severity.in_(("moderate", "severe")))
        .order_by(Record.opened_on.desc(), Record.reference)
        .limit(LOOKED_AT)
    ).all()
    incident = next((one for one in serious if not _has_one(uow, one)), None)
    if incident is None or kind is None:
        return
    whole = load_record(uow, kind, incident.id)
    refer(uow, whole, to_kind=CANDOUR.key, reason="Somebody was hurt.", facts=carried_facts(uow, whole))


def _has_one(uow: UnitOfWork, incident: Record) -> bool:
    return any(one.kind.key == CANDOUR.key for one in opened_from(uow, incident.id))


def _take_step(uow: UnitOfWork, case: CandourRecord) -> None:
    if case.regime is None:
        body = BODIES.get(Nation(case.nation))
        if body:
            services.choose_body(uow, case, body_type=body)
    elif case.is_notifiable is None:
        opinion = services.Opinion(by="Dr Hale", role="General practitioner", on=uow.today, uninvolved=True)
        services.decide(uow, case, answers=HIP, opinion=opinion)
    elif not case.people:
        _name(uow, case)
    else:
        person = next((one for one in case.people if not _is_done(one)), case.people[-1])
        if person.told_at is None:
            _tell(uow, case, person)
        else:
            _write_and_answer(uow, case, person)


def _name(uow: UnitOfWork, case: CandourRecord) -> None:
    """The person themselves and, from the second record of an organisation on, the daughter who acts for her too."""
    is_second = uow.session.scalar(select(exists().where(RelevantPerson.id.is_not(None))))
    services.name_person(
        uow,
        case,
        basis="self",
        reference=case.person_reference or "The resident",
        note=None,
        preferred_contact="in-person",
        communication_needs="Large print, and her daughter beside her",
    )
    if is_second:
        services.name_person(
            uow,
            case,
            basis="other",
            reference="Her daughter",
            note="Attorney for health and welfare; the paper was seen",
            preferred_contact="phone",
            communication_needs=None,
        )


def _is_done(person: RelevantPerson) -> bool:
    return person.letter_sent_on is not None and not person.owes_results


def _tell(uow: UnitOfWork, case: CandourRecord, person: RelevantPerson) -> None:
    told = services.Told(
        told_at=uow.now,
        method="in-person",
        by=uow.actor.name,
        facts=FACTS,
        apology=SORRY,
        support="Somebody she trusts sits with her. The number of the advocacy service is on her table.",
        has_enquiry=True,
        enquiries="When the rail was last checked, and who checks the others.",
        delay_reason="We waited for the doctor, and should not have.",
    )
    services.tell_person(uow, case, told, to=person)


def _write_and_answer(uow: UnitOfWork, case: CandourRecord, person: RelevantPerson) -> None:
    if person.letter_apology is None:
        letter = services.Letter(
            to="Mrs Marsh" if person.basis == "self" else "Ms Marsh",
            account=FACTS,
            apology=SORRY,
            enquiries=person.enquiries,
            support=person.support_offered or "",
            contact=f"{uow.actor.name}, at the office or by telephone",
        )
        services.write_letter(uow, case, letter, to=person)
    elif person.letter_sent_on is None:
        services.send_letter(uow, case, sent_on=uow.today, to=person)
    else:
        services.share_results(
            uow, case, results="Rails were on nobody's list.", shared_on=uow.today, method="in-person", to=person
        )
        services.record_learning(uow, case, learning="Rails are checked with the beds, every month.")
        _close(uow, case)


def _close(uow: UnitOfWork, case: CandourRecord) -> None:
    if not objections_to_closing(uow, case):
        move_record(uow, case, next(one for one in CANDOUR.lifecycle.transitions if one.key == "close"))
