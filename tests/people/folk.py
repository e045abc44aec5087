"""People of the world, written down and linked as its people would."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from portal.people.access import order_pack
from portal.people.services import NeedsTold, link_person, record_needs, record_person
from portal.records.services import restrict_record
from tests.casework.incidents import opened

if TYPE_CHECKING:
    from portal.core.uow import UnitOfWork
    from portal.people.models import AccessRequest, Person

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
JOAN = "Joan O'Neill"


def known(uow: UnitOfWork, name: str = JOAN, **given: Any) -> Person:
    """Somebody written down who stands nowhere yet."""
    person = record_person(uow, name=name, **given)
    uow.session.flush()
    return person


def affected(uow: UnitOfWork, name: str = JOAN, *, role: str = "affected", restricted: bool = False) -> Any:
    """Somebody written down from a record they stand in: the person and the record."""
    incident = opened(uow, "A fall in the lounge")
    person = known(uow, name, record=incident)
    link_person(uow, incident, person, role=role)
    if restricted:
        restrict_record(uow, incident, compartment="safeguarding", reason="An allegation")
    uow.session.flush()
    return person, incident


def needs_large_print(uow: UnitOfWork, person: Person) -> Person:
    told = NeedsTold(asked_on=date(2026, 3, 2), formats=["large_print"], support=["lipspeaker"], may_share=True)
    return record_needs(uow, person, told)


def asked(uow: UnitOfWork, person: Person, **given: Any) -> AccessRequest:
    """A request received on Monday 2 March 2026."""
    return order_pack(uow, person, received_on=date(2026, 3, 2), **given)
