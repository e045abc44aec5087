"""Raise a concern in two minutes, whoever one is; take one over that another record leads to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from plugins.safeguarding.models import Concern
from plugins.safeguarding.permissions import SAFEGUARDING
from plugins.safeguarding.rules.clocks import ANSWER, DECIDE
from plugins.safeguarding.rules.codes import CATEGORIES
from plugins.safeguarding.services.pipot import open_strand
from plugins.safeguarding.services.timing import count_from_receipt
from portal.plugin import PortalError, Referral, UnitOfWork
from portal.plugin.services import Record, Site, keep_origin, keep_submission, open_record, start_deadline


@dataclass(frozen=True, kw_only=True)
class FirstConcern:
    """What somebody can say in two minutes. Codes are of `rules.codes`; the adult by initials or our reference."""

    what_happened: str
    adult_reference: str | None = None
    categories: tuple[str, ...] = ()
    is_safe_now: str | None = None
    protection: str | None = None
    place: str | None = None
    raised_as: str | None = None
    source_is_worker: bool | None = None
    police_reference: str | None = None
    is_about_source: bool | None = None


def raise_concern(
    uow: UnitOfWork,
    *,
    concern: FirstConcern,
    site: Site | None = None,
    from_record: Record | None = None,
    received_at: datetime | None = None,
) -> Concern:
    """Take a concern: a lead decides on it, and whoever raised it hears by a date.

    Who raises it need not be able to read concerns; what they sent is kept for them apart. Where somebody who works
    with adults may have caused it, the strand about them begins too, out of sight.
    """
    if not concern.what_happened.strip():
        raise PortalError("Say what worries you.", field="what_happened")
    if received_at and received_at > uow.now:
        raise PortalError("When it was received: this moment has not come yet.", field="received_at")
    made = Concern(
        title=title_for(concern.categories, site.name if site else None),
        nation=site.nation if site else uow.tenant.nation,
        site_id=site.id if site else None,
        provider_id=site.provider_id if site else None,
        received_at=received_at or uow.now,
        **{**asdict(concern), "categories": list(concern.categories), "what_happened": concern.what_happened.strip()},
    )
    made.compartment = SAFEGUARDING
    open_record(uow, made, act="safeguarding.raised")
    start_clocks(uow, made)
    answer = start_deadline(uow, ANSWER.code, made, from_=uow.today)
    if uow.actor.user_id:
        words = {"what_happened": made.what_happened, "site": site.name if site else "", "immediate_action": ""}
        keep_submission(uow, made, words=words, answer_by=answer.due_on if answer else None)
    if from_record is not None:
        keep_origin(uow, made, from_record=from_record, reason=made.title)
    if made.source_is_worker:
        open_strand(uow, from_concern=made)
    return made


def start_clocks(uow: UnitOfWork, concern: Concern) -> None:
    """The local target to decide and, in Wales and Scotland, what is counted from when it came in."""
    start_deadline(uow, DECIDE.code, concern, from_=uow.today)
    count_from_receipt(uow, concern)


def take_referral(uow: UnitOfWork, referral: Referral) -> UUID:
    """Open the concern another record calls for, with what that record says; `refer` keeps where it came from."""
    origin = uow.session.get(Record, (uow.tenant.id, referral.from_record_id))
    facts = referral.facts
    made = Concern(
        title=title_for((), None) if origin is None else f"Safeguarding concern from {origin.reference}",
        nation=origin.nation if origin else uow.tenant.nation,
        site_id=origin.site_id if origin else None,
        provider_id=origin.provider_id if origin else None,
        received_at=uow.now,
        what_happened=facts.get("what_happened") or getattr(origin, "what_happened", None) or referral.reason,
        adult_reference=facts.get("person_references") or getattr(origin, "person_references", None),
        police_reference=facts.get("police_reference"),
        source_is_worker=facts.get("abuse_by_staff"),
        categories=[],
    )
    made.compartment = SAFEGUARDING
    open_record(uow, made, act="safeguarding.raised")
    start_clocks(uow, made)
    if made.source_is_worker:
        open_strand(uow, from_concern=made)
    return made.id


def open_own(uow: UnitOfWork, alert: Concern) -> Concern:
    """Open our own record of what another organisation alerted us to. Theirs stays as they sent it."""
    if not alert.is_received:
        raise PortalError("This is your own record already.")
    told = FirstConcern(
        what_happened=alert.what_happened or "See the alert this was opened from.",
        adult_reference=alert.adult_reference,
        categories=tuple(alert.categories or ()),
        is_safe_now=alert.is_safe_now,
        protection=alert.protection,
        place=alert.place,
        raised_as="professional",
        source_is_worker=alert.source_is_worker,
        police_reference=alert.police_reference,
    )
    site = uow.session.get(Site, alert.site_id) if alert.site_id else None
    return raise_concern(uow, concern=told, site=site, from_record=alert)


def open_for_source(uow: UnitOfWork, concern: Concern, *, adult_reference: str, what_happened: str) -> Concern:
    """Whoever may have caused it is at risk too: a record, a plan and an advocate of their own, apart from this one."""
    site = uow.session.get(Site, concern.site_id) if concern.site_id else None
    theirs = FirstConcern(
        what_happened=what_happened, adult_reference=adult_reference, raised_as="worker", is_about_source=True
    )
    return raise_concern(uow, concern=theirs, site=site, from_record=concern)


def title_for(categories: tuple[str, ...], site_name: str | None) -> str:
    """A title for the lists of those who may see it: which kind, and where; never who."""
    what = CATEGORIES.label_of(categories[0]) if len(categories) == 1 else "Safeguarding concern"
    return f"{what} at {site_name}" if site_name else what
