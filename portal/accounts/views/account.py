"""The account itself: organisations, sessions, password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from portal.accounts import forms
from portal.accounts.services import sessions
from portal.accounts.views.blueprints import account
from portal.accounts.views.browser import carry, installation, only_home, own_token
from portal.accounts.views.sign_in import leave
from portal.core.errors import PortalError
from portal.web.access import Anyone
from portal.web.forms import attach_error
from portal.web.identity import current_person

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

OWN = Anyone("everyone may look after their own account")


@account.route("/", permission=OWN)
def show() -> ResponseReturnValue:
    return render_template("account/show.html", person=current_person())


@account.route("/organisations", permission=Anyone("everyone may choose among their own organisations"))
def organisations() -> ResponseReturnValue:
    person = current_person()
    onward = None if person.is_operator else only_home(person)
    if onward:
        return redirect(onward)
    return render_template("account/organisations.html", person=person)


@account.route("/password", methods=["GET", "POST"], permission=OWN)
def password() -> ResponseReturnValue:
    form = forms.ChangePasswordForm()
    if form.validate_on_submit():
        try:
            renewed = sessions.change_password(
                installation(),
                token=own_token(),
                email=current_person().email,
                password=form.password.data,
                new_password=form.new_password.data,
            )
        except PortalError as error:
            attach_error(form, error)
        else:
            carry(renewed)
            flash(_("Your password is changed. Everywhere else you are signed out."))
            return redirect(url_for(".show"))
    return render_template("account/password.html", form=form, person=current_person())


@account.route("/sign-out-everywhere", methods=["POST"], permission=OWN)
def sign_out_everywhere() -> ResponseReturnValue:
    sessions.sign_out_everywhere(own_token())
    return leave(_("You are signed out everywhere."))
