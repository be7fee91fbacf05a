"""The blocking runner."""

from __future__ import annotations

import inspect
import random
import sys
import time
from collections.abc import Callable, Generator, Iterator
from types import TracebackType
from typing import Any, TypeVar, cast

from esignkit.core.download import Download
from esignkit.core.exchange import Context, conduct
from esignkit.core.flow import Answer, Call, Effect, Flow, Locked, Prepare, Send, SendFailed, Sleep
from esignkit.core.operation import Operation
from esignkit.core.paging import Items, Paging
from esignkit.core.redaction import prune
from esignkit.core.settings import Settings
from esignkit.errors import ConfigurationError
from esignkit.runners.bodies import StreamedBody
from esignkit.runners.gates import Gate
from esignkit.runners.http11 import LONGEST
from esignkit.runners.sync_exchange import Opened, SyncConnections

__all__ = ["SyncRunner", "end_flow", "make_context"]

T = TypeVar("T")


def make_context(settings: Settings) -> Context:
    """Return the context of a client's calls, on the real clocks."""
    return Context(
        provider=settings.provider,
        auth=settings.auth,
        now=time.monotonic,
        wall=time.time,
        chance=random.random,
        values=settings.values,
        retry=settings.retry,
        timeout=settings.timeout,
        new_request_id=settings.new_request_id,
    )


def run_callable(fn: Callable[[], Any]) -> Any:
    """Call foreign code.

    Raises:
        TypeError: It is, or gives, a coroutine.
    """
    msg = "this callable is asynchronous (a coroutine function); use the async client, or give a plain function"
    if inspect.iscoroutinefunction(fn) or inspect.iscoroutinefunction(getattr(fn, "__call__", None)):  # noqa: B004 - an object whose __call__ is async
        raise TypeError(msg)
    value = fn()
    if inspect.isawaitable(value):
        close = getattr(value, "close", None)
        if callable(close):
            close()
        raise TypeError(msg)
    return value


def end_flow(steps: Generator[Any, Any, Any]) -> None:
    """End a flow. One that yields while it is being closed is a mistake; a cancellation or Ctrl-C still wins."""
    active = sys.exc_info()[1]
    note = "a flow yielded an effect while it was being closed; do that under `except Exception` instead"
    try:
        steps.close()
    except RuntimeError:
        if active is not None:
            active.add_note(note)
            return
    else:
        return
    raise RuntimeError(note)


class SyncRunner:
    """Carries flows out, blocking."""

    mode = "sync"

    def __init__(self, connections: SyncConnections, context: Context) -> None:
        self.connections = connections
        self.context = context

    def __repr__(self) -> str:
        return f"<SyncRunner for {self.connections.base.host}>"

    def run(self, flow: Flow[T], context: Context | None = None) -> T:
        """Carry a flow out and return its result."""
        try:
            if self.connections.pool.closed:
                msg = "this client is closed; make a new one, or keep it open for as long as it is used"
                raise ConfigurationError(msg)
            result = self._drive(flow, context or self.context)
            if type(result) is Answer and type(result.opened) is Opened:
                return cast("T", _read_all(result.opened))
            return cast("T", result)
        except BaseException as error:
            raise prune(error)  # noqa: B904 - it is the same exception

    def stream(self, operation: Operation[Any]) -> SyncStream:
        """Return a context manager over the chunks of a download."""
        return SyncStream(self, operation)

    def download(self, call: Operation[bytes]) -> Download:
        """Return a download of which nothing is fetched yet."""
        return Download(self, call)

    def items(self, paging: Paging[T]) -> Items[T]:
        """Return a lazy list."""
        return Items(self.run, paging)

    def open(self, operation: Operation[Any]) -> tuple[Opened, int]:
        """Carry a download out until its body begins."""
        try:
            if self.connections.pool.closed:
                msg = "this client is closed; make a new one, or keep it open for as long as it is used"
                raise ConfigurationError(msg)
            answer: Answer = self._drive(operation, self.context)
            return cast("Opened", answer.opened), answer.status
        except BaseException as error:
            raise prune(error)  # noqa: B904 - it is the same exception

    def _drive(self, flow: Flow[Any], context: Context, deadline: float | None = None) -> Any:
        steps = conduct(flow, context, deadline)
        opened: list[Opened] = []
        result: Any = None
        try:
            effect = steps.send(None)
            while True:
                try:
                    value = self._perform(effect, context)
                    if type(effect) is Send and value.opened is not None:
                        opened.append(value.opened)
                except Exception as error:
                    effect = steps.throw(error)
                else:
                    effect = steps.send(value)
        except StopIteration as stop:
            result = stop.value
            return result
        finally:
            end_flow(steps)
            for one in opened:
                if type(result) is not Answer or result.opened is not one:
                    one.close()

    def _perform(self, effect: Effect, context: Context) -> Any:
        if type(effect) is Send:
            return self.connections.send(effect)
        if isinstance(effect, Prepare):
            return StreamedBody(effect)
        if isinstance(effect, Sleep):
            self.connections.pool.sleep(effect.seconds)
            return None
        if isinstance(effect, Locked):
            return self._locked(effect, context)
        assert isinstance(effect, Call)  # noqa: S101 - there are no other effects
        return run_callable(effect.fn)

    def _locked(self, effect: Locked[Any], context: Context) -> Any:
        lock = self.connections.pool.locks.setdefault(effect.key, Gate(1))
        left = min(max(0.0, effect.deadline - time.monotonic()), LONGEST)
        place = lock.enter(left)
        if place is None:
            msg = "the deadline passed while another call was signing in"
            raise SendFailed(msg, sent=False, late=True)
        try:
            return self._drive(effect.flow, context, effect.deadline)
        finally:
            lock.leave(place)


def _read_all(opened: Opened) -> bytes:
    try:
        return b"".join(opened)
    finally:
        opened.close()


class SyncStream:
    """`with` over this gives an iterator of chunks; leaving the block frees the connection."""

    def __init__(self, runner: SyncRunner, operation: Operation[Any]) -> None:
        self._runner = runner
        self._operation = operation
        self._opened: Opened | None = None

    def __repr__(self) -> str:
        return f"<download of {self._operation!r}: use it in a `with` statement>"

    def __enter__(self) -> Iterator[bytes]:
        self._opened, _ = self._runner.open(self._operation)
        return self._opened

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._opened is not None:
            self._opened.close()
