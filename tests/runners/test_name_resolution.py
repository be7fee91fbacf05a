"""Connecting in time: slow, stuck and broken look-ups of names, and addresses that keep silent."""

from __future__ import annotations

import math
import os
import socket
import threading
import time
from typing import Any

import pytest

from esignkit.errors import ConfigurationError, DeadlineExceededError, NotSentError
from esignkit.runners import name_resolution
from esignkit.runners.connecting import connect
from esignkit.runners.name_resolution import resolver
from tests.clocks import stopwatch
from tests.runners.calls import create, get
from tests.runners.conftest import Driver, sync_client
from tests.runners.names import Answer, after, base_at, name_service, rows, silent
from tests.runners.server import Running
from tests.runners.test_sharing import together

GRACE = 0.25

__all__ = ["name_service"]  # a fixture


# Time ---------------------------------------------------------------------------------------------------------------------
def test_a_slow_name_service_does_not_keep_a_call_beyond_its_deadline(
    server: Running, names: dict[str, Answer]
) -> None:
    names["slow.test"] = after(1.5, rows("127.0.0.1"))
    with sync_client(base_at(server, "slow.test")) as client:
        for operation in (get(options={"timeout": 0.3}), create(options={"timeout": 0.3})):
            with stopwatch() as took, pytest.raises((DeadlineExceededError, NotSentError)):
                client.run(operation)
            assert took.seconds <= 0.3 + GRACE
    assert server.state.seen == []


def test_a_name_that_is_found_late_is_used_all_the_same(server: Running, names: dict[str, Answer]) -> None:
    names["late.test"] = after(0.3, rows("127.0.0.1"))
    with sync_client(base_at(server, "late.test")) as client:
        assert client.run(get()) == "a"


def test_addresses_that_keep_silent_share_the_time(server: Running, names: dict[str, Answer]) -> None:
    names["silent.test"] = rows("127.0.0.2", "127.0.0.3", "127.0.0.4")
    hosts = ("127.0.0.2", "127.0.0.3", "127.0.0.4")
    with silent(server.port, *hosts), sync_client(base_at(server, "silent.test")) as client:
        with stopwatch() as took, pytest.raises((DeadlineExceededError, NotSentError)):
            client.run(get(options={"timeout": 0.6}))
        assert took.seconds <= 0.6 + GRACE
        names["silent.test"] = rows("127.0.0.2", "127.0.0.1")
        assert client.run(get(options={"timeout": 30.0})) == "a"


def test_the_next_address_is_taken_when_one_refuses(server: Running, names: dict[str, Answer]) -> None:
    names["two.test"] = rows("127.0.0.9", "127.0.0.1", "127.0.0.1")
    with sync_client(base_at(server, "two.test")) as client:
        assert client.run(get()) == "a"


def test_closing_ends_a_call_that_waits_for_a_name(server: Running, names: dict[str, Answer]) -> None:
    names["slow.test"] = after(2.0, rows("127.0.0.1"))
    client = sync_client(base_at(server, "slow.test"))
    threading.Timer(0.2, client.close).start()
    with stopwatch() as took, pytest.raises((NotSentError, ConfigurationError), match="closed"):
        client.run(get())
    assert took.seconds <= 1.0


def test_an_address_that_keeps_silent_has_a_head_start_and_no_more(server: Running) -> None:
    with silent(server.port, "127.0.0.2", "127.0.0.3"):
        begin = time.monotonic()
        made = connect(["127.0.0.2", "127.0.0.3", "127.0.0.1"], server.port, begin + 60, lambda: False)
        assert made.getpeername()[0] == "127.0.0.1"
        made.close()
        alone = time.monotonic()
        with pytest.raises(TimeoutError):
            connect(["127.0.0.2"], server.port, alone + 1.5, lambda: False)
        assert alone - begin < time.monotonic() - alone, "the silent ones were waited for"


