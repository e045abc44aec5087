"""A day's work with complaints, for the demonstration world: some arrive, one is taken a step further."""

from __future__ import annotations

import re
from datetime import timedelta
from random import Random

from sqlalchemy import select

from plugins.complaints.kinds import COMPLAINT
from plugins.complaints.models import Complaint
from plugins.complaints.next_steps import QUICK_FIRST
from plugins.complaints.permissions import CLOSE, SIGN, WRITE
from plugins.complaints.queries import complaints_between, desk_of, heads_of, said_and_done
from plugins.complaints.rules import letters as wording
from plugins.complaints.rules.outcomes import needs_action
from plugins.complaints.services import answering, deciding, letters, receiving, settings
from plugins.complaints.services.feedback import Heard, receive_feedback
from plugins.complaints.services.letters import Finished
from portal.plugin import Nation, UnitOfWork
from portal.plugin.services import Addressee, in_words, links_as, move_record, sites_in_view

QUIET_DAYS = 75
CHANCE_OF_COMPLAINT, CHANCE_OF_FEEDBACK, CHANCE_OF_STEP = 0.06, 0.04, 0.6
STORIES = (
    ("missed-visit", "The morning carer came at eleven three days running. My mother sat in her nightdress until then.", "The rota had a gap between eight and eleven.", "upheld"),
    ("communication", "Nobody rang us when Dad went to hospital. We heard it from a neighbour.", "The number in the file was an old one and nobody tried another.", "upheld"),
    ("food", "The meals are cold when they reach the top floor.", "The trolley was checked on four days and was warm.", "not-upheld"),
    ("possessions", "Her good cardigan came back from the laundry shrunk, and nobody said sorry.", "It was washed too hot. The label had come off.", "partly-upheld"),
    ("staff-manner", "The way the night staff spoke to my uncle was short and unkind.", "Two people remember it alike. It should not have been said.", "upheld"),
    ("money", "We were charged for the week he was in hospital.", "The contract says so, and it was explained at the start.", "not-upheld"),
    ("advocacy", "My advocate did not come to the meeting and did not ring.", "The meeting was moved and nobody told the advocate.", "partly-upheld"),
)  # fmt: skip
PRAISE = (
    ("compliment", "Everybody sang with her on her birthday. Thank you."),
    ("suggestion", "A bench by the bus stop would help visitors who cannot stand long."),
    ("comment", "The new garden door is much easier with a wheelchair."),
)
SUPPORT = "Clear Voice Advocacy can help you: 01632 960 123. It costs nothing."


TO_FILL_IN = re.compile(r"\[[^\[\]\n]{2,}\]")


def make_complaints(uow: UnitOfWork, random: Random) -> None:
    """One day of one person: perhaps write something down; take one open complaint a step further."""
    if not uow.may(WRITE):
        return
    if uow.may(SIGN) and desk_of(uow) is None:
        name = uow.actor.name
        settings.save_desk(
            uow, settings.Desk(manager_name=name, responsible_name=name, phone="01632 960 111", support=SUPPORT)
        )
    if random.random() < CHANCE_OF_COMPLAINT:
        _receive(uow, random)
    elif uow.may(SIGN) and _had_none_for_long(uow):
        _receive(uow, Random(uow.today.toordinal()))
    if random.random() < CHANCE_OF_FEEDBACK:
        nature, words = random.choice(PRAISE)
        receive_feedback(uow, Heard(nature=nature, words=words, received_on=uow.today, channel="in-person"))
    if random.random() < CHANCE_OF_STEP:
        _take_a_step(uow, random)


def _had_none_for_long(uow: UnitOfWork) -> bool:
    """Whether somebody commissions them, and nobody has complained for a season."""
    since = uow.today - timedelta(days=QUIET_DAYS)
    return bool(links_as(uow, kind="commissions", part="to")) and not complaints_between(uow, since, uow.today)


def _receive(uow: UnitOfWork, random: Random) -> None:
    story = random.choice(STORIES)
    sites = sites_in_view(uow) if uow.tenant.kind == "provider" else []
    told = receiving.Told(
        summary=story[1],
        received_on=uow.today,
        channel=random.choice(("letter", "phone", "email", "in-person")),
        told_by="relative",
        consent="given",
    )
    receiving.receive_complaint(uow, told, site=random.choice(sites) if sites else None)


