"""Pages for everybody: complain, say something else, take the leaflet. No sign-in, no scripts, no address kept."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from plugins.complaints.public_forms import ComplainForm, SayForm
from plugins.complaints.queries import desk_of, receipt_by_key, said_and_done
from plugins.complaints.services import public as services
from plugins.complaints.services.leaflet import leaflet_of
from portal.plugin import NotFoundError, PortalError
from portal.plugin.services import in_words
from portal.plugin.web import (
    PortalBlueprint,
    Public,
    Scope,
    attach_error,
    count_visit,
    may_tell_of_it,
    paper_page,
    paper_pdf,
    visitor,
)

bp = PortalBlueprint("say", "plugins.complaints", scope=Scope.VISITOR, plugin="complaints")
OPEN = Public("anybody may complain, praise or suggest without an account")
KEY_LENGTH = 40
LEAFLET, EASY_READ = "complaints/leaflet.html", "complaints/easy_read.html"


@bp.route("/complain", methods=["GET", "POST"], permission=OPEN)
def complain() -> ResponseReturnValue:
    form = ComplainForm()
    form.offer_needs(visitor.plugins)
    if form.validate_on_submit():
        try:
            return redirect(url_for(".complained", form_key=_receive_once(form, services.take_complaint)))
        except PortalError as error:
            attach_error(form, error)
    leaflet = leaflet_of(visitor)
    return render_template("complaints/complain.html", form=form, tenant=visitor.tenant, leaflet=leaflet)


@bp.route("/complain/sent/<form_key>", permission=OPEN)
def complained(form_key: str) -> ResponseReturnValue:
    return _thanks("complaints/complained.html", form_key, "complaint")


@bp.route("/complain/leaflet", permission=OPEN)
def leaflet() -> ResponseReturnValue:
    return paper_page(LEAFLET, leaflet=leaflet_of(visitor), tenant=visitor.tenant)


@bp.route("/complain/leaflet.pdf", permission=OPEN)
def leaflet_pdf() -> ResponseReturnValue:
    return _leaflet_pdf(LEAFLET, "how-to-complain.pdf", url_for(".leaflet"))


@bp.route("/complain/easy-read", permission=OPEN)
def easy_read() -> ResponseReturnValue:
    return paper_page(EASY_READ, leaflet=leaflet_of(visitor), tenant=visitor.tenant)


@bp.route("/complain/easy-read.pdf", permission=OPEN)
def easy_read_pdf() -> ResponseReturnValue:
    return _leaflet_pdf(EASY_READ, "how-to-complain-easy-read.pdf", url_for(".easy_read"))


@bp.route("/feedback", methods=["GET", "POST"], permission=OPEN)
def say() -> ResponseReturnValue:
    form = SayForm()
    if form.validate_on_submit():
        try:
            return redirect(url_for(".said", form_key=_receive_once(form, services.take_feedback)))
        except PortalError as error:
            attach_error(form, error)
    rows = said_and_done(visitor)
    return render_template("complaints/say.html", form=form, tenant=visitor.tenant, said_and_done=rows)


@bp.route("/feedback/sent/<form_key>", permission=OPEN)
def said(form_key: str) -> ResponseReturnValue:
    return _thanks("complaints/said.html", form_key, "feedback")


def _leaflet_pdf(template: str, filename: str, page_url: str) -> ResponseReturnValue:
    count_visit(visitor.tenant.slug, "leaflet")
    words = {"leaflet": leaflet_of(visitor), "tenant": visitor.tenant}
    return paper_pdf(
        template, filename=filename, foot=in_words(visitor.today), page_url=page_url, is_large=True, **words
    )


def _receive_once(form: Any, take: Any) -> str:
    """Take what was sent, unless the same words arrived on this very form already; the key of its receipt either way.

    Whoever goes back and writes something else has it received too.
    """
    sent = (form.op.data or secrets.token_urlsafe(), sorted(form.values().items()))
    form_key = hashlib.sha256(repr(sent).encode()).hexdigest()[:KEY_LENGTH]
    if receipt_by_key(visitor, form_key) is None:
        count_visit(visitor.tenant.slug, "said")
        record = services.receive_once(visitor, form_key, lambda: take(visitor, form.told(visitor.today)))
        if record and may_tell_of_it(visitor.tenant.slug):
            services.tell_who_answers(visitor, record)
    return form_key


def _thanks(template: str, form_key: str, kind: str) -> ResponseReturnValue:
    receipt = receipt_by_key(visitor, form_key)
    if receipt is None or receipt.kind != kind:
        raise NotFoundError
    words = {"tenant": visitor.tenant, "desk": desk_of(visitor), "leaflet": leaflet_of(visitor)}
    return render_template(template, receipt=receipt, **words)
