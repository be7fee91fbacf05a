"""Requests of an httpx client: what is remembered of them is never sent where it does not belong."""

from __future__ import annotations

import gc
import itertools
import sys
import weakref
from typing import Any

import attrs
import httpx
import httpx2
import pytest

from esignkit.runners.client_requests import ClientRequests
from esignkit.runners.requests import Origin, Request
from tests.tables import in_one_test

ORIGIN = Origin("https", "a.example", 443, b"a.example", b"/base")


def request(method: str = "GET", body: bytes = b"", key: str = "1", *more: tuple[bytes, bytes]) -> Request:
    headers = [(b"host", b"a.example"), (b"x-key", key.encode()), *more]
    framing = (b"content-length", b"%d" % len(body)) if body or method == "POST" else None
    return Request(ORIGIN, method, b"/base/x?y=%20", headers, body, framing)


@pytest.fixture(params=[httpx, httpx2], ids=["httpx", "httpx2"])
def library(request: pytest.FixtureRequest) -> Any:
    return request.param


def function_calls(make: Made) -> int:
    """Count the function calls that making a request takes."""
    count = 0

    def count_one(frame: object, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(count_one)
    try:
        make(request())
    finally:
        sys.setprofile(None)
    return count


class Made:
    """Makes requests of one client, and looks at what is the same in all of them."""

    def __init__(self, library: Any, client: Any) -> None:
        self._requests = ClientRequests(library, client)

    def __call__(self, one: Request) -> Any:
        built = self._requests.make(one, lambda body: body, {"timeout": {"read": 1.0}})
        assert built.extensions["timeout"] == {"read": 1.0}
        assert str(built.url) == "https://a.example/base/x?y=%20"
        assert built.method == one.method
        assert b"".join(built.stream) == one.body
        return built.headers


def test_default_headers_are_merged_once_while_they_stay_the_same(library: Any) -> None:
    with library.Client(headers={"X-Gateway": "g", "x-key": "theirs"}) as client:
        make = Made(library, client)
        first, second = function_calls(make), function_calls(make)
        assert first > 1.5 * second
        headers = make(request())
        assert headers.raw == make(request()).raw
        assert (headers["x-gateway"], headers["x-key"], headers.get_list("host")) == ("g", "1", ["a.example"])


@in_one_test("size", [0, 1, 20])
def test_the_length_is_that_of_each_body(library: Any, size: int) -> None:
    with library.Client() as client:
        make = Made(library, client)
        for length in (3, size, 3):
            assert make(request("POST", b"x" * length)).get_list("content-length") == [str(length)]
        assert "content-length" not in make(request())
        assert "content-length" not in make(request())


def test_what_changes_is_seen(library: Any) -> None:
    with library.Client(headers={"x-gateway": "a"}) as client:
        make = Made(library, client)
        for value in ("a", "b", "b"):
            client.headers["x-gateway"] = value
            assert make(request())["x-gateway"] == value
        for key in ("1", "2", "1"):
            assert make(request(key=key))["x-key"] == key
        for method in ("GET", "DELETE", "GET"):
            assert make(request(method, key=method))["x-key"] == method
        del client.headers["x-gateway"]
        assert "x-gateway" not in make(request(key="GET"))


def test_cookies_of_the_client_are_not_sent_and_ours_are(library: Any) -> None:
    with library.Client(cookies={"jar": "theirs"}) as client:
        make = Made(library, client)
        for _ in range(2):
            assert "cookie" not in make(request())
        for _ in range(2):
            assert make(request("GET", b"", "1", (b"cookie", b"s=1")))["cookie"] == "s=1"


def test_default_headers_that_cannot_be_sent_are_refused_every_time(library: Any) -> None:
    with library.Client(headers={"x-gateway": "a\tb "}) as client:
        make = Made(library, client)
        for _ in range(2):
            with pytest.raises(ValueError, match="default header"):
                make(request())
        client.headers["x-gateway"] = "a"
        make(request())


def test_parameters_of_the_client_are_added(library: Any) -> None:
    with library.Client() as client:
        requests = ClientRequests(library, client)
        for params, query in (({}, b"y=%20"), ({"z": "1"}, b"z=1"), ({}, b"y=%20")):
            client.params = params
            assert query in requests.make(request(), lambda body: body, {}).url.query


def test_a_client_that_makes_requests_in_its_own_way_is_always_asked(library: Any) -> None:
    numbers = itertools.count(1)

    def numbered(self: Any, *args: Any, **given: Any) -> Any:
        made: Any = library.Client.build_request(self, *args, **given)
        made.headers["x-number"] = str(next(numbers))
        return made

    own: Any = type("Own", (library.Client,), {"build_request": numbered})
    with own() as client, library.Client() as patched:
        make = Made(library, client)
        assert [make(request())["x-number"] for _ in range(3)] == ["1", "2", "3"]

        def build(*args: Any, **given: Any) -> Any:
            made: Any = library.Client.build_request(patched, *args, **given)
            made.headers["x-patched"] = "yes"
            return made

        patched.build_request = build
        make = Made(library, patched)
        assert [make(request())["x-patched"] for _ in range(3)] == ["yes"] * 3


def test_a_url_is_kept_once_it_comes_again(library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not before: the URL of a sign-in that is made once holds a credential."""
    parse, parsed = library.URL, list[weakref.ref[Any]]()

    def watched(text: str) -> Any:
        url = parse(text)
        parsed.append(weakref.ref(url))
        return url

    def kept() -> int:
        gc.collect()
        return sum(url() is not None for url in parsed)

    with library.Client() as client:
        monkeypatch.setattr(library, "URL", watched)
        requests = ClientRequests(library, client)
        for times, targets in ((1, range(300)), (5, range(1000, 1300))):
            for number, _ in itertools.product(targets, range(times)):
                one = attrs.evolve(request(), target=b"/base/%d" % number)
                assert str(requests.make(one, lambda body: body, {}).url).endswith(f"/{number}")
            if times == 1:
                assert (len(parsed), kept()) == (300, 0)
        assert len(parsed) == 300 + 2 * 300
        assert 0 < kept() <= 64
