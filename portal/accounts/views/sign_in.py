"""Sign in, enter the code, sign out; and what a person reads who has tried too often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from portal.accounts import forms
from portal.accounts.services import sessions
from portal.accounts.throttle import TooManyAttemptsError
from portal.accounts.views.blueprints import public
from portal.accounts.views.browser import carry, enter, first_page, installation, safe_path, visitor
from portal.core.errors import PortalError
from portal.core.log import log
from portal.web.access import Public
from portal.web.forms import attach_error
from portal.web.identity import Person, identify, session_token

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response

# Not the cookies: the note that this browser has signed in before protects its owner, and names nobody.
FORGET = '"cache", "storage"'


@public.route("/sign-in", methods=["GET", "POST"], permission=Public("where sessions begin"))
def sign_in() -> ResponseReturnValue:
    wanted = request.args.get("next")
    form = forms.SignInForm()
    if "email" in request.form and form.validate_on_submit():
        try:
            opened = sessions.sign_in(
                installation(), password=form.password.data, visitor=visitor(form.email.data or "")
            )
        except PortalError as error:
            attach_error(form, error)
        else:
            go_on = _ask_for_code if opened.is_code_due else enter
            return go_on(opened.token, wanted, form.carried.data)
    elif request.method == "GET" and (onward := _signed_in_already(wanted)):
        return onward
    return render_template("accounts/sign_in.html", form=form)


@public.route("/sign-in/code", methods=["GET", "POST"], permission=Public("the second half of signing in"))
def code() -> ResponseReturnValue:
    token, person = _present()
    if person is None:
        return redirect(url_for(".sign_in"))
    if not person.second_factor_due:
        return redirect(first_page(person))
    form = forms.CodeForm()
    if form.validate_on_submit():
        caller = visitor(person.email)
        try:
            renewed = sessions.pass_second_factor(
                installation(), token=token, code=form.code.data or "", visitor=caller
            )
        except PortalError as error:
            attach_error(form, error)
        else:
            return enter(renewed, request.args.get("next"), form.carried.data)
    return render_template("accounts/code.html", form=form, action=None)


@public.route("/sign-out", methods=["POST"], permission=Public("anyone may leave"))
def sign_out() -> ResponseReturnValue:
    token = session_token()
    if token:
        sessions.sign_out(token)
    return leave(_("You are signed out."))


@public.app_errorhandler(TooManyAttemptsError)
def too_many(error: TooManyAttemptsError) -> ResponseReturnValue:
    log.warning("too many attempts", endpoint=request.endpoint)
    page = render_template("accounts/wait.html", minutes=error.minutes)
    return page, 429, {"Retry-After": str(error.minutes * 60)}


def leave(words: str) -> Response:
    """Forget the session here, and ask the browser to forget the pages it kept."""
    session.clear()
    flash(words)
    response = redirect(url_for("accounts.sign_in"))
    response.headers["Clear-Site-Data"] = FORGET
    return response


def _ask_for_code(token: str, wanted: str | None, carried: str | None) -> Response:
    carry(token)
    action = url_for(".code", next=safe_path(wanted))
    if not carried:
        return redirect(action)
    form = forms.CodeForm(formdata=None, data={"carried": carried})
    return make_response(render_template("accounts/code.html", form=form, action=action))


def _present() -> tuple[str, Person | None]:
    """The browser's token, and whoever is behind it, half signed in or wholly."""
    token = session_token() or ""
    return token, identify(token) if token else None


def _signed_in_already(wanted: str | None) -> Response | None:
    _token, person = _present()
    if person is None or person.second_factor_due:
        return None
    return redirect(safe_path(wanted) or first_page(person))
