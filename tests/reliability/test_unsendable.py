"""What cannot be sent is refused as unsent: promise 54. A server counts what reaches it, which is nothing."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from esignkit import AsyncESignLive, ESignLive, Secret
from esignkit.core.endpoint import PLANNER
from esignkit.errors import ESignError
from esignkit.esignlive import Package
from esignkit.esignlive.packages import Packages
from tests.inside import inside
from tests.reliability import report
from tests.tables import in_one_test

CANARY = "Canary" + "54" * 6
NAMES = ["", " ", "X Y", "X-Y ", " X-Y", "X:Y", "X\r\nY", "X\nY", "X\0Y", "X\x7fY", "É", "\ud800", "X(Y)", "X/Y", '"X"']
OURS = [
    "Authorization", "Cookie", "Proxy-Authorization", "Host", "Content-Length", "transfer-encoding", "Connection",
    "TE", "Trailer", "Upgrade", "Expect", "Keep-Alive", "Proxy-Connection", "Accept-Encoding",
]  # fmt: skip
VALUES = [
    f"{CANARY}\r\nX-Evil: 1", f"{CANARY}\nX-Evil: 1", f"{CANARY}\r", f" {CANARY}", f"{CANARY} ", f"\t{CANARY}",
    f"{CANARY}\t", f"{CANARY}\0", f"{CANARY}\x7f", f"{CANARY}\x1b[0m", f"{CANARY}é", f"{CANARY}\u2028", f"{CANARY}🖋",
    f"{CANARY}\ud83d", f"{CANARY}\x85",
]  # fmt: skip
HALVES = [f"{CANARY}\ud83d", f"\udd8b{CANARY}", "\ud800" + CANARY]


class Thing:
    """Neither text nor a number; its name in the report is the same in each process."""

    def __repr__(self) -> str:
        return "<Thing>"


SEVERAL: list[Any] = [[CANARY, HALVES[0]], [[CANARY]], [CANARY, CANARY.encode()]]
NOT_TEXT: list[Any] = [CANARY.encode(), [CANARY], {"a": CANARY}, Thing()]


@pytest.fixture(scope="module")
def listener() -> Iterator[list[bytes]]:
    """A server that keeps whatever comes, and answers nothing."""
    came: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                came.append(b"a connection")
                connection.close()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        BASE.append(f"http://127.0.0.1:{server.getsockname()[1]}")
        yield came
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


BASE: list[str] = []
Call = Callable[[Any], Any]


def header_cases() -> list[dict[Any, Any]]:
    named = [{name: CANARY} for name in NAMES + OURS]
    valued = [{"X-Gateway-Key": value} for value in [*VALUES, *NOT_TEXT, None, 7]]
    return [*named, *valued, {7: CANARY}, {"X-Fine": "1", "X-Gateway-Key": Secret(VALUES[0])}]


def query_cases() -> list[dict[Any, Any]]:
    return [
        *({"q": value} for value in [*HALVES, *SEVERAL, *(value for value in NOT_TEXT if not isinstance(value, list))]),
        *({value: "v"} for value in HALVES),
        {7: CANARY},
        {"q": Secret(HALVES[0])},
        {"q": CANARY * 6000},
    ]


def through(**options: Any) -> dict[str, Call]:
    """The ways by which options reach a write."""
    return {
        "the call": lambda client: client.packages.create(Package(name="n"), options=options),
        "the plan": lambda client: client.run(Packages(PLANNER).create(Package(name="n")).with_options(options)),
    }


def headers_through(headers: Any) -> dict[str, Call]:
    return through(extra_headers=headers) | {
        "the client": lambda client: client.with_options(headers=headers).packages.create(Package(name="n")),
        "a raw call": lambda client: client.request("POST", "/x", json={}, headers=headers),
        "a raw call's options": lambda client: client.request("POST", "/x", options={"extra_headers": headers}),
    }


def query_through(query: Any) -> dict[str, Call]:
    return through(extra_query=query) | {
        "a raw call": lambda client: client.request("POST", "/x", json={}, query=query),
        "a raw call's options": lambda client: client.request("POST", "/x", options={"extra_query": query}),
    }


REQUESTS: list[tuple[Any, Any]] = [
    *((method, "/x") for method in ["", " ", "GE T", "GET\r\n", "GÉT", "GET/1", "CONNECT", "connect", None, b"GET", 7]),
    *(
        ("POST", path)
        for path in [
            "", "x", "http://evil.example/", "/a b", "/a\r\nX-Evil: 1", "/a\nb", "/a\0", "/a\x7f", "/é", "/\ud800",
            "/a?b=c", "/a#b", "/a\\b", "/../a", "/a/..", "/a/%2e%2E/b", "/./a", None, b"/a", 7, "/" + "a" * 60_001,
        ]
    ),
]  # fmt: skip


def refused(client_of: Callable[..., Any], call: Call, **given: Any) -> BaseException:
    """What a client says to a call, blocking or awaited."""

    async def awaited() -> None:
        async with AsyncESignLive(api_key="k", base_url=BASE[0], **given) as client:
            await call(client)

    def blocking() -> None:
        with ESignLive(api_key="k", base_url=BASE[0], **given) as client:
            call(client)

    with pytest.raises((ValueError, TypeError)) as caught:
        blocking() if client_of is ESignLive else asyncio.run(awaited())
    return caught.value


def check(error: BaseException, listener: list[bytes]) -> None:
    assert not isinstance(error, ESignError)
    assert not isinstance(error, UnicodeError), "it holds the value, and does not say what to do"
    assert CANARY not in f"{error} {error.args} {getattr(error, '__notes__', '')}"
    assert "may have" not in str(error)
    assert listener == []
    report.note("54", refused=1, bytes_on_the_wire=len(listener))


@in_one_test("client_of", [ESignLive, AsyncESignLive])
@in_one_test("headers", [*header_cases(), "X: y", [("X", "y")], 7], ids=ascii)
def test_headers(listener: list[bytes], headers: Any, client_of: Any) -> None:
    for call in headers_through(headers).values():
        check(refused(client_of, call), listener)


@in_one_test("client_of", [ESignLive, AsyncESignLive])
@in_one_test("query", [*query_cases(), "q=1", [("q", 1)], 7], ids=lambda query: ascii(query)[:60])
def test_query(listener: list[bytes], query: Any, client_of: Any) -> None:
    for call in query_through(query).values():
        check(refused(client_of, call), listener)


@in_one_test("client_of", [ESignLive, AsyncESignLive])
@in_one_test("method, path", REQUESTS, ids=lambda one: ascii(one)[:80])
def test_methods_and_paths_of_raw_calls(listener: list[bytes], method: Any, path: Any, client_of: Any) -> None:
    check(refused(client_of, lambda client: client.request(method, path, json={})), listener)


@in_one_test("client_of", [ESignLive, AsyncESignLive])
@in_one_test(
    "defaults",
    [
        {"X-Gateway-Key": f"{CANARY}\r\nX-Evil: 1"},
        {"X-Gateway-Key": f" {CANARY}"},
        {"X-Gateway-Key": f"{CANARY}\0"},
        {"X Y": CANARY},
        {"X-Y\r\n": CANARY},
        {"Transfer-Encoding": "chunked"},
    ],
    ids=ascii,
)
def test_default_headers_of_the_callers_own_client(
    listener: list[bytes], defaults: dict[str, str], client_of: Any
) -> None:
    kind = httpx.Client if client_of is ESignLive else httpx.AsyncClient
    http = kind(headers=defaults)
    check(refused(client_of, lambda client: client.packages.create(Package(name="n")), http_client=http), listener)


@in_one_test("client_of", [ESignLive, AsyncESignLive])
def test_a_clients_own_headers_are_refused_at_once(listener: list[bytes], client_of: Any) -> None:
    client = client_of(api_key="k", base_url=BASE[0])
    for headers in header_cases():
        with pytest.raises((ValueError, TypeError)) as caught:
            client.with_options(headers=headers)
        check(caught.value, listener)
    for limits in ({"timeout": 0}, {"timeout": "5"}, {"attempts": 0}, {"attempts": 1.5}):
        with pytest.raises((ValueError, TypeError)):
            client.with_options(**limits)


def test_what_can_be_sent_is_sent(listener: list[bytes]) -> None:
    """The control: the same ways, with nothing wrong, do reach the server."""
    headers = {"X-Gateway-Key": CANARY, "x-empty": "", "X-Secret": Secret(CANARY)}
    query = {"q": "é🖋 &=", "n": 7, "f": 1.5, "b": True, "none": None, "s": Secret(CANARY)}
    calls = [*headers_through(headers).values(), *query_through(query).values()]
    for call in calls:
        listener.clear()
        with ESignLive(api_key="k", base_url=BASE[0]) as client, pytest.raises(ESignError):
            call(client)
        assert listener
    listener.clear()


def test_a_later_spelling_of_a_header_takes_the_place_of_an_earlier_one() -> None:
    with inside(ESignLive)(api_key="k", base_url="https://api.example") as client:
        both = client.with_options(headers={"X-Key": "1", "X-Other": "2"}).with_options(headers={"x-key": "3"})
        assert both.context.options == {"extra_headers": {"X-Other": "2", "x-key": "3"}}
