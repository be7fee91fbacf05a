"""One piece of work after another: the core needs no locks."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Worker:
    """Does work in the order in which it is given, on a thread of its own.

    Where nothing waits, `turn_here` lets it be done in the thread that asks: a request is answered without going to
    another thread and back, which costs as much as the work.
    """

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="esignkit-sandbox-worker")
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self._given = 0
        self._held = 0
        self._let_go = threading.Condition()
        self._ending = False
        self._idle: asyncio.Future[None] | None = None

    def submit(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Have work done after all that was given before.

        Raises:
            RuntimeError: The worker has been shut down.
        """

        def in_turn() -> _T:
            try:
                with self._turn:
                    return work(*args, **kwargs)
            finally:
                self._count(-1)

        self._count(1)
        try:
            return self._executor.submit(in_turn)
        except BaseException:
            self._count(-1)
            raise

    async def turn_here(self) -> bool:
        """Wait for all work that was given before, and take the turn for this thread; `done_here` gives it back.

        Returns:
            Whether it was taken: not where other work has been given meanwhile.
        """
        if self._try_here():
            return True
        if self._idle is None or self._idle.done() or self._idle.get_loop() is not asyncio.get_running_loop():
            self._idle = asyncio.wrap_future(self.submit(_nothing))
        await asyncio.shield(self._idle)  # all that wait go on at once, and none of them through the other thread
        return self._try_here()

    def _try_here(self) -> bool:
        return self._given == 0 and self._turn.acquire(blocking=False)

    def done_here(self) -> None:
        """Give the turn back."""
        self._turn.release()

    @contextmanager
    def held(self) -> Generator[None]:
        """Let a block give work again and again: what it has begun is finished before the worker is shut down.

        Raises:
            RuntimeError: The worker is being shut down.
        """
        with self._let_go:
            if self._ending:
                raise RuntimeError("the sandbox is being stopped")
            self._held += 1
        try:
            yield
        finally:
            with self._let_go:
                self._held -= 1
                self._let_go.notify_all()

    def shutdown(self) -> None:
        """Finish what was given; take nothing more."""
        with self._let_go:
            self._ending = True
            self._let_go.wait_for(lambda: not self._held)
        self._executor.shutdown(wait=True)

    def _count(self, change: int) -> None:
        with self._counting:
            self._given += change


def _nothing() -> None:
    """Be done when all that was given before is done."""
