"""Say whom to tell: one person or several, also somebody who is found later."""

from __future__ import annotations

from plugins.candour.models import CandourRecord, RelevantPerson
from plugins.candour.queries import attempt_count
from plugins.candour.rules.standing import is_everybody_settled
from plugins.candour.services.deciding import notifiable
from plugins.candour.services.timing import begin_again, keep
from portal.plugin import PortalError, UnitOfWork
from portal.plugin.services import hold_for_change, new_id

MOST_PEOPLE = 12


def name_person(
    uow: UnitOfWork,
    case: CandourRecord,
    *,
    basis: str,
    reference: str | None,
    note: str | None,
    preferred_contact: str | None,
    communication_needs: str | None,
    person: RelevantPerson | None = None,
) -> RelevantPerson:
    """Say whom to tell, on what basis they may act, how they want to hear, and what they need to follow it.

    Without `person` somebody is added: the duty to tell promptly begins again for them where everybody else was told.
    Raises `PortalError` where two people could not be told apart.
    """
    regime = notifiable(case)
    hold_for_change(uow, case)
    if basis != "self" and not note:
        raise PortalError("Say how you know that they may act for the person.", field="note")
    _refuse_same_name(case, person, reference)
    answers = {
        "basis": basis,
        "reference": reference,
        "note": note,
        "preferred_contact": preferred_contact,
        "communication_needs": communication_needs,
    }
    if person is None:
        found_late = is_everybody_settled(case.people)
        person = _add(uow, case, regime.key)
        keep(uow, case, act="candour.person_named", person=person, **answers)
        if found_late:
            begin_again(uow, case)
    else:
        keep(uow, case, act="candour.person_named", person=person, **answers)
    return person


def take_off(uow: UnitOfWork, case: CandourRecord, *, to: RelevantPerson | None = None) -> CandourRecord:
    """Take off somebody who was put down by mistake. Raises `PortalError` once anything was done for them."""
    notifiable(case)
    person = addressed(case, to)
    hold_for_change(uow, case)
    if person.was_reached_or_not or attempt_count(uow, [person]):
        raise PortalError("Something was recorded for them already: it stays.")
    if case.people == [person]:
        raise PortalError("Somebody must be told. Change who it is instead.")
    uow.session.delete(person)
    _read_again(uow, case)
    return keep(uow, case, act="candour.person_taken_off", person=case.people[0])


def addressed(case: CandourRecord, to: RelevantPerson | None) -> RelevantPerson:
    """Whom a step is for: `to`, or the only person there is. Raises `PortalError` where that leaves a question."""
    if to is not None:
        return to
    if not case.people:
        raise PortalError("Say first who is to be told.")
    if len(case.people) > 1:
        raise PortalError("Say which of them it is for.")
    return case.people[0]


def _add(uow: UnitOfWork, case: CandourRecord, regime: str) -> RelevantPerson:
    if len(case.people) >= MOST_PEOPLE:
        raise PortalError(f"There can be {MOST_PEOPLE} people at most.")
    person = RelevantPerson(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=case.id,
        compartment=case.compartment,
        position=max((one.position for one in case.people), default=0) + 1,
        regime=regime,
    )
    uow.session.add(person)
    _read_again(uow, case)
    return person


def _read_again(uow: UnitOfWork, case: CandourRecord) -> None:
    uow.session.flush()
    uow.session.expire(case, ["people"])


def _refuse_same_name(case: CandourRecord, person: RelevantPerson | None, reference: str | None) -> None:
    others = {one.name for one in case.people if one is not person}
    if others and not reference:
        raise PortalError("Enter their initials or your reference: it tells them apart.", field="reference")
    if reference in others:
        raise PortalError("Somebody is down by this already. Enter something that tells them apart.", field="reference")