def test_no_further_address_is_tried_when_the_time_is_over_or_the_client_closed() -> None:
    for end, closed in ((0.0, False), (time.monotonic() + 60, True)):
        with pytest.raises(TimeoutError):
            connect(["127.0.0.1", "127.0.0.2"], 9, end, lambda closed=closed: closed)


def test_the_last_refusal_is_told_when_all_refuse() -> None:
    with pytest.raises(ConnectionRefusedError):
        connect(["127.0.0.1", "::1"], 9, time.monotonic() + 60, lambda: False)


# Sharing ------------------------------------------------------------------------------------------------------------------
def test_many_calls_need_one_look_up(server: Running, names: dict[str, Answer]) -> None:
    asked: list[str] = []

    def slowly(host: str, port: int) -> list[Any]:
        asked.append(host)
        time.sleep(0.5)
        return rows("127.0.0.1")(host, port)

    names["shared.test"] = slowly
    got: list[object] = []
    with sync_client(base_at(server, "shared.test")) as client:
        together(10, lambda: got.append(client.run(get())))
    assert got == ["a"] * 10
    assert len(asked) == 1


def test_a_look_up_that_is_stuck_is_not_waited_for_again(
    server: Running, names: dict[str, Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(name_resolution, "CONNECT_TIMEOUT", 0.2)
    ended = threading.Event()

    def stuck(host: str, port: int) -> list[Any]:
        ended.wait(10)
        raise socket.gaierror(socket.EAI_FAIL, "never mind")

    names["stuck.test"] = stuck
    with sync_client(base_at(server, "stuck.test")) as client:
        with pytest.raises((DeadlineExceededError, NotSentError)):
            client.run(get(options={"timeout": 0.3}))
        names["stuck.test"] = rows("127.0.0.1")
        assert client.run(get(options={"timeout": 8.0})) == "a"
        assert client.connections.pool.opened == 2
        ended.set()
    assert resolver.addresses("stuck.test", 1, math.inf, lambda: False) == ["127.0.0.1"]


def test_a_child_forked_while_a_name_is_looked_up_asks_for_itself(server: Running, names: dict[str, Answer]) -> None:
    names["slow.test"] = after(1.0, rows("127.0.0.1"))
    with sync_client(base_at(server, "slow.test")) as client:
        waiting = threading.Thread(target=lambda: client.run(get()))
        waiting.start()
        time.sleep(0.2)
        names["slow.test"] = rows("127.0.0.1")
        pid = os.fork()
        if pid == 0:
            try:
                os._exit(0 if client.run(get(options={"timeout": 0.7})) == "a" else 1)
            finally:
                os._exit(2)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        waiting.join()


def test_a_look_up_whose_beginner_was_interrupted_is_begun_by_those_who_wait(
    server: Running, names: dict[str, Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    names["begun.test"] = rows("127.0.0.1")
    start = threading.Thread.start
    interrupts = [KeyboardInterrupt()]

    def interrupted(self: threading.Thread) -> None:
        if self.name == "esignkit-look-up" and interrupts:
            raise interrupts.pop()
        start(self)

    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with sync_client(base_at(server, "begun.test")) as client:
        with pytest.raises(KeyboardInterrupt):
            client.run(get())
        with stopwatch() as took:
            assert client.run(get()) == "a"
        assert took.seconds < 1.0


# What goes wrong ----------------------------------------------------------------------------------------------------------
def refused(host: str, port: int) -> list[Any]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def unspeakable(host: str, port: int) -> list[Any]:
    raise UnicodeEncodeError("idna", host, 0, 1, "label too long")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (refused, "Name or service not known"),
        (unspeakable, "no host can have this name"),
        (lambda host, port: [], "no host can have this name"),
    ],
)
def test_a_name_that_leads_nowhere_is_told(
    server: Running, names: dict[str, Answer], answer: Answer, said: str
) -> None:
    names["nowhere.test"] = answer
    with (
        sync_client(base_at(server, "nowhere.test")) as client,
        pytest.raises(NotSentError, match=said) as caught,
    ):
        client.run(create(options={"attempts": 2}))
    assert caught.value.attempts == 2
    assert f"nowhere.test:{server.port}" in str(caught.value)


class Blocked(BaseException):
    pass


class Particular(RuntimeError):
    def __init__(self, text: str, *, host: str) -> None:
        super().__init__(text)


@pytest.mark.parametrize("error", [Blocked("no"), Particular("no", host="guarded.test")], ids=["plain", "particular"])
def test_what_guards_the_network_in_tests_is_heard_by_all(
    server: Running, names: dict[str, Answer], error: BaseException
) -> None:
    def guard(host: str, port: int) -> list[Any]:
        time.sleep(0.2)
        raise error

    names["guarded.test"] = guard
    heard: list[BaseException] = []
    with sync_client(base_at(server, "guarded.test")) as client:

        def work() -> None:
            with pytest.raises(type(error), match="no") as caught:
                client.run(get())
            heard.append(caught.value)

        together(3, work)
    assert len(heard) == 3
    if isinstance(error, Blocked):
        assert len({id(one) for one in heard}) == 3, "a traceback would hold the frames of other callers"


def test_without_a_thread_to_be_had_the_caller_looks_itself(
    server: Running, names: dict[str, Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    names["here.test"] = rows("127.0.0.1")
    start = threading.Thread.start

    def refuse(self: threading.Thread) -> None:
        if self.name == "esignkit-look-up":
            msg = "can't start new thread"
            raise RuntimeError(msg)
        start(self)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with sync_client(base_at(server, "here.test")) as client:
        assert client.run(get()) == "a"


def test_ctrl_c_in_a_look_up_of_the_callers_own_is_nobody_elses(
    names: dict[str, Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[Any] = [KeyboardInterrupt(), rows("127.0.0.1")]

    def answer(host: str, port: int) -> list[Any]:
        found = answers.pop(0)
        if isinstance(found, BaseException):
            raise found
        return found(host, port)

    def refuse(self: threading.Thread) -> None:
        msg = "can't start new thread"
        raise RuntimeError(msg)

    names["here.test"] = answer
    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(KeyboardInterrupt):
        resolver.addresses("here.test", 1, math.inf, lambda: False)
    assert resolver.addresses("here.test", 1, math.inf, lambda: False) == ["127.0.0.1"]


# Where it is put ----------------------------------------------------------------------------------------------------------
def test_an_address_needs_no_look_up(names: dict[str, Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(host: Any, *rest: Any) -> Any:
        pytest.fail(f"{host} was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    for host in ("127.0.0.1", "::1", "fe80::1%eth0"):
        assert resolver.addresses(host, 443, 0.0, lambda: False) == [host]


def test_an_address_of_one_link_keeps_it(names: dict[str, Answer]) -> None:
    names["near.test"] = lambda host, port: [
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("fe80::1", port, 0, 2)),
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", port, 0, 0)),
    ]
    found = resolver.addresses("near.test", 1, math.inf, lambda: False)
    assert found == ["fe80::1%2", "::1"]


def test_a_host_that_is_none_is_told() -> None:
    """It looks like a number of four bytes, and is refused by the HTTP library's own error, which is not ours."""
    with pytest.raises(ConfigurationError, match=r"256\.1\.1\.1"):
        sync_client("https://256.1.1.1")


def test_what_guards_sockets_in_tests_comes_out_as_it_is(kept: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in a group of one: who awaits has not asked for several addresses to be tried at once."""

    class Guarded(socket.socket):
        def connect(self, address: Any) -> None:
            if address[1] == 9:
                raise Particular("no", host=address[0])
            super().connect(address)

    monkeypatch.setattr(socket, "socket", Guarded)
    with pytest.raises(Particular, match="no"):
        kept("http://127.0.0.1:9", get())
