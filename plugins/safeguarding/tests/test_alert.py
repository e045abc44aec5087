"""An alert reaches the authority that hosts, and its acknowledgement comes back; elsewhere it is sent by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from plugins.safeguarding import services
from plugins.safeguarding.models import Concern
from plugins.safeguarding.queries import hosts, own_record_of
from plugins.safeguarding.tests.steps import AGREED, asked, raised
from portal.exchange.models import Disclosure, Receipt, Room
from portal.exchange.services import open_receipt, withdraw
from portal.exchange.talking import acknowledge_copy
from portal.plugin import PortalError
from portal.trail.models import TrailEntry
from portal.worker import run_waiting_jobs

WHY = "An adult in your area may be at risk."
OVERRIDDEN = services.Consent(lawful_basis="legal-obligation", consent="overridden", reason="Others are at risk too.")
NOT_TOLD = "CANARY-RAISED-AS"


@pytest.fixture
def hosted(app, act_and_commit):
    """Northshire hosts Rosewood, by a link both agreed."""
    with act_and_commit("sam") as uow:
        uow.session.execute(text("SELECT exchange.propose_link('hosts', 'from', 'rosewood', CAST('[]' AS jsonb))"))
    with act_and_commit("ben") as uow:
        link = uow.session.execute(text("SELECT id FROM portal.link WHERE kind = 'hosts'")).scalar_one()
        uow.session.execute(text("SELECT exchange.answer_link(:link, true)"), {"link": link})


@pytest.fixture
def alerted(app, act_and_commit, hosted):
    """Ben's alert, as it stands at Northshire."""
    with act_and_commit("ben") as uow:
        concern = asked(uow, protection="Her sister stays with her.", raised_as="family")
        uow.session.flush()
        services.send_alert(uow, concern, link_id=hosts(uow)[0].id, purpose=WHY, consent=OVERRIDDEN)
    run_waiting_jobs(app)
    return concern


def copy_at(uow):
    return uow.session.scalars(select(Concern).where(Concern.origin == "received")).one_or_none()


def test_the_authority_receives_a_record_with_what_the_view_names(act, alerted):
    copy = copy_at(act("lena"))

    assert (copy.compartment, copy.peer_name, copy.peer_reference) == (
        "safeguarding",
        "Rosewood Care",
        alerted.reference,
    )
    assert (copy.adult_reference, copy.protection) == ("J.S.", "Her sister stays with her.")
    assert (copy.raised_as, copy.decision, copy.enquiry_findings) == (None, None, None)
    assert copy.id != alerted.id


def test_nobody_else_at_the_authority_or_elsewhere_has_it(act, alerted):
    assert {name: copy_at(act(name)) for name in ("asha", "noor", "cora", "gil", "vera")} == dict.fromkeys(
        ("asha", "noor", "cora", "gil", "vera")
    )


def test_the_ledgers_of_both_say_why_it_went_without_agreement(act, alerted):
    sent = act("ben").session.scalars(select(Disclosure)).one()
    received = act("lena").session.scalars(select(Receipt)).one()

    assert sent.consent == "They did not agree, and it is shared all the same: Others are at risk too."
    assert sent.lawful_basis.startswith("A duty in law: UK GDPR article 6(1)(c)")
    assert (sent.purpose, sent.sha256) == (WHY, received.sha256)


def test_the_acknowledgement_comes_back_and_heard_twice_changes_nothing(app, act, act_and_commit, alerted):
    with act_and_commit("lena") as uow:
        copy = copy_at(uow)
        open_receipt(uow, uow.session.get(Receipt, (uow.tenant.id, copy.receipt_id)))
        room = uow.session.scalars(select(Room).where(Room.record_id == copy.id)).one()
        acknowledge_copy(uow, room)
    run_waiting_jobs(app)
    ben = act("ben")
    concern = ben.session.get(Concern, (ben.tenant.id, alerted.id))
    heard = concern.host_acknowledged_at
    assert heard is not None

    services.hear_acknowledgement(ben, concern, at=datetime(2026, 3, 9, tzinfo=UTC))
    assert concern.host_acknowledged_at == heard


def test_an_alert_withdrawn_after_it_was_opened_stays_marked_in_its_compartment(app, act, act_and_commit, alerted):
    with act_and_commit("lena") as uow:
        open_receipt(uow, uow.session.get(Receipt, (uow.tenant.id, copy_at(uow).receipt_id)))
    with act_and_commit("ben") as uow:
        withdraw(uow, uow.session.scalars(select(Disclosure)).one(), reason="About another person.")
    run_waiting_jobs(app)
    lena = act("lena")

    told = select(TrailEntry.compartment).where(TrailEntry.act == "exchange.withdrawn_by_sender")
    assert lena.session.scalars(told).all() == ["safeguarding"]


def test_the_authority_decides_in_a_record_of_its_own(act, alerted):
    lena = act("lena")
    copy = copy_at(lena)
    with pytest.raises(PortalError, match="copy of what another organisation told you"):
        services.complete_concern(lena, copy, funding="self")
    ours = services.open_own(lena, copy)
    lena.session.flush()

    assert (ours.origin, ours.what_happened, ours.raised_as) == ("own", copy.what_happened, "professional")
    assert own_record_of(lena, copy.id).id == ours.id


def test_consent_not_given_needs_its_reason_before_anything_goes(act, hosted):
    ben = act("ben")
    concern = asked(ben)
    ben.session.flush()
    refused = services.Consent(lawful_basis="public-task", consent="lacks-capacity")

    with pytest.raises(PortalError, match="without their agreement"):
        services.send_alert(ben, concern, link_id=hosts(ben)[0].id, purpose=WHY, consent=refused)
    assert ben.session.scalars(select(Disclosure)).all() == []


def test_an_authority_that_only_commissions_is_no_host(act):
    ben = act("ben")
    commissions = ben.session.execute(text("SELECT id FROM portal.link")).scalar_one()

    assert hosts(ben) == []
    with pytest.raises(PortalError, match="not linked as the one that hosts"):
        services.send_alert(ben, raised(ben), link_id=commissions, purpose=WHY, consent=AGREED)


def test_an_alert_sent_by_hand_is_logged_with_its_proof_and_consent(act):
    gil = act("gil")
    concern = raised(gil, site=None)
    sent = {"recipient": "Westmere adult protection", "channel": "phone", "proof": "Ms Orr, 10:05"}
    sending = services.record_sending(gil, concern, **sent, sent_at=gil.now, consent=OVERRIDDEN)

    assert (sending.recipient, sending.proof, sending.sent_by) == (
        "Westmere adult protection",
        "Ms Orr, 10:05",
        gil.actor.user_id,
    )
    assert "Others are at risk too." in sending.consent
    with pytest.raises(PortalError, match="has not come yet"):
        services.record_sending(gil, concern, **sent, sent_at=datetime(2026, 3, 5, tzinfo=UTC), consent=AGREED)
