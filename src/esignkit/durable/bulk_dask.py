"""A Dask cluster as an executor, through a connection of its own."""

from __future__ import annotations

import contextlib
import functools
import importlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, InvalidStateError
from typing import Any, ParamSpec, TypeVar

from esignkit.extras import is_installed, missing_extra

__all__ = ["DaskExecutor"]

P = ParamSpec("P")
T = TypeVar("T")

SCHEDULER = 60.0
"""Seconds that a scheduler has to come, or to come back."""
_PAUSE = 0.1


class DaskExecutor(Executor):
    """Hands calls to a cluster. Each future ends, also where the scheduler was lost: Dask's own executor forgets some.

    Args:
        address: The scheduler's.

    Raises:
        MissingExtraError: `distributed` is not installed.
        OSError: There is no scheduler.
    """

    def __init__(self, address: str) -> None:
        if not is_installed("distributed"):
            raise missing_extra("A Dask scheduler as executor", "dask", "distributed")
        self._client: Any = _connected(address)
        self._lock = threading.Lock()
        self._pending: set[Future[Any]] = set()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand a call to the cluster."""
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()  # what the cluster has may be running, and ends there
        task: Any = self._client.submit(fn, *args, pure=False, **kwargs)
        with self._lock:
            self._pending.add(future)

        def ended(done: Any) -> None:
            self._end(future, functools.partial(_result_of, done))

        task.add_done_callback(ended)
        return future

    def _end(self, future: Future[T], result: Callable[[], T]) -> None:
        with self._lock:
            self._pending.discard(future)
        with contextlib.suppress(InvalidStateError):  # it was given up meanwhile
            try:
                value = result()
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(value)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Close the connection; calls that have not ended are given up."""
        self._client.close(timeout=1)
        with self._lock:
            lost, self._pending = self._pending, set()
        for future in lost:
            with contextlib.suppress(InvalidStateError):
                future.set_exception(ConnectionError("the connection to Dask's scheduler was closed"))


def _result_of(task: Any) -> Any:
    """Return what a call returned, or raise what it raised.

    Raises:
        ConnectionError: The cluster does not tell. Where its client is closed meanwhile, Dask raises whatever comes of
            that, such as an `UnboundLocalError` of its own.
    """
    try:
        return task.result(SCHEDULER)
    except BaseException as error:
        if task.status == "error":  # the call's own, or that its workers died
            raise
        msg = f"Dask lost the result of a call: {type(error).__name__}: {error}"
        raise ConnectionError(msg) from error


def _connected(address: str) -> Any:
    """Return a connection. A scheduler that is gone by the time that it should answer is one that has to come back.

    Raises:
        OSError: There is none.
    """
    client: Any = importlib.import_module("distributed").Client
    end = time.monotonic() + SCHEDULER
    while True:
        try:
            return client(address, timeout=max(_PAUSE, end - time.monotonic()), set_as_default=False)
        except OSError:
            if time.monotonic() + _PAUSE >= end:
                raise
            time.sleep(_PAUSE)
