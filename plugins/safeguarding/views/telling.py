"""Who is spoken to, who is not for now, and alerts to the authority that hosts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from plugins.safeguarding import forms, services
from plugins.safeguarding.permissions import SEND, WRITE
from plugins.safeguarding.queries import hosts, load_own_concern
from plugins.safeguarding.views.blueprint import answer_step, bp
from portal.plugin import now
from portal.plugin.web import Option, uow

BY_HAND = Markup(
    "For an authority that is not in this portal: send the"
    ' <a class="govuk-link" href="{}">safeguarding alert (PDF)</a>, then write down here how it went.'
)
HOW_IT_WENT = ("recipient", "channel", "proof", "sent_at")


@bp.route("/<uuid:record_id>/hold", methods=["GET", "POST"], permission=WRITE)
def hold(record_id: UUID) -> ResponseReturnValue:
    concern = load_own_concern(uow, record_id)
    form = forms.HoldForm(data={"since": uow.today})
    return answer_step(
        concern,
        form,
        partial(services.hold_for_police, uow, concern),
        title="The police lead: hold back contact",
        lead="Nobody contacts the people you name until the police lift it. What protects people goes on.",
    )


@bp.route("/<uuid:record_id>/hold/lift", methods=["GET", "POST"], permission=WRITE)
def lift(record_id: UUID) -> ResponseReturnValue:
    concern = load_own_concern(uow, record_id)
    form = forms.LiftForm()
    return answer_step(
        concern,
        form,
        partial(services.lift_hold, uow, concern),
        title="Record that the police lifted their hold",
    )


@bp.route("/<uuid:record_id>/contact", methods=["GET", "POST"], permission=WRITE)
def contact(record_id: UUID) -> ResponseReturnValue:
    concern = load_own_concern(uow, record_id)
    form = forms.ContactForm()
    return answer_step(
        concern,
        form,
        partial(services.record_contact, uow, concern),
        title="Record a contact, or what somebody was told",
    )


@bp.route("/<uuid:record_id>/alert", methods=["GET", "POST"], permission=SEND)
def alert(record_id: UUID) -> ResponseReturnValue:
    concern = load_own_concern(uow, record_id)
    form = forms.AlertForm(data={"consent": concern.consent, "consent_reason": concern.consent_reason})
    form.link.offer(Option(str(one.id), one.peer_name) for one in hosts(uow))

    def order(*, link: str, purpose: str, **answers: Any) -> None:
        services.send_alert(uow, concern, link_id=UUID(link), purpose=purpose, consent=_consent(answers))

    return answer_step(
        concern,
        form,
        order,
        title="Alert the authority that hosts",
        lead="They get a copy of what was said, what keeps the adult safe, who may have caused it and what the adult"
        " wants; not who raised it, and nothing written later. Both ledgers say whether the adult agreed, or why it"
        " goes all the same.",
        button="Send the alert",
    )


@bp.route("/<uuid:record_id>/sending", methods=["GET", "POST"], permission=SEND)
def sending(record_id: UUID) -> ResponseReturnValue:
    concern = load_own_concern(uow, record_id)
    first = {"consent": concern.consent, "consent_reason": concern.consent_reason, "sent_at": now()}

    def order(**answers: Any) -> None:
        consent = _consent(answers)
        services.record_sending(uow, concern, consent=consent, **{name: answers[name] for name in HOW_IT_WENT})

    return answer_step(
        concern,
        forms.SendingForm(data=first),
        order,
        title="Log an alert you sent yourself",
        lead=BY_HAND.format(url_for(".pdf", record_id=record_id, key="alert")),
    )


def _consent(answers: Mapping[str, Any]) -> services.Consent:
    return services.Consent(
        lawful_basis=answers["lawful_basis"], consent=answers["consent"], reason=answers["consent_reason"]
    )
