"""Answer an invitation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from portal.accounts import forms
from portal.accounts.rules import email_key
from portal.accounts.services import joining
from portal.accounts.views.blueprints import public
from portal.accounts.views.browser import enter, installation, own_token
from portal.core.errors import NotFoundError, PortalError
from portal.web.access import Public
from portal.web.forms import attach_error
from portal.web.identity import Person, identify, session_token
from portal.web.transaction import registry

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.accounts.services.joining import Invitation


@public.route("/join/<token>", methods=["GET", "POST"], permission=Public("the link itself is the key"))
def join(token: str) -> ResponseReturnValue:
    invitation = joining.read_invitation(token)
    if invitation is None:
        return spent()
    try:
        if invitation.purpose == "new_password":
            return _set_new_password(invitation, token)
        if invitation.has_account:
            return _join_with_account(invitation, token)
        return _join_as_new(invitation, token)
    except NotFoundError:  # spent between two clicks
        return spent()


def spent() -> ResponseReturnValue:
    """Used, expired, revoked or never made: one page."""
    return render_template("accounts/spent.html", hours=installation().invitation_hours), 404


def _join_as_new(invitation: Invitation, token: str) -> ResponseReturnValue:
    form = forms.JoinForm(data={"name": invitation.name})
    if form.validate_on_submit():
        try:
            opened = joining.join_as_new_person(installation(), invitation, token=token, **form.values())
        except NotFoundError:
            raise
        except PortalError as error:
            attach_error(form, error)
        else:
            return enter(opened.token, None)
    return render_template("accounts/join.html", form=form, invitation=invitation, role=_roles(invitation))


def _join_with_account(invitation: Invitation, token: str) -> ResponseReturnValue:
    person = _person()
    is_theirs = person is not None and email_key(person.email) == email_key(invitation.email)
    form = forms.JoinWithAccountForm()
    if is_theirs and form.validate_on_submit():
        if not joining.join_with_account(token=token, session_token=own_token()):
            raise NotFoundError
        flash(_("You now belong to %(organisation)s.", organisation=invitation.tenant))
        return redirect(url_for("account.organisations"))
    return render_template(
        "accounts/join_with_account.html",
        form=form,
        invitation=invitation,
        role=_roles(invitation),
        person=person,
        is_theirs=is_theirs,
        token=token,
    )


def _set_new_password(invitation: Invitation, token: str) -> ResponseReturnValue:
    form = forms.NewPasswordForm()
    if form.validate_on_submit():
        try:
            joining.set_new_password(installation(), invitation, token=token, new_password=form.new_password.data)
        except NotFoundError:
            raise
        except PortalError as error:
            attach_error(form, error)
        else:
            flash(_("Your new password is set. Sign in with it."))
            return redirect(url_for(".sign_in"))
    return render_template("accounts/new_password.html", form=form, invitation=invitation)


def _person() -> Person | None:
    """Who is wholly signed in here, if anybody."""
    token = session_token()
    person = identify(token) if token else None
    return person if person and not person.second_factor_due else None


def _roles(invitation: Invitation) -> str:
    return registry().role_label(invitation.roles)
