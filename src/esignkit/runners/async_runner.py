"""The async runner, for asyncio and trio."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Generator
from types import TracebackType
from typing import Any, TypeVar, cast

import anyio
import anyio.to_thread

from esignkit.core.context import Context
from esignkit.core.download import AsyncDownload
from esignkit.core.exchange import interpret
from esignkit.core.flow import Call, Flow, Locked, Prepare, Primitive, Response, Send, Sleep
from esignkit.core.operation import Operation
from esignkit.core.paging import AsyncItems, Paging
from esignkit.core.redaction import strip_frames
from esignkit.runners.async_exchange import AsyncConnections, ResponseStream
from esignkit.runners.base import BaseRunner, end_flow, is_coroutine_function, time_left, too_late
from esignkit.runners.streamed_body import StreamedBody
from esignkit.runners.time_limit import LONGEST

__all__ = ["AsyncRunner"]

T = TypeVar("T")
_in_thread = anyio.to_thread.run_sync


async def _await_callable(fn: Callable[[], Any]) -> Any:
    """Call foreign code: a coroutine function here, anything else in a thread, for it may block."""
    if is_coroutine_function(fn):
        return await fn()
    (value,) = await _in_thread(lambda: (fn(),), abandon_on_cancel=True)  # in a tuple: trio refuses a bare coroutine
    return await value if inspect.isawaitable(value) else value


class AsyncRunner(BaseRunner[AsyncConnections]):
    """Carries flows out, awaiting."""

    mode = "async"

    async def run(self, flow: Flow[T], context: Context | None = None) -> T:
        """Carry a flow out and return its result."""
        try:
            self.check_open()
            result: Any = await self._drive(flow, context or self.context)
            if type(result) is Response and type(result.stream) is ResponseStream:
                result = await _read_all(result.stream)
            return cast("T", result)
        except BaseException as error:
            raise strip_frames(error)  # noqa: B904 - it is the same exception

    def stream(self, operation: Operation[Any]) -> AsyncStream:
        """Return a context manager over the chunks of a download."""
        return AsyncStream(self, operation)

    def download(self, call: Operation[bytes]) -> AsyncDownload:
        """Return a download that is not fetched yet."""
        return AsyncDownload(self, call)

    def items(self, paging: Paging[T]) -> AsyncItems[T]:
        """Return a lazy list."""
        return AsyncItems(self.run, paging)

    async def open(self, operation: Operation[Any]) -> ResponseStream:
        """Make the call of a download, up to the beginning of its body."""
        try:
            self.check_open()
            response: Response = await self._drive(operation, self.context)
            return cast("ResponseStream", response.stream)
        except BaseException as error:
            raise strip_frames(error)  # noqa: B904 - it is the same exception

    async def _drive(self, flow: Flow[Any], context: Context, deadline: float | None = None) -> Any:
        steps: Generator[Any, Any, Any] = interpret(flow, context, deadline)  # it carries out all but primitives
        streams: list[ResponseStream] = []
        result: Any = None
        try:
            effect = steps.send(None)
            while True:
                try:
                    value = await self._perform(effect, context)
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
                    await stream.close()

    async def _perform(self, effect: Primitive, context: Context) -> Any:
        if type(effect) is Send:
            return await self.connections.send(effect)
        if isinstance(effect, Prepare):
            return await _in_thread(StreamedBody, effect)
        if isinstance(effect, Sleep):
            return await self._sleep(effect.seconds)
        if isinstance(effect, Locked):
            return await self._locked(effect, context)
        assert isinstance(effect, Call)  # noqa: S101 - there are no other effects
        return await self._call(effect)

    async def _call(self, effect: Call[Any]) -> Any:
        if effect.deadline is None:
            return await _await_callable(effect.fn)
        with anyio.move_on_after(time_left(effect.deadline)):
            return await _await_callable(effect.fn)
        raise too_late("a token was awaited")

    async def _sleep(self, seconds: float) -> None:
        state = self.connections.pool.state()
        with anyio.CancelScope() as scope:  # closing the client wakes it up
            state.scopes.add(scope)
            try:
                await anyio.sleep(min(max(0.0, seconds), LONGEST))
            finally:
                state.scopes.discard(scope)

    async def _locked(self, effect: Locked[Any], context: Context) -> Any:
        lock = self.connections.pool.state().locks.setdefault(effect.key, anyio.Lock(fast_acquire=True))
        acquired = False
        with anyio.move_on_after(time_left(effect.deadline)):
            await lock.acquire()
            acquired = True
        if not acquired:
            raise too_late("another call was signing in")
        try:
            return await self._drive(effect.flow, context, effect.deadline)
        finally:
            lock.release()


async def _read_all(stream: ResponseStream) -> bytes:
    try:
        return b"".join([chunk async for chunk in stream])
    finally:
        await stream.close()


class AsyncStream:
    """`async with` over this gives an async iterator of chunks; leaving the block frees the connection."""

    def __init__(self, runner: AsyncRunner, operation: Operation[Any]) -> None:
        self._runner = runner
        self._operation = operation
        self._stream: ResponseStream | None = None

    def __repr__(self) -> str:
        return f"<download of {self._operation!r}: use it in an `async with` statement>"

    async def __aenter__(self) -> AsyncIterator[bytes]:
        self._stream = await self._runner.open(self._operation)
        return self._stream

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._stream is not None:
            await self._stream.close()
