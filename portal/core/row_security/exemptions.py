"""What stands outside row security, and the functions a login may call: frozen lists, a reason to every line.

Adding a line is a decision about who can reach whose data; it wants a second reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from portal.core.roles import APP, AUTH, IMPORTER, JOB, PLATFORM

FUNCTIONS_ONLY = frozenset({"auth", "ctx", "exchange", "jobs", "search", "trail"})
EXEMPT_TABLES = {
    "auth.*": "accounts and sessions belong to no tenant; only functions may touch them",
    "ctx.signing_key": "the key that signs contexts; the owner's alone",
    "ctx.shifted_clock": "the clock of demonstrations and tests; the owner's alone",
    "exchange.link_pair": "which two tenants a link joins; the exchange's functions alone reach it",
    "jobs.request": "for whom a job acts; the queue's functions alone reach it",
    "jobs.schedule_slot": "which slots were taken; the queue's functions alone reach it",
    "jobs.procrastinate_*": "the queue itself; a row holds the id of a request and nothing else",
    "portal.alembic_version": "which migration the database is at; the owner's alone",
    "plugin_*.alembic_version": "which migration an outside plugin is at; the owner's alone",
}
# The only rights a run-time role holds on an exempt table.
OPEN_TABLES = (
    ("jobs.procrastinate_*", JOB, frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "USAGE"})),
    ("portal.alembic_version", PLATFORM, frozenset({"SELECT"})),
)


@dataclass(frozen=True)
class Callables:
    """Functions that these run-time roles, and no others, may call, and why."""

    reason: str
    roles: frozenset[str]
    functions: tuple[str, ...]


CALLABLE = (
    Callables(
        "what the transaction's context says; it shows the caller nothing but itself",
        frozenset({APP, JOB, PLATFORM, IMPORTER}),
        (
            "ctx.compartments()",
            "ctx.dated()",
            "ctx.excluded()",
            "ctx.holds_power(text)",
            "ctx.part(integer)",
            "ctx.tenant()",
            "ctx.today()",
            "ctx.user_id()",
        ),
    ),
    Callables(
        "whether a person of the acting tenant stands in any record, seen or not: policies of people ask it",
        frozenset({APP, JOB}),
        ("ctx.stands_in_a_record(uuid)",),
    ),
    Callables(
        "whether the acting person sees a person or document, or is writing it down in this transaction: policies of"
        " what it is put to ask it",
        frozenset({APP, JOB}),
        (
            "ctx.is_writing_document(uuid)",
            "ctx.is_writing_person(uuid)",
            "ctx.sees_document(uuid)",
            "ctx.sees_person(uuid)",
        ),
    ),
    Callables(
        "which records the acting person was let into: policies of records ask it",
        frozenset({APP, JOB, PLATFORM}),
        ("ctx.let_in()",),
    ),
    Callables(
        "whether the acting person opened a record, and works on their own cases: the policy of who is let in asks it",
        frozenset({APP, JOB}),
        ("ctx.opened_as_own_case(uuid)",),
    ),
    Callables("what time it is", frozenset({APP, AUTH, JOB, PLATFORM, IMPORTER}), ("ctx.now()",)),
    Callables("begin as a person whose session token one holds", frozenset({APP, JOB}), ("ctx.begin(text,text)",)),
    Callables(
        "begin, to read alone, as the person whose feed's token one holds",
        frozenset({APP}),
        ("ctx.begin_feed(text)",),
    ),
    Callables(
        "begin as a visitor of an organisation's own public pages: no person, no compartment, no power",
        frozenset({APP}),
        ("ctx.begin_visitor(text,text)",),
    ),
    Callables(
        "open one hidden record for the rest of the transaction; it asks for the compartment's power and a reason",
        frozenset({APP}),
        ("ctx.open_urgently(text,text)",),
    ),
    Callables(
        "the acting person's own feed",
        frozenset({APP}),
        ("auth.feed_made_at()", "auth.renew_feed(bytea)", "auth.revoke_feed()"),
    ),
    Callables(
        "who is kept out of which case, for the system's own reminders; nothing to a job that acts for a person",
        frozenset({JOB}),
        ("auth.kept_out()",),
    ),
    Callables(
        "begin as the operator whose session token one holds",
        frozenset({PLATFORM}),
        ("ctx.begin_operator(text)",),
    ),
    Callables(
        "the worker begins as whoever queued a request, marks it done, and notes a try that failed",
        frozenset({JOB}),
        (
            "ctx.begin_job(uuid)",
            "jobs.finish_request(uuid,text)",
            "jobs.forget_old()",
            "jobs.note_try(uuid,text,boolean)",
            "jobs.procrastinate_*",
        ),
    ),
    Callables(
        "queue work for the acting tenant",
        frozenset({APP, JOB}),
        ("jobs.enqueue(text,jsonb,timestamp with time zone,text)",),
    ),
    Callables(
        "count the acting tenant's clocks again; the job acts for the tenant and can be queued for nothing else",
        frozenset({APP}),
        ("jobs.recount_here(jsonb)",),
    ),
    Callables(
        "erase what a person approved; the job acts for the tenant, asks again whether it may, and can be queued for"
        " nothing else",
        frozenset({APP, JOB}),
        ("jobs.erase_here(uuid)",),
    ),
    Callables(
        "of an erased record: forget drafts nobody else may read, tell the sender that its copy is gone",
        frozenset({JOB}),
        ("exchange.tell_kept(uuid,date,date)", "jobs.forget_drafts(uuid)"),
    ),
    Callables("count every tenant's clocks again", frozenset({PLATFORM}), ("jobs.recount_everywhere(jsonb)",)),
    Callables(
        "the worker queues a slot for each organisation once, and mails that nobody is about to send",
        frozenset({JOB}),
        ("jobs.queue_slot(text,timestamp with time zone)", "jobs.queue_waiting_mails()"),
    ),
    Callables(
        "what became of the acting tenant's mails and jobs; the list of mails asks for the power to watch them",
        frozenset({APP}),
        ("jobs.health_of_tenant()", "jobs.mails_to_watch()"),
    ),
    Callables("how many mails wait or failed, for the operator", frozenset({PLATFORM}), ("jobs.mail_health()",)),
    Callables("how long the queue is, for health pages", frozenset({APP, JOB, PLATFORM}), ("jobs.health()",)),
    Callables(
        "sign-in: each answers one question about one session, address or invitation",
        frozenset({AUTH}),
        (
            "auth.accept_invitation(text,text,text)",
            "auth.close_all_sessions(text)",
            "auth.close_session(text)",
            "auth.count_attempt(text,integer,integer)",
            "auth.credentials(text)",
            "auth.forget_attempts(text)",
            "auth.identify(text)",
            "auth.join_with_session(text,text)",
            "auth.open_session(uuid,bytea,text,boolean,integer,integer)",
            "auth.pass_second_factor(text,bigint)",
            "auth.read_attempts(text)",
            "auth.read_invitation(text)",
            "auth.refresh_hash(uuid,text,text)",
            "auth.sealed_second_factor(text)",
            "auth.set_password(text,text)",
            "auth.set_second_factor(text,bytea,text[])",
            "auth.touch(text,integer)",
            "auth.use_recovery_code(text,text)",
        ),
    ),
    Callables(
        "people of the acting tenant; each asks for the power to manage them",
        frozenset({APP}),
        (
            "auth.end_membership(uuid)",
            "auth.invite(text,text,text,text[],bytea,integer)",
            "auth.invite_new_password(uuid,bytea,integer)",
            "auth.pending_invitations()",
            "auth.revoke_invitation(uuid)",
            "auth.set_member_roles(uuid,text[])",
        ),
    ),
    Callables(
        "the operator's: the first administrator of a new organisation, and claims to be a provider",
        frozenset({PLATFORM}),
        (
            "auth.invite_first_administrator(uuid,text,text,text,text[],bytea,integer)",
            "exchange.decide_claim_as_operator(uuid,boolean)",
        ),
    ),
    Callables(
        "the worker numbers and seals every log; it learns hashes alone",
        frozenset({JOB}),
        (
            "trail.due(interval)",
            "trail.keep_checkpoint(uuid,integer,bytea,bytea,bytea,text,timestamp with time zone)",
            "trail.latest(uuid)",
            "trail.number(uuid,integer)",
        ),
    ),
    Callables(
        "erase what the acting tenant's trail says about one record; a page needs the power to erase",
        frozenset({APP, JOB}),
        ("trail.erase(uuid)",),
    ),
    Callables(
        "the index of words: write and forget the acting tenant's entries, find ids of records the context shows",
        frozenset({APP, JOB}),
        (
            "search.drop(uuid)",
            "search.find(text,text[],text,uuid,date,date,date,uuid,integer)",
            "search.put(uuid,text,text,text,uuid,date,text,timestamp with time zone,text,text[])",
        ),
    ),
    Callables(
        "the hashes of every sealed entry of the acting tenant, so that a copy with some of them can be checked",
        frozenset({APP}),
        ("trail.leaves()",),
    ),
    Callables(
        "the only door between tenants; each checks the acting tenant, the link and the room",
        frozenset({APP}),
        (
            "exchange.answer_link(uuid,boolean)",
            "exchange.claim_on_link(uuid)",
            "exchange.claim_provider(uuid)",
            "exchange.decide_claim_on_link(uuid,boolean)",
            "exchange.end_link(uuid,text)",
            "exchange.message(uuid,text,text,uuid,integer,date,text,jsonb)",
            "exchange.open_room_of_site(uuid)",
            "exchange.propose_link(text,text,text,jsonb)",
            "exchange.receipt(uuid)",
            "exchange.receiver(uuid)",
            "exchange.withdraw(uuid,text,boolean)",
        ),
    ),
    Callables(
        "the same, for what a link carries by itself when a job changed the record: no job may share anything else",
        frozenset({APP, JOB}),
        (
            "exchange.disclose(uuid,text,text,text,jsonb,text,text,text,text,text,uuid,boolean,jsonb)",
            "exchange.open_room(uuid,uuid)",
        ),
    ),
)


def is_exempt(table: str) -> bool:
    """Whether this table (`schema.name`) may stand without row security."""
    return any(fnmatchcase(table, pattern) for pattern in EXEMPT_TABLES)


def may_hold(role: str, table: str, privilege: str) -> bool:
    """Whether a run-time role may hold this right on an exempt table."""
    return any(
        role == holder and privilege in rights and fnmatchcase(table, pattern)
        for pattern, holder, rights in OPEN_TABLES
    )


def may_call(role: str, function: str) -> bool:
    """Whether the frozen list lets this run-time role call the function (`schema.name(types)`)."""
    return any(role in one.roles and any(_names(listed, function) for listed in one.functions) for one in CALLABLE)


def _names(listed: str, function: str) -> bool:
    return function.startswith(listed[:-1]) if listed.endswith("*") else function == listed
