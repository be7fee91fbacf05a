"""A name service that tests answer for, and addresses that keep silent."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from esignkit.runners.name_resolution import resolver
from tests.runners.server import Running

Answer = Callable[[str, int], list[Any]]


@pytest.fixture(name="names")
def name_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Answer]]:
    """What is put in answers for a host; everything else is looked up as ever."""
    known: dict[str, Answer] = {}
    real = socket.getaddrinfo

    def look_up(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode("ascii") if isinstance(host, bytes) else host
        if name not in known:
            return real(host, port, *rest, **more)
        if more.get("flags", rest[3] if len(rest) > 3 else 0) & socket.AI_NUMERICHOST:  # trio asks so first
            raise socket.gaierror(socket.EAI_NONAME, "not an address")
        return known[name](name, int(port))

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    resolver.reset()
    yield known
    resolver.reset()


def rows(*addresses: str) -> Answer:
    def answer(host: str, port: int) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return answer


def after(seconds: float, then: Answer) -> Answer:
    def answer(host: str, port: int) -> list[Any]:
        time.sleep(seconds)
        return then(host, port)

    return answer


def base_at(server: Running, host: str) -> str:
    return server.base.replace("127.0.0.1", host)


@contextlib.contextmanager
def silent(port: int, *hosts: str) -> Iterator[None]:
    """Addresses of this machine whose queue is full: what asks for a connection there gets no answer."""
    with contextlib.ExitStack() as stack:
        for host in hosts:
            ear = stack.enter_context(socket.socket())
            ear.bind((host, port))
            ear.listen(0)
            for _ in range(3):
                knock = stack.enter_context(socket.socket())
                knock.setblocking(False)
                knock.connect_ex((host, port))
        yield
