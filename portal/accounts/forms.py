"""What people are asked about their account and their organisation's people."""

from __future__ import annotations

from wtforms import HiddenField

from portal.accounts.passwords import SHORTEST
from portal.accounts.rules import LONGEST_EMAIL, LONGEST_NAME
from portal.web.fields import ChoicesField, EmailField, PasswordField, TextField
from portal.web.forms import Length, PortalForm, Required

NEW_PASSWORD_HINT = f"{SHORTEST} characters or more. Three words nobody would put together work well."


class SignInForm(PortalForm):
    email = EmailField("E-mail address", [Required("Enter your e-mail address"), Length(max=LONGEST_EMAIL)])
    password = PasswordField("Password", [Required("Enter your password")])
    carried = HiddenField()


class CodeForm(PortalForm):
    carried = HiddenField()
    code = TextField(
        "Code from your authenticator app",
        [Required("Enter the six digits your app shows"), Length(max=60)],
        description="Six digits. Without your phone, enter one of your recovery codes instead.",
    )


class ConfirmFactorForm(PortalForm):
    code = TextField("Code your app shows now", [Required("Enter the six digits your app shows"), Length(max=20)])
    password = PasswordField(
        "Your password",
        [Required("Enter your password")],
        description="So that nobody sets this up on a screen you left open.",
    )


class PasswordAgainForm(PortalForm):
    password = PasswordField("Your password", [Required("Enter your password")])


class ChangePasswordForm(PortalForm):
    password = PasswordField("Your present password", [Required("Enter your present password")])
    new_password = PasswordField("New password", [Required("Enter a new password")], description=NEW_PASSWORD_HINT)


class JoinForm(PortalForm):
    name = TextField(
        "Your full name",
        [Required("Enter your full name"), Length(max=LONGEST_NAME)],
        description="As people at work know you.",
    )
    new_password = PasswordField("Choose a password", [Required("Choose a password")], description=NEW_PASSWORD_HINT)


class JoinWithAccountForm(PortalForm):
    """Nothing is asked: the person is signed in."""


class NewPasswordForm(PortalForm):
    new_password = PasswordField("New password", [Required("Enter a new password")], description=NEW_PASSWORD_HINT)


class InviteForm(PortalForm):
    name = TextField("Full name", [Required("Enter the person’s full name"), Length(max=LONGEST_NAME)])
    email = EmailField(
        "E-mail address",
        [Required("Enter the person’s e-mail address")],
        description="Their own, not a shared mailbox: whoever opens the link becomes this person.",
    )
    roles = ChoicesField(
        "What they do", [Required("Choose one role or more")], description="You can change this at any time."
    )


class RolesForm(PortalForm):
    roles = ChoicesField("What they do", [Required("Choose one role or more")], description="Choose all that apply.")


class ConfirmForm(PortalForm):
    """Nothing is asked: the page says what will happen, the button does it."""
