"""What all pages have in common: who may call them, what a browser is told, how they are made."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from esignkit.sandbox.emulators.call import Call
from esignkit.sandbox.emulators.multipart import MalformedBody
from esignkit.sandbox.web.forms import form
from esignkit.sandbox.web.language import choose_language
from esignkit.sandbox.web.rendering import STATIC_FOLDER, page, static_url
from tests import local_http
from tests.sandboxes import running_sandbox

sandbox = running_sandbox(scope="module")


@pytest.fixture(scope="module")
def client(sandbox):
    with local_http.Client(base_url=sandbox.url) as client:
        yield client


class TestForeignPages:
    @pytest.mark.parametrize("address", ["/_sandbox/clock", "/_sandbox/accounts"])
    @pytest.mark.parametrize(
        ("method", "headers", "status"),
        [
            ("GET", {}, 200),
            ("GET", {"Sec-Fetch-Site": "cross-site"}, 200),  # a link in a mail: nothing is changed, nobody reads it
            ("GET", {"Origin": "http://localhost:1"}, 403),
            ("GET", {"Origin": "null"}, 403),
            ("PUT", {"Origin": "OWN"}, None),
            ("PUT", {"Sec-Fetch-Site": "same-origin"}, None),
            ("PUT", {"Sec-Fetch-Site": "none"}, None),
            ("PUT", {"Sec-Fetch-Site": "same-site"}, 403),  # another port of this machine
            ("PUT", {"Sec-Fetch-Site": "cross-site"}, 403),
            ("PUT", {"Origin": "http://localhost:1"}, 403),
            ("PUT", {"Origin": "http://127.0.0.1"}, 403),
            ("PUT", {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, 403),
        ],
    )
    def test_the_control_api_takes_requests_of_programs_and_of_its_own_pages(
        self, sandbox, client, address, method, headers, status
    ):
        method = {"PUT": "POST"}.get(method, method) if address.endswith("accounts") else method
        own = {name: sandbox.url if value == "OWN" else value for name, value in headers.items()}
        response = client.request(method, address, headers=own)
        assert response.status_code == (status or 200)
        if status == 403:
            assert "The sandbox refused this request: it came from " in response.text

    def test_the_services_answer_pages_of_this_machine(self, sandbox, client):
        headers = {"Origin": "http://localhost:1", "Authorization": f"Basic {sandbox.esignlive.api_key}"}
        assert client.get("/esl/api/packages", headers=headers).status_code == 200


class TestStaticFiles:
    @pytest.mark.parametrize("name", sorted(file.name for file in STATIC_FOLDER.iterdir() if file.is_file()))
    def test_a_file_may_be_kept_under_the_address_that_pages_have(self, client, name):
        response = client.get(static_url(name))
        assert response.status_code == 200
        assert response.content == (STATIC_FOLDER / name).read_bytes()
        assert "immutable" in response.headers["cache-control"]
        assert response.headers["x-content-type-options"] == "nosniff"
        assert client.get(f"/_sandbox/static/{name}").headers["cache-control"] == "no-cache"

    @pytest.mark.parametrize(
        "name",
        ["missing.css", "..%2Fpages.py", "%2e%2e%2fpages.py", "..%5Cpages.py", "%2Fetc%2Fpasswd", "style.css%00"],
    )
    def test_nothing_else_is_served(self, client, name):
        assert client.get(f"/_sandbox/static/{name}").status_code == 404


class TestPages:
    def test_an_unknown_address_of_a_page_is_answered_with_a_page(self, client):
        response = client.get("/console/<script>alert(1)</script>")
        assert response.status_code == 404
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        policy = response.headers["content-security-policy"]
        for part in ("default-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
            assert part in policy
        assert response.headers["cache-control"] == "no-store"
        assert "<script>alert" not in response.text

    def test_other_unknown_addresses_are_answered_as_ever(self, client):
        response = client.get("/nowhere")
        assert (response.status_code, response.headers["content-type"]) == (404, "application/json")

    def test_what_a_template_shows_is_escaped(self):
        made = page("error.html", status=418, title="<b>", message="\"'><script>")
        assert made.status_code == 418
        text = bytes(made.body).decode()
        assert "<b>" not in text
        assert "'><script>" not in text


class TestForms:
    @pytest.mark.parametrize(
        ("content_type", "body", "fields"),
        [
            (
                "application/x-www-form-urlencoded",
                b"a=1&b=%C3%A9+x&a=2&empty=",
                [("a", "1"), ("b", "é x"), ("a", "2"), ("empty", "")],
            ),
            ("application/x-www-form-urlencoded", b"a=%FF&=x", [("a", "\ufffd"), ("", "x")]),
            ("", b"", []),
            (
                "multipart/form-data; boundary=x",
                (
                    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xc3\xa9\r\n'
                    b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nfile\r\n--x--\r\n'
                ),
                [("a", "é")],
            ),
        ],
    )
    def test_fields_are_read(self, content_type, body, fields):
        call = Call("POST", "http://127.0.0.1", Headers({"content-type": content_type}), body=body)
        assert form(call).multi_items() == fields

    @pytest.mark.parametrize(
        ("content_type", "body"),
        [("application/x-www-form-urlencoded", b"a=1&" * 2_001), ("multipart/form-data; boundary=x", b"--x\r\n")],
    )
    def test_what_is_no_form_is_refused(self, content_type, body):
        with pytest.raises(MalformedBody):
            form(Call("POST", "http://127.0.0.1", Headers({"content-type": content_type}), body=body))


@pytest.mark.parametrize(
    ("preferred", "accepted", "language"),
    [
        ("", "", "en"),
        ("fr", "de", "fr"),
        ("de-CH", "en", "de"),
        ("FR_FR", "", "fr"),
        ("pt", "de;q=0.5, fr;q=0.9", "fr"),
        ("", "de-AT, en;q=0.8", "de"),
        ("", "es, fr;q=0", "en"),
        ("", "fr;q=x, de;q=0.1", "de"),
        ("<script>", "*", "en"),
    ],
)
def test_the_language_is_the_services_then_the_browsers(preferred, accepted, language):
    assert choose_language(preferred, accepted) == language
