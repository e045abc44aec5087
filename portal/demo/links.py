"""Who commissions whom in the demonstration world, what is carried, and what is still to be agreed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import select, text

from portal.core.clock import start_of_day
from portal.demo.cast import PEOPLE, PROVIDERS, DemoProvider
from portal.demo.long_ago import FIRST
from portal.demo.seeding import SeededPerson, directory_id
from portal.directory.models import Provider
from portal.oversight.services import claim_provider, decide_claim, take_on_provider
from portal.tenants.models import Link

CARRIED = [
    {"kind": "incident", "view": "incident_summary", "may_hold_back": True},
    {"kind": "complaint", "view": "complaint_summary", "may_hold_back": True},
    {"kind": "candour", "view": "candour_status", "may_hold_back": True},
]
STARTED = timedelta(days=400)


def arrange_links(world: Any) -> None:
    """Commissioners take their providers on and link with them; one claim waits, one proposal is unanswered."""
    now = start_of_day(world.today) - STARTED
    for provider in PROVIDERS:
        commissioner, manager = _manager_of(provider.commissioner), _manager_of(provider.slug)
        with world.acting(commissioner, provider.commissioner, now) as uow:
            take_on_provider(uow, uow.session.get_one(Provider, directory_id("provider", provider.regulator_id)))
            _propose(uow, "commissions", "from", provider.slug, CARRIED)
        with world.acting(manager, provider.slug, now) as uow:
            _agree(uow)
            if provider is not FIRST:  # the operator confirmed it long ago
                claim_provider(uow, uow.session.get_one(Provider, directory_id("provider", provider.regulator_id)))
        if provider is not FIRST:
            _confirm_claim(world, provider, commissioner, now)
    with world.acting(_manager_of("northshire"), "northshire", now) as uow:
        _propose(uow, "hosts", "from", "oakfield", [])
    with world.acting(_manager_of("oakfield"), "oakfield", now) as uow:
        _agree(uow)
    with world.acting(_manager_of("clearvoice"), "clearvoice", now) as uow:
        _propose(uow, "advocates_for", "from", "rosewood", [])
        take_on_provider(uow, uow.session.get_one(Provider, directory_id("provider", PROVIDERS[0].regulator_id)))
    with world.acting(_manager_of("rosewood"), "rosewood", now) as uow:
        _agree(uow)
    with world.acting(_manager_of("westmere"), "westmere", now + STARTED - timedelta(days=3)) as uow:
        _propose(uow, "commissions", "from", "strathvoice", [])


def _confirm_claim(world: Any, provider: DemoProvider, commissioner: SeededPerson, now: Any) -> None:
    """The commissioner confirms which registered provider the organisation is."""
    with world.acting(commissioner, provider.commissioner, now) as uow:
        link = uow.session.scalars(select(Link).where(Link.peer_slug == provider.slug, Link.status == "agreed")).one()
        claim = uow.session.execute(
            text("SELECT claim_id FROM exchange.claim_on_link(:link)"), {"link": link.id}
        ).scalar_one()
        decide_claim(uow, claim, agree=True)


def _propose(uow: Any, kind: str, part: str, slug: str, carried: list[dict[str, Any]]) -> None:
    uow.session.execute(
        text("SELECT exchange.propose_link(:kind, :part, :slug, CAST(:carried AS jsonb))"),
        {"kind": kind, "part": part, "slug": slug, "carried": json.dumps(carried)},
    )


def _agree(uow: Any) -> None:
    link = uow.session.scalars(select(Link).where(Link.status == "proposed", Link.proposed_by_us.is_(False))).one()
    uow.session.execute(text("SELECT exchange.answer_link(:link, true)"), {"link": link.id})


def _manager_of(slug: str) -> SeededPerson:
    return next(one for one in PEOPLE if "manager" in one.roles.get(slug, ()))
