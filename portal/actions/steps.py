"""The page of each step an action can take: one question, one button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.actions import forms, services
from portal.actions.blueprint import SHOWN, bp
from portal.actions.evidence import keep_evidence
from portal.actions.models import Action
from portal.actions.queries import load_action
from portal.actions.rules import STATES, STEPS
from portal.actions.sharing import is_live
from portal.actions.views import people_options
from portal.core.errors import NotPermittedError, PortalError
from portal.web.forms import PortalForm, attach_error
from portal.web.transaction import uow

ASKED: dict[str, tuple[type[PortalForm], Callable[..., Action]]] = {
    "accept": (forms.OwnerForm, services.accept_action),
    "decline": (forms.ReasonForm, services.decline_action),
    "progress": (forms.ProgressForm, services.report_progress),
    "finish": (forms.FinishForm, services.finish_action),
    "verify": (forms.VerifyForm, services.verify_action),
    "reopen": (forms.ReopenForm, services.reopen_action),
    "give": (forms.OwnerForm, services.give_action),
    "move": (forms.MoveForm, services.move_due_date),
    "cancel": (forms.ReasonForm, services.cancel_action),
}
WAYS = ",".join(ASKED)


@bp.route(f"/<uuid:action_id>/<any({WAYS}):way>", methods=["GET", "POST"], permission=SHOWN)
def step(action_id: UUID, way: str) -> ResponseReturnValue:
    action = load_action(uow, action_id)
    form_class, act = ASKED[way]
    form = _prepared(form_class(), action)
    try:
        services.refuse_unless_ready(uow, action, way)
        if form.validate_on_submit():
            _take(action, form, act)
            flash(f"{STATES[action.status].label}.")
            return _to(action)
    except NotPermittedError:
        raise
    except PortalError as error:
        if error.field is None:
            flash(error.message)
            return _to(action)
        attach_error(form, error)
    return render_template("actions/step.html", action=action, step=STEPS[way], form=form, live=is_live(uow, action))


def _to(action: Action) -> ResponseReturnValue:
    return redirect(url_for(".show", action_id=action.id))


def _prepared(form: PortalForm, action: Action) -> PortalForm:
    if "owner_id" in form:
        form.owner_id.offer(people_options())
    if "is_internal" in form and not is_live(uow, action):
        del form.is_internal
    return form


def _take(action: Action, form: PortalForm, act: Callable[..., Action]) -> None:
    """Take the step; a file that came with it is kept as its evidence, or nothing is done at all."""
    answers = _answers(form)
    act(uow, action, **answers)
    if "file" in form and form.file.data:
        keep_evidence(action, form.file.data, about_on=answers["evidence_on"])


def _answers(form: PortalForm) -> dict[str, Any]:
    values = form.values()
    values.pop("file", None)
    return values | ({"owner_id": UUID(values["owner_id"])} if values.get("owner_id") else {})
