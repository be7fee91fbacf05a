"""One piece of work after another: the core needs no locks."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Worker:
    """Does work in the order in which it is given, on a thread of its own.

    Where nothing waits, `try_here` does it in the thread that asks: a request is answered without going to another
    thread and back, which costs as much as the work.
    """

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="esignkit-sandbox-worker")
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self._given = 0

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

    def try_here(self) -> bool:
        """Take the turn for this thread, if nothing is under way or waits; `done_here` gives it back."""
        return self._given == 0 and self._turn.acquire(blocking=False)

    def done_here(self) -> None:
        """Give the turn back."""
        self._turn.release()

    def shutdown(self) -> None:
        """Finish what was given; take nothing more."""
        self._executor.shutdown(wait=True)

    def _count(self, change: int) -> None:
        with self._counting:
            self._given += change
