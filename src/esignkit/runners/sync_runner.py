"""The sync runner."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from types import TracebackType
from typing import Any, TypeVar, cast

from esignkit.core.context import Context
from esignkit.core.download import Download
from esignkit.core.exchange import interpret
from esignkit.core.flow import Call, Flow, Locked, Prepare, Primitive, Response, Send, Sleep
from esignkit.core.operation import Operation
from esignkit.core.paging import Items, Paging
from esignkit.core.redaction import strip_frames
from esignkit.runners.base import BaseRunner, end_flow, is_coroutine_function, time_left, too_late
from esignkit.runners.semaphore import Semaphore
from esignkit.runners.streamed_body import StreamedBody
from esignkit.runners.sync_exchange import ResponseStream, SyncConnections

__all__ = ["SyncRunner"]

T = TypeVar("T")


def run_callable(fn: Callable[[], Any]) -> Any:
    """Call a function of the caller's.

    Raises:
        TypeError: It is a coroutine function, or returns an awaitable.
    """
    import inspect  # as in `is_coroutine_function`

    msg = "this callable is asynchronous (a coroutine function); use the async client, or give a plain function"
    if is_coroutine_function(fn):
        raise TypeError(msg)
    value = fn()
    if value is not None and inspect.isawaitable(value):
        close = getattr(value, "close", None)
        if callable(close):
            close()
        raise TypeError(msg)
    return value


class SyncRunner(BaseRunner[SyncConnections]):
    """Carries flows out, blocking."""

    mode = "sync"

    def run(self, flow: Flow[T], context: Context | None = None) -> T:
        """Carry a flow out and return its result."""
        try:
            self.check_open()
            result: Any = self._drive(flow, context or self.context)
            if type(result) is Response and type(result.stream) is ResponseStream:
                result = _read_all(result.stream)
            return cast("T", result)
        except BaseException as error:
            raise strip_frames(error)  # noqa: B904 - it is the same exception

    def stream(self, operation: Operation[Any]) -> SyncStream:
        """Return a context manager over the chunks of a download."""
        return SyncStream(self, operation)

    def download(self, call: Operation[bytes]) -> Download:
        """Return a download that is not fetched yet."""
        return Download(self, call)

    def items(self, paging: Paging[T]) -> Items[T]:
        """Return a lazy list."""
        return Items(self.run, paging)

    def open(self, operation: Operation[Any]) -> tuple[ResponseStream, int]:
        """Make the call of a download, up to the beginning of its body."""
        try:
            self.check_open()
            response: Response = self._drive(operation, self.context)
            return cast("ResponseStream", response.stream), response.status
        except BaseException as error:
            raise strip_frames(error)  # noqa: B904 - it is the same exception

    def _drive(self, flow: Flow[Any], context: Context, deadline: float | None = None) -> Any:
        steps: Generator[Any, Any, Any] = interpret(flow, context, deadline)  # it carries out all but primitives
        streams: list[ResponseStream] = []
        result: Any = None
        try:
            effect = steps.send(None)
            while True:
                try:
                    value = self._perform(effect, context)
                    if type(effect) is Send and value.stream is not None:
                        streams.append(value.stream)
                except Exception as error:
                    effect = steps.throw(error)
                else:
                    effect = steps.send(value)
        except StopIteration as stop:
            result = stop.value
            return result
        finally:
            end_flow(steps)
            for stream in streams:
                if type(result) is not Response or result.stream is not stream:
                    stream.close()

    def _perform(self, effect: Primitive, context: Context) -> Any:
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
        lock = self.connections.pool.locks.setdefault(effect.key, Semaphore(1))
        permit = lock.acquire(time_left(effect.deadline))
        if permit is None:
            raise too_late("another call was signing in")
        try:
            return self._drive(effect.flow, context, effect.deadline)
        finally:
            lock.release(permit)


def _read_all(stream: ResponseStream) -> bytes:
    try:
        return b"".join(stream)
    finally:
        stream.close()


class SyncStream:
    """`with` over this gives an iterator of chunks; leaving the block frees the connection."""

    def __init__(self, runner: SyncRunner, operation: Operation[Any]) -> None:
        self._runner = runner
        self._operation = operation
        self._stream: ResponseStream | None = None

    def __repr__(self) -> str:
        return f"<download of {self._operation!r}: use it in a `with` statement>"

    def __enter__(self) -> Iterator[bytes]:
        self._stream, _ = self._runner.open(self._operation)
        return self._stream

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._stream is not None:
            self._stream.close()
