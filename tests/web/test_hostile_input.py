"""What nobody types but programs send: too much, unreadable, half a letter, a letter no database keeps."""

from __future__ import annotations

import pytest

from portal.core.ids import new_id
from tests.client import Page, PortalClient
from tests.contract.routes import routes

INVITE = "/t/rosewood/people/invite"
LIST = "/t/rosewood/records/incident/"
MEGABYTE = 1024 * 1024
URLENCODED = "application/x-www-form-urlencoded"
STRANGE = {
    "NUL": "%00",
    "half a letter": "%ED%A0%80",
    "not UTF-8": "%FF%FE",
    "a letter too long": "%C0%80",
    "beyond Unicode": "%F4%90%80%80",
    "turned round": "%E2%80%AE",
    "a new line": "%0D%0ASet-Cookie:%20x=y",
    "very long": "x" * 5000,
}
strange = pytest.mark.parametrize("value", STRANGE.values(), ids=STRANGE.keys())


@pytest.fixture
def ade(client):
    return client.as_("ade")


@pytest.fixture
def form(ade):
    return {**ade.get(INVITE).form(), "name": "Nia Rowe", "email": "nia@rosewood.example", "roles": "reader"}


@pytest.mark.parametrize("size", [3 * MEGABYTE, 65 * MEGABYTE], ids=["a long text", "beyond every limit"])
@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}], ids=["from here", "from elsewhere"])
def test_too_much_is_refused_in_plain_words(ade, form, size, headers):
    page = ade.post_raw(INVITE, {**form, "name": "x" * size}, headers=headers)

    assert page.status_code in ({413} if not headers else {400, 413})
    assert page.heading in {"That is too large", "That came from another page"}
    assert len(page.text) < 10_000


def test_too_many_fields_are_refused(ade, form):
    parts = {f"field-{number}": "x" for number in range(1100)}
    page = ade.post_raw(INVITE, {**form, **parts}, content_type="multipart/form-data")

    assert (page.status_code, page.heading) == (413, "That is too large")


def test_a_length_that_is_a_lie_is_refused(ade):
    claimed = {"CONTENT_LENGTH": str(10**12)}
    page = Page(ade.browser.post(INVITE, data=b"a=b", content_type=URLENCODED, environ_overrides=claimed))

    assert (page.status_code, page.heading) == (413, "That is too large")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data; boundary=" + "x" * 300, b"--"),
        ("application/json", b'{"name": "Nia"}'),
        ("text/plain", b"name=Nia"),
        (f"{URLENCODED}; charset=utf-7", b"name=+ADw-"),
        ("", b"\0\0\0"),
    ],
)
def test_a_body_nobody_can_read_is_no_form(ade, content_type, body):
    page = Page(ade.browser.post(INVITE, data=body, content_type=content_type))

    assert (page.status_code, page.heading) == (400, "Send the form again")


@strange
def test_in_a_field_it_is_kept_as_text_or_refused(ade, form, value):
    body = "&".join([*(f"{key}={one}" for key, one in form.items() if key != "name"), f"name={value}"])
    page = Page(ade.browser.post(INVITE, data=body.encode(), content_type=URLENCODED))

    assert page.status_code in {200, 400}
    assert page.heading != "Something went wrong"


@strange
def test_in_a_longer_field_too(client, value):
    ruth = client.as_("ruth")
    form = ruth.get("/t/rosewood/incidents/report/what").form()
    body = f"csrf_token={form['csrf_token']}&op={form['op']}&what_happened={value}"
    page = Page(ruth.browser.post("/t/rosewood/incidents/report/what", data=body.encode(), content_type=URLENCODED))

    assert page.status_code in {200, 302, 400}


@strange
@pytest.mark.parametrize("field", ["op", "csrf_token"])
def test_in_the_fields_of_the_shell_too(ade, form, field, value):
    body = "&".join([*(f"{key}={one}" for key, one in form.items() if key != field), f"{field}={value}"])
    page = Page(ade.browser.post(INVITE, data=body.encode(), content_type=URLENCODED))

    assert page.status_code in {200, 400}


@strange
@pytest.mark.parametrize("name", ["status", "severity", "site", "opened_from", "after", "open", "origin", "x"])
def test_in_what_a_list_is_asked_for_it_finds_nothing_or_is_refused(client, name, value):
    ben = client.as_("ben")

    assert ben.get(f"{LIST}?{name}={value}").status_code in {200, 400}
    assert ben.get(f"/t/rosewood/records/incident.csv?{name}={value}").status_code in {200, 400}


@strange
@pytest.mark.parametrize(
    "path", ["/t/{}/", "/t/rosewood/records/{}/", "/t/rosewood/records/incident/{}", "/static/{}", "/{}", "/join/{}"]
)
def test_in_an_address_it_is_not_found(client, path, value):
    assert client.as_("ben").get(path.format(value)).status_code in {400, 404}


@strange
def test_in_every_question_of_every_page_it_is_no_crash(app, client, value):
    """Whatever a page reads from its address, the whole list of names we ever use among them."""
    asked = "&".join(
        f"{name}={value}"
        for name in ("q", "after", "service", "rating", "locality", "side", "peer", "next", "link", "view", "postcode")
    )
    ben = client.as_("ben")
    pages = [one for one in routes(app) if one.is_read and not one.ids]
    answers = {str(one): ben.get(f"{one.path(app, 'rosewood')}?{asked}").status_code for one in pages}

    assert {path: status for path, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize(
    "cookie", ["x", "\x01\x02", "é", "x" * 4000, "eyJfdXNlcl9pZCI6IngifQ.aaaa.bbbb", '"', "=;=;", ".eJw.x.y", "%00"]
)
def test_a_cookie_nobody_signed_is_nobodys(client, cookie):
    stranger = PortalClient(client.app).browser
    page = Page(stranger.get("/t/rosewood/", headers={"Cookie": f"portal={cookie}; other={cookie}"}))

    assert page.location == "/sign-in?next=/t/rosewood/"


@pytest.mark.parametrize("claim", ["\0", "\ud800", "x" * 100_000, "", "' OR 1=1 --", "0"])
def test_a_signed_cookie_with_a_strange_claim_is_nobodys(client, claim):
    stranger = PortalClient(client.app)
    with stranger.browser.session_transaction() as cookie:
        cookie["_user_id"] = claim

    page = stranger.get("/t/rosewood/")
    assert page.status_code in {302, 400}
    assert page.heading != "Something went wrong"


@pytest.mark.parametrize("host", ["evil.example", "", "localhost:99999", "a b", "x" * 300, "[::1", "ê"])
def test_no_answer_repeats_a_host_somebody_made_up(client, host):
    page = Page(PortalClient(client.app).browser.get("/t/rosewood/", headers={"Host": host}))

    assert page.status_code in {302, 400}
    assert not page.location or page.location.startswith("/")


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/\\evil.example", "/t//rosewood/", "/t/rosewood//", "/;/", "/./t"]
)
def test_a_crooked_address_leads_nowhere_else(client, path):
    page = client.as_("ben").get(path)

    assert page.status_code in {302, 308, 404}
    assert "evil.example" not in (page.location or "").split("?")[0]


def test_an_id_in_capitals_is_the_same_id_and_no_other_shape_is(client):
    one = new_id()

    for written in (str(one).upper(), f"{{{one}}}", one.hex, f"{one} ", f"urn:uuid:{one}"):
        assert client.as_("ben").get(f"{LIST}{written}").status_code in {308, 404}
