"""Deletes that find nothing, and calls that have no method."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from esignkit import Constellation1
from esignkit.core.operation import Operation
from esignkit.core.response_readers import open_json
from esignkit.errors import AuthenticationError, NotFoundError, OutcomeUnknownError
from tests.constellation1.operations import SERVICE
from tests.constellation1.samples import SESSION_ID, TOKEN, settings
from tests.support import LOST, context_of, drive, reply
from tests.tables import in_one_test

DELETE = SERVICE["sessions.delete"]


@pytest.mark.parametrize("first", [LOST, reply(500, b""), reply(200, b"")])
@in_one_test(
    "second",
    [
        reply(404, b""),
        reply(410, {"Message": "gone"}),
        reply(200, {"ReturnValue": "Error: Session not found."}),
        reply(200, {"Details": "Error: Signing session with that id doesn't exist"}),
        reply(200, b"Error: Session not found"),
        reply(400, {"Message": "Error: Session was not found"}),
        reply(200, {"ReturnValue": "True"}),
    ],
)
def test_a_delete_that_finds_nothing_at_its_second_try_is_done(first: Any, second: Any) -> None:
    result, record = SERVICE.run(DELETE, first, second)
    assert result.succeeded is True
    assert len(record.sent) == 2


def test_a_delete_is_not_done_because_a_proxy_says_so() -> None:
    lying = reply(500, {"Message": "Error: Session was not found"})
    error, record = SERVICE.failure(DELETE, LOST, lying)
    assert (type(error), len(record.sent)) == (OutcomeUnknownError, 2)


def test_a_delete_that_finds_nothing_at_once_says_so() -> None:
    error, _ = SERVICE.failure(DELETE, reply(200, {"ReturnValue": "Error: Session not found."}))
    assert type(error) is NotFoundError


def test_what_has_no_method_is_reached_by_request() -> None:
    """Calls that the documentation names without an address."""
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=b'{"ReturnValue": "https://x.example/?"}')

    with (
        httpx.Client(transport=httpx.MockTransport(handle)) as inner,
        Constellation1(token=TOKEN, environment="stage", http_client=inner) as client,
    ):
        assert client.request("GET", f"/v1/sessions/{SESSION_ID}/files") == {"ReturnValue": "https://x.example/?"}
    assert seen[0].url.raw_path.decode() == f"/rest/v1/sessions/{SESSION_ID}/files"
    assert seen[0].headers["authorization"] == TOKEN


@pytest.mark.parametrize(
    "path",
    ["/v1/x", "v1/x", "rest/v1/x", "/rest/v1/x", "rest//v1/x", "/REST/v1/x", "//v1/x", "/rest/rest/v1/x"],
)
@in_one_test("end", ["", "/", "/rest", "/rest/", "/rest/rest", "/rest/v1", "/v1/", "/Rest//"])
def test_there_is_one_rest_in_an_address(path: str, end: str) -> None:
    seen: list[Any] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(200, content=b"{}")

    with (
        httpx.Client(transport=httpx.MockTransport(handle)) as inner,
        Constellation1(token=TOKEN, base_url="https://c1.example" + end, http_client=inner) as client,
    ):
        client.request("GET", path)
    assert seen == ["https://c1.example/rest/v1/x"]


def test_a_path_of_ones_own_is_left_alone() -> None:
    provider = settings().provider
    assert [provider.raw_path(path) for path in ("/rest/x", "/restful/v1/x", "x", "/v1x")] == [
        "/rest/x",
        "/restful/v1/x",
        "x",
        "/v1x",
    ]


def test_an_error_text_is_an_error_for_request_too() -> None:
    for body, kind in ((b"null", AuthenticationError), ({"ReturnValue": "Error: Username not found."}, NotFoundError)):
        flow = Operation("request", "GET", "/v1/x", open_json)
        with pytest.raises(kind):
            drive(flow, [reply(200, body)], context_of(settings()))
