"""Templates with their preview; letters of a record: written, read, printed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.clock import london_day
from portal.core.errors import NotFoundError, PortalError
from portal.core.pdf import STYLE_SHEET, PdfUnavailableError, render_pdf
from portal.declarations import RecordKind
from portal.letters import addressees, forms, queries, services
from portal.letters.formats import FORMATS, LARGE_PRINT
from portal.letters.models import Letter
from portal.letters.permissions import EDIT, READ, WRITE
from portal.letters.present import letter_markup
from portal.letters.rules import FIELDS, SAMPLES, filled
from portal.records.queries import any_record, load_record
from portal.trail.queries import trail_foot
from portal.web.blueprint import PortalBlueprint
from portal.web.forms import attach_error
from portal.web.transaction import uow

bp = PortalBlueprint("letters", "portal.letters", path="letters")
SCREEN = "/static/print.css"


@bp.route("/templates/", permission=EDIT)
def templates() -> ResponseReturnValue:
    return render_template("letters/templates.html", templates=queries.templates(uow))


@bp.route("/templates/new", methods=["GET", "POST"], permission=EDIT)
def new_template() -> ResponseReturnValue:
    form = forms.TemplateForm()
    if form.validate_on_submit():
        try:
            made = services.add_template(uow, **form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".template", key=made.key))
    return render_template("letters/edit.html", form=form, template=None, fields=FIELDS)


@bp.route("/templates/<key>", permission=EDIT)
def template(key: str) -> ResponseReturnValue:
    versions = queries.versions_of(uow, key)
    if not versions:
        raise NotFoundError
    samples = SAMPLES | {one.key: one.sample for one in versions[0].fields}
    preview = letter_markup(filled(versions[0].body, samples))
    return render_template("letters/template.html", template=versions[0], versions=versions, preview=preview)


@bp.route("/templates/<key>/edit", methods=["GET", "POST"], permission=EDIT)
def edit(key: str) -> ResponseReturnValue:
    found = queries.template_of(uow, key)
    form = forms.TemplateForm(data={"name": found.name, "body": found.body})
    if form.validate_on_submit():
        try:
            services.save_template(uow, key, **form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            flash("Saved. Letters written from now on begin with these words.")
            return redirect(url_for(".template", key=key))
    return render_template("letters/edit.html", form=form, template=found, fields=(*found.fields, *FIELDS))


@bp.route("/about/<kind_key>/<uuid:record_id>", permission=READ)
def about(kind_key: str, record_id: UUID) -> ResponseReturnValue:
    kind, record = _record(kind_key, record_id)
    return render_template(
        "letters/about.html",
        kind=kind,
        record=record,
        letters=queries.letters_of(uow, record.id),
        templates=queries.templates_about(uow, kind.key),
        formats=FORMATS,
        stop=services.contact_stop(uow, record),
    )


@bp.route("/about/<kind_key>/<uuid:record_id>/<key>", methods=["GET", "POST"], permission=WRITE)
def write(kind_key: str, record_id: UUID, key: str) -> ResponseReturnValue:
    kind, record = _record(kind_key, record_id)
    found = queries.template_of(uow, key, about=kind.key)
    people = addressees.people_to_write_to(uow, record)
    form = forms.LetterForm(data={"body": services.first_words(uow, found, record, kind=kind.label)})
    form.person.offer(addressees.options(people))
    if form.validate_on_submit():
        try:
            letter = _finish(record, found, form, people)
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".show", letter_id=letter.id))
    stop = services.contact_stop(uow, record)
    return render_template("letters/write.html", kind=kind, record=record, template=found, form=form, stop=stop)


@bp.route("/<uuid:letter_id>", permission=READ)
def show(letter_id: UUID) -> ResponseReturnValue:
    letter, kind = _letter(letter_id)
    words = _words(letter)
    stop = services.contact_stop(uow, words["record"])
    return render_template("letters/show.html", kind=kind, format=FORMATS[letter.format], stop=stop, **words)


@bp.route("/<uuid:letter_id>/print", permission=READ)
def as_page(letter_id: UUID) -> ResponseReturnValue:
    letter, _kind = _letter(letter_id)
    return render_template("letters/paper.html", **_words(letter), style=SCREEN)


@bp.route("/<uuid:letter_id>/letter.pdf", permission=READ)
def as_pdf(letter_id: UUID) -> ResponseReturnValue:
    letter, _kind = _letter(letter_id)
    html = render_template("letters/paper.html", **_words(letter), style=STYLE_SHEET)
    try:
        pdf = render_pdf(html, foot=trail_foot(uow), is_large=letter.format == LARGE_PRINT)
    except PdfUnavailableError:
        return redirect(url_for(".as_page", letter_id=letter.id))
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    return response


def _finish(
    record: Any, template: queries.Template, form: forms.LetterForm, people: dict[str, addressees.ToWriteTo]
) -> Letter:
    chosen = people.get(form.person.data)
    return services.finish_letter(
        uow,
        record,
        template,
        addressee=services.Addressee.of(chosen.person if chosen else None, form.addressee.text, form.address.data),
        letter_format=form.format.data,
        format_reason=form.reason.data,
        body=form.body.text,
    )


def _words(letter: Letter) -> dict[str, Any]:
    record = any_record(uow, letter.record_id)
    return {
        "letter": letter,
        "record": record,
        "body": letter_markup(letter.body, record.reference),
        "written_on": london_day(letter.finished_at),
        "is_large": letter.format == LARGE_PRINT,
    }


def _record(kind_key: str, record_id: UUID) -> tuple[RecordKind, Any]:
    """A record of a kind that is on and that this person may read; one that was only received is not written about."""
    kind: RecordKind | None = uow.plugins.kind(kind_key)
    if kind is None or kind.is_bare or not uow.may(kind.read):
        raise NotFoundError
    record = load_record(uow, kind, record_id)
    if record.is_received:
        raise NotFoundError
    return kind, record


def _letter(letter_id: UUID) -> tuple[Letter, RecordKind]:
    """Raises `NotFoundError` where the kind's plugin is off, or the person may not read such records."""
    letter = queries.letter_of(uow, letter_id)
    kind, _ = _record(any_record(uow, letter.record_id).kind, letter.record_id)
    return letter, kind
