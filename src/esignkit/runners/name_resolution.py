"""DNS lookups with a deadline.

The system's look-up of a name takes no time limit and cannot be interrupted. Here it is done by a thread that may be
left behind. Where no thread is to be had, the caller looks itself, for as long as that takes.
"""

from __future__ import annotations

import contextlib
import copy
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, cast

from esignkit.runners.forking import forget_in_child

__all__ = ["CONNECT_TIMEOUT", "SLICE", "is_literal", "literals", "resolver"]

CONNECT_TIMEOUT = 10.0
"""Seconds for one try to connect, so that there is time left for another."""

SLICE = 0.05
"""Seconds between two looks at whether the call was given up."""
HESITATION = 0.3
"""Seconds after which somebody who waits begins a look-up that has not begun."""


class _LookUp:
    """The addresses of one name, found by a thread of its own; any number of callers wait for it.

    Nothing here is locked: Ctrl-C in one of those who wait cannot keep the others waiting.
    """

    def __init__(self, host: str, port: int, done: Callable[[_LookUp], None]) -> None:
        self.host = host
        self.port = port
        self.begun = time.monotonic()
        self.found: list[str] | BaseException | None = None
        self._done = done
        self._waiting: list[queue.SimpleQueue[None]] = []
        self._started = False

    def start(self) -> None:
        """Begin."""
        thread = threading.Thread(target=self._run, name="esignkit-look-up", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # no thread is to be had, as when the interpreter shuts down: the caller looks itself
            self._run(Exception)

    def _run(self, caught: type[BaseException] = BaseException) -> None:
        self._started = True
        found: list[str] | BaseException
        try:
            found = literals(socket.getaddrinfo(self.host, self.port, 0, socket.SOCK_STREAM))
        except caught as error:  # raised anew where it is waited for
            found = error.with_traceback(None)
        except BaseException:
            self._started = False
            raise
        self.found = found
        self._done(self)
        for one in tuple(self._waiting):
            one.put(None)

    def wait(self, end: float, given_up: Callable[[], bool]) -> list[str] | BaseException | None:
        """Wait until the instant `end` at most; None when there is nothing by then."""
        woken: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._waiting.append(woken)
        try:
            while self.found is None:
                now = time.monotonic()
                if now >= end or given_up():
                    break
                with contextlib.suppress(queue.Empty):
                    woken.get(timeout=min(end - now, SLICE))
                    continue
                if not self._started and now - self.begun > HESITATION:  # whoever was to begin was interrupted
                    self.start()  # that two begin does no harm
            return self.found
        finally:
            self._waiting.remove(woken)


def _anew(error: BaseException) -> BaseException:
    """Return one's own copy of what others wait for as well: each has a traceback of its own."""
    try:
        return copy.copy(error)
    except Exception:  # its class cannot be made so: better this one than none
        return error


def _literal(address: tuple[Any, ...]) -> str:
    host, _, *more = address
    scope: int = more[1] if len(more) > 1 else 0  # of an IPv6 address of this link alone
    return f"{host}%{scope}" if scope else host


def literals(rows: Iterable[tuple[Any, ...]]) -> list[str]:
    """Return the addresses among what the system's look-up gives, each once."""
    return list(dict.fromkeys(_literal(cast("tuple[Any, ...]", row[4])) for row in rows))


def is_literal(host: str) -> bool:
    """Whether a host is given by its address: there is nothing to look up then."""
    for family in (socket.AF_INET, socket.AF_INET6):
        with contextlib.suppress(OSError, ValueError):
            socket.inet_pton(family, host.partition("%")[0])
            return True
    return False


class _Resolver:
    """The look-ups under way in this process: one for a name, however many calls need it."""

    def __init__(self) -> None:
        self._under_way: dict[tuple[str, int], _LookUp] = {}
        forget_in_child(self)

    def reset(self) -> None:
        """Start anew, as in a process just forked, which has none of its parent's threads."""
        self._under_way = {}

    def addresses(self, host: str, port: int, end: float, given_up: Callable[[], bool]) -> list[str]:
        """Return the addresses of a name.

        Raises:
            OSError: There are none, or not by the instant `end`.
        """
        if is_literal(host):
            return [host]
        mine = _LookUp(host, port, self._done)
        one = self._under_way.setdefault((host, port), mine)
        if mine.begun - one.begun > CONNECT_TIMEOUT:  # stuck: the name service may be well again by now
            one = self._under_way[host, port] = mine
        if one is mine:
            one.start()
        found = one.wait(end, given_up)
        if found is None:
            raise socket.gaierror(socket.EAI_AGAIN, "the name was not looked up in time")
        if isinstance(found, BaseException) and not isinstance(found, UnicodeError):
            raise _anew(found)
        if isinstance(found, UnicodeError) or not found:
            raise socket.gaierror(socket.EAI_NONAME, "no host can have this name") from None
        return found

    def _done(self, one: _LookUp) -> None:
        key = (one.host, one.port)
        if self._under_way.get(key) is one:
            self._under_way.pop(key, None)


resolver: _Resolver = _Resolver()
"""Those of all clients of this process."""
