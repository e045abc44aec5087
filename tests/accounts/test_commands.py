"""`portal account`, run on the server."""

from __future__ import annotations

import pytest

from portal.accounts.commands import account
from tests.accounts.steps import BEN, LONG_ENOUGH, sign_in


@pytest.fixture
def run(app):
    def invoke(*arguments: str, typed: str = ""):
        return app.test_cli_runner().invoke(account, arguments, input=typed)

    return invoke


def test_an_operator_is_made_with_a_password_read_from_input(run, client):
    result = run("create-operator", "ola@platform.example", "--name", "Ola Berg", typed=f"{LONG_ENOUGH}\n")

    assert result.exit_code == 0
    assert result.stdout == "ola@platform.example can sign in at http://localhost/sign-in and runs this installation.\n"
    assert sign_in(client, "ola@platform.example", LONG_ENOUGH).location == "/operator/"


@pytest.mark.parametrize(
    ("email", "password", "words"),
    [
        (BEN, LONG_ENOUGH, "There is an account with the address ben@rosewood.example already."),
        ("ola@platform.example", "short", "Use 12 characters or more."),
        ("no address", LONG_ENOUGH, "Enter an e-mail address in the correct form"),
    ],
)
def test_what_cannot_be_made_says_why(run, email, password, words):
    result = run("create-operator", email, "--name", "Ola Berg", typed=f"{password}\n")

    assert result.exit_code == 1
    assert words in result.output


def test_a_new_link_sets_a_password_for_anybody(run, client):
    result = run("new-link", "Dual@Both.example")
    link = result.stdout.strip().removeprefix("http://localhost")

    assert client.get(link).heading == "Choose a new password"
    client.post(link, {"new_password": LONG_ENOUGH})
    assert sign_in(client, "dual@both.example", LONG_ENOUGH).location == "/account/organisations"


def test_a_link_for_nobody_is_refused(run):
    result = run("new-link", "nobody@rosewood.example")

    assert (result.exit_code, result.output) == (
        1,
        "Error: There is no account with the address nobody@rosewood.example.\n",
    )
