"""What nobody types, but programs send."""

from __future__ import annotations

import pytest

from tests.accounts.steps import sign_in

NUL = "a\0b"


def test_a_character_no_database_keeps_is_no_crash(client):
    page = client.as_("ade").post(
        "/t/rosewood/people/invite", {"name": NUL, "email": "nia@rosewood.example", "roles": "reader"}
    )

    assert (page.status_code, page.heading) == (400, "That cannot be kept")


@pytest.mark.parametrize(
    ("email", "password"),
    [(NUL, "x"), ("ben@rosewood.example", NUL), ("x" * 300, "x"), ("ben@rosewood.example", "x" * 100_000)],
)
def test_at_the_door_it_is_just_wrong(client, email, password):
    page = sign_in(client, email, password)

    assert page.status_code == 200
    assert page.errors


@pytest.mark.parametrize("path", ["/t/a%00b/", "/t/a%00b/people/", "/operator/tenants/a%00b"])
def test_in_an_address_it_is_refused(client, path):
    assert client.as_("otto").get(path).status_code in {400, 404}