def _take_a_step(uow: UnitOfWork, random: Random) -> None:
    open_ones = uow.session.scalars(
        select(Complaint)
        .where(Complaint.closed_on.is_(None), Complaint.origin == "own", Complaint.received_on < uow.today)
        .order_by(Complaint.received_on, Complaint.reference)
    ).all()
    if open_ones:
        complaint = random.choice(open_ones)
        story = next((one for one in STORIES if one[1] == complaint.summary), STORIES[0])
        _next(uow, complaint, story)


def _next(uow: UnitOfWork, complaint: Complaint, story: tuple[str, str, str, str]) -> None:
    """The step a person would take next."""
    if complaint.routed_at is None:
        _route(uow, complaint)
    elif complaint.acknowledged_on is None and complaint.regime not in QUICK_FIRST:
        deciding.add_head(uow, complaint, subject=story[0], words=story[1])
        answering.acknowledge(uow, complaint, _letter(uow, complaint, wording.ACKNOWLEDGEMENT), on=uow.today)
    elif complaint.advocacy_offered_on is None:
        answering.offer_support(uow, complaint, offered_on=uow.today, answer="declined", supported_by=None)
    elif complaint.investigator_id is None and uow.actor.user_id:
        answering.give_to_investigator(uow, complaint, member_id=uow.actor.user_id, has_conflict=False)
    elif complaint.status in {"routed", "acknowledged", "investigating"}:
        _find(uow, complaint, story)
    elif complaint.status == "drafted" and uow.may(SIGN):
        answering.sign_response(uow, complaint)
    elif complaint.status == "signed":
        answering.send_response(uow, complaint, _letter(uow, complaint, None), on=uow.today)
    elif complaint.status == "answered":
        _finish(uow, complaint)


def _route(uow: UnitOfWork, complaint: Complaint) -> None:
    links = links_as(uow, kind="commissions", part="to")
    answers = receiving.Routing(
        nation=Nation(complaint.nation),
        body=complaint.body or "provider",
        about_data=False,
        payer="council" if links else "self",
        arranged_by=links[0].id if links else None,
        risk="low",
    )
    receiving.route_complaint(uow, complaint, answers)
    receiving.answer_abuse_question(uow, complaint, could_be_abuse=False, reason="Nothing in it points to harm.")


def _find(uow: UnitOfWork, complaint: Complaint, story: tuple[str, str, str, str]) -> None:
    heads = heads_of(uow, complaint.id) or [deciding.add_head(uow, complaint, subject=story[0], words=story[1])]
    for head in heads:
        deciding.decide_head(uow, complaint, head, outcome=story[3], finding=story[2])
    response = f"Thank you for telling us. We spoke with everybody who was there. {story[2]}"
    remedies = ["apology", "action"] if needs_action(story[3]) else ["explanation"]
    answering.draft_response(uow, complaint, response=response, remedies=remedies)


def _finish(uow: UnitOfWork, complaint: Complaint) -> None:
    for head in heads_of(uow, complaint.id):
        if needs_action(head.outcome) and head.action_id is None and uow.actor.user_id:
            due_on = uow.today + timedelta(days=28)
            deciding.set_learning_action(
                uow,
                complaint,
                head,
                title="See that it does not happen again",
                owner_id=uow.actor.user_id,
                due_on=due_on,
            )
    if uow.may(CLOSE):
        move_record(uow, complaint, next(one for one in COMPLAINT.lifecycle.transitions if one.key == "close"))
        if not said_and_done(uow):
            settings.publish(uow, said="Breakfast comes late.", did="Breakfast begins at seven now, for who likes it.")


def _letter(uow: UnitOfWork, complaint: Complaint, key: str | None) -> Finished:
    words = TO_FILL_IN.sub(in_words(uow.today), letters.words_of(uow, complaint, key)) if key else ""
    return Finished(addressee=Addressee("The family"), letter_format="standard_print", words=words)
