"""The questions from which duties are worked out: asked together, kept as answered, never one person over another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from plugins.incidents import forms, services
from plugins.incidents.models import Incident
from plugins.incidents.permissions import WRITE
from plugins.incidents.queries import load_own_incident
from plugins.incidents.rules.facts import Facts
from plugins.incidents.rules.questions import Question, QuestionType, Section, asked, unanswered
from plugins.incidents.views.blueprint import bp
from portal.plugin import Nation, StaleRecordError
from portal.plugin.web import (
    ChoiceField,
    DayField,
    MomentField,
    NumberField,
    Option,
    PortalForm,
    YesNoField,
    uow,
)

Answered = tuple[Question, Any]


@bp.route("/<uuid:record_id>/facts", methods=["GET", "POST"], permission=WRITE)
def facts(record_id: UUID) -> ResponseReturnValue:
    incident = load_own_incident(uow, record_id)
    questions = asked(incident.answers, Nation(incident.nation))
    form = facts_form(questions)(data={**asdict(incident.answers), "row_version": incident.row_version})
    if form.validate_on_submit():
        answers = _answers(form, questions)
        try:
            services.confirm_facts(uow, incident, answers=answers, expected_version=form.row_version.data or 0)
        except StaleRecordError:
            return _somebody_answered_first(incident, answers)
        open_ones = unanswered(incident.answers, Nation(incident.nation))
        return redirect(url_for(".facts" if open_ones else ".duties", record_id=incident.id))
    return _facts_page(incident, form, questions)


def _facts_page(
    incident: Incident, form: PortalForm, questions: list[Question], differing: Sequence[Answered] = ()
) -> str:
    return render_template(
        "incidents/facts.html",
        form=form,
        incident=incident,
        sections=[(section, [one for one in questions if one.section is section]) for section in Section],
        still_open=unanswered(incident.answers, Nation(incident.nation)),
        differing=differing,
    )


def _somebody_answered_first(incident: Incident, answers: dict[str, Any]) -> ResponseReturnValue:
    """The page again: this person's answers, those of others where they gave none, and where the two differ."""
    uow.session.refresh(incident)
    saved = incident.answers
    given = Facts.from_json(answers)
    both = Facts.from_json({**saved.to_json(), **given.to_json()})
    questions = asked(both, Nation(incident.nation))
    form = facts_form(questions)(formdata=None, data={**asdict(both), "row_version": incident.row_version})
    form.form_errors.append(forms.SAVED_MEANWHILE)
    return _facts_page(incident, form, questions, differences(questions, saved, given)), 409


def facts_form(questions: list[Question]) -> type[PortalForm]:
    """A form with one field for each question, none of them compulsory: an open question is shown as open."""
    fields: dict[str, Any] = {one.key: _field(one) for one in questions}
    return type("FactsForm", (forms.VersionedForm,), fields)


def _field(question: Question) -> Any:
    if question.type is QuestionType.CHOICE:
        choices = [Option(code.key, code.label, code.meaning) for code in question.choices]
        return ChoiceField(question.text, choices=choices, description=question.hint)
    kinds = {
        QuestionType.YES_NO: YesNoField,
        QuestionType.DATE: DayField,
        QuestionType.MOMENT: MomentField,
        QuestionType.DAYS: NumberField,
    }
    return kinds[question.type](question.text, description=question.hint)


def _answers(form: PortalForm, questions: list[Question]) -> dict[str, Any]:
    """The form's answers as JSON values, by fact."""
    found: dict[str, Any] = {}
    for question in questions:
        field = getattr(form, question.key)
        value = field.answer if question.type is QuestionType.YES_NO else field.data
        found[question.key] = value.isoformat() if hasattr(value, "isoformat") else value
    return found


def differences(questions: Sequence[Question], saved: Facts, given: Facts) -> list[Answered]:
    """The questions two people answered differently, with the answer that is saved now."""
    found = [(one, getattr(saved, one.key), getattr(given, one.key)) for one in questions]
    return [(one, now) for one, now, yours in found if None not in {now, yours} and now != yours]
