"""DNS lookups with a deadline.

The system's lookup of a name has no time limit and cannot be interrupted. Here a thread does it, which is left behind
at the deadline. When no thread can be started, the caller does the lookup itself, without a limit.
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

from esignkit.runners.forking import reset_in_child

__all__ = ["CONNECT_TIMEOUT", "SLICE", "is_literal", "literals", "resolver"]

CONNECT_TIMEOUT = 10.0
"""Seconds for one try to connect, so that time is left for another try."""

SLICE = 0.05
"""Seconds between two checks whether the call was given up."""
START_GRACE = 0.3
"""Seconds after which a waiting caller starts a lookup that was not started."""


class _LookUp:
    """The lookup of one name in its own thread, for any number of waiting callers.

    It uses no lock, so that Ctrl-C in one caller cannot block the others.
    """

    def __init__(self, host: str, port: int, done: Callable[[_LookUp], None]) -> None:
        self.host = host
        self.port = port
        self.created = time.monotonic()
        self.result: list[str] | BaseException | None = None
        self._done = done
        self._waiting: list[queue.SimpleQueue[None]] = []
        self._started = False

    def start(self) -> None:
        """Start the thread."""
        thread = threading.Thread(target=self._run, name="esignkit-look-up", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # no thread can start, as when the interpreter shuts down: do it here
            self._run(Exception)

    def _run(self, catch: type[BaseException] = BaseException) -> None:
        self._started = True
        result: list[str] | BaseException
        try:
            result = literals(socket.getaddrinfo(self.host, self.port, 0, socket.SOCK_STREAM))
        except catch as error:  # `addresses` raises it in each caller
            result = error.with_traceback(None)
        except BaseException:
            self._started = False
            raise
        self.result = result
        self._done(self)
        for waiting_queue in tuple(self._waiting):
            waiting_queue.put(None)

    def wait(self, end: float, given_up: Callable[[], bool]) -> list[str] | BaseException | None:
        """Wait for the result, until `end` on the monotonic clock; None when there is none by then."""
        wake_up: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._waiting.append(wake_up)
        try:
            while self.result is None:
                now = time.monotonic()
                if now >= end or given_up():
                    break
                with contextlib.suppress(queue.Empty):
                    wake_up.get(timeout=min(end - now, SLICE))
                    continue
                if (
                    not self._started and now - self.created > START_GRACE
                ):  # the caller that was to start it was interrupted
                    self.start()  # starting it twice does no harm
            return self.result
        finally:
            self._waiting.remove(wake_up)


def _copy_of(error: BaseException) -> BaseException:
    """Return a copy of an error for one of several callers, so that each has its own traceback."""
    try:
        return copy.copy(error)
    except Exception:  # some classes cannot be copied
        return error


def _literal(address: tuple[Any, ...]) -> str:
    host, _, *rest = address
    scope: int = rest[1] if len(rest) > 1 else 0  # of a link-local IPv6 address
    return f"{host}%{scope}" if scope else host


def literals(rows: Iterable[tuple[Any, ...]]) -> list[str]:
    """Return the addresses in the rows of `getaddrinfo`, each once."""
    return list(dict.fromkeys(_literal(cast("tuple[Any, ...]", row[4])) for row in rows))


def is_literal(host: str) -> bool:
    """Whether a host is an IP address, which needs no lookup."""
    for family in (socket.AF_INET, socket.AF_INET6):
        with contextlib.suppress(OSError, ValueError):
            socket.inet_pton(family, host.partition("%")[0])
            return True
    return False


class _Resolver:
    """The running lookups of this process, one per name."""

    def __init__(self) -> None:
        self._lookups: dict[tuple[str, int], _LookUp] = {}
        reset_in_child(self)

    def reset(self) -> None:
        """Start empty, as in a forked process, which has none of its parent's threads."""
        self._lookups = {}

    def addresses(self, host: str, port: int, end: float, given_up: Callable[[], bool]) -> list[str]:
        """Return the addresses of a name.

        Raises:
            OSError: There are none, or not until `end`.
        """
        if is_literal(host):
            return [host]
        new_lookup = _LookUp(host, port, self._done)
        lookup = self._lookups.setdefault((host, port), new_lookup)
        if new_lookup.created - lookup.created > CONNECT_TIMEOUT:  # stuck: the name service may work again by now
            lookup = self._lookups[host, port] = new_lookup
        if lookup is new_lookup:
            lookup.start()
        result = lookup.wait(end, given_up)
        if result is None:
            raise socket.gaierror(socket.EAI_AGAIN, "the name was not looked up in time")
        if isinstance(result, BaseException) and not isinstance(result, UnicodeError):
            raise _copy_of(result)
        if isinstance(result, UnicodeError) or not result:
            raise socket.gaierror(socket.EAI_NONAME, "no host can have this name") from None
        return result

    def _done(self, lookup: _LookUp) -> None:
        key = (lookup.host, lookup.port)
        if self._lookups.get(key) is lookup:
            self._lookups.pop(key, None)


resolver: _Resolver = _Resolver()
"""The lookups of all clients of this process."""
