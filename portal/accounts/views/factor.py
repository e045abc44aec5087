"""Set up the authenticator app, and turn it off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _

from portal.accounts import forms
from portal.accounts.authenticator import grouped, qr_picture
from portal.accounts.services import factor
from portal.accounts.views.account import OWN
from portal.accounts.views.blueprints import account
from portal.accounts.views.browser import installation, own_token
from portal.core.errors import PortalError
from portal.web.forms import attach_error
from portal.web.identity import current_person

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

PENDING = "second_factor_seed"


@account.route("/second-factor", methods=["GET", "POST"], permission=OWN)
def second_factor() -> ResponseReturnValue:
    person = current_person()
    if person.has_second_factor:
        return redirect(url_for(".show"))
    seed = _pending_seed()
    form = forms.ConfirmFactorForm()
    if form.validate_on_submit():
        try:
            codes = factor.turn_factor_on(installation(), token=own_token(), seed=seed, **form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            session.pop(PENDING, None)
            return render_template("account/recovery_codes.html", codes=codes)
    picture = qr_picture(seed, person.email)
    return render_template("account/second_factor.html", form=form, seed=grouped(seed), picture=picture)


@account.route("/second-factor/off", methods=["GET", "POST"], permission=OWN)
def second_factor_off() -> ResponseReturnValue:
    if not current_person().has_second_factor:
        return redirect(url_for(".show"))
    form = forms.PasswordAgainForm()
    if form.validate_on_submit():
        try:
            factor.turn_factor_off(installation(), token=own_token(), password=form.password.data)
        except PortalError as error:
            attach_error(form, error)
        else:
            flash(_("The second step is off. Your password alone signs you in."))
            return redirect(url_for(".show"))
    return render_template("account/second_factor_off.html", form=form)


def _pending_seed() -> str:
    """The seed drawn for this browser, sealed in its cookie: a reload or a slip shows the same picture."""
    seed = factor.read_seed(installation(), session.get(PENDING))
    if seed is None:
        session[PENDING] = factor.draw_seed(installation())
        seed = factor.read_seed(installation(), session[PENDING])
    if seed is None:
        raise RuntimeError("A seed sealed just now does not open.")
    return seed
