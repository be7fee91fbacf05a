"""Keeping the leases of the events that this process is handling."""

from __future__ import annotations

import contextlib
import inspect
import threading
from collections.abc import Callable, Generator
from types import TracebackType
from typing import TYPE_CHECKING, Self

import anyio
import anyio.to_thread

from esignkit.core.logs import logger

if TYPE_CHECKING:
    from esignkit.inbox.storage import Storage
    from esignkit.inbox.values import StoredEvent

__all__ = ["Leases", "run_to_the_end"]

_logger = logger.getChild("inbox")


class Leases:
    """Extends leases in a thread of its own, so that a slow handler keeps its event as long as the process lives."""

    def __init__(self, storage: Storage, lease: float) -> None:
        self._storage = storage
        self._lease = lease
        self._claims: set[str] = set()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._extend, name="esignkit-inbox-leases", daemon=True)

    @contextlib.contextmanager
    def keep(self, event: StoredEvent) -> Generator[None]:
        """Extend the lease of an event while the block runs; give the claim back when it is broken off."""
        self._claims.add(event.claim)
        try:
            yield
        except BaseException:
            self._storage.release(event)
            raise
        finally:
            self._claims.discard(event.claim)

    def _extend(self) -> None:
        while not self._ended.wait(self._lease / 3):
            claims = list(self._claims)
            if claims:
                try:
                    self._storage.extend(claims, self._lease)
                except Exception:  # the next turn may come through; if none does, another worker takes over
                    _logger.exception("leases could not be extended")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()


async def run_to_the_end(function: Callable[[], object]) -> None:
    """Call a function in a thread, and return or raise when it has ended, even where that is cancelled.

    A thread cannot be broken off, and an event must not be given back while its handler runs. The thread belongs to a
    task of its own, because asyncio's `Task.cancel()` passes through anyio's shields.

    Args:
        function: The function; what it returns is awaited where that can be.
    """
    errors: list[Exception] = []

    async def run() -> None:
        with anyio.CancelScope(shield=True):
            try:
                (result,) = await anyio.to_thread.run_sync(lambda: (function(),))  # trio refuses a bare coroutine
                if inspect.isawaitable(result):
                    await result
            except Exception as error:
                errors.append(error)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(run)
    for error in errors:
        raise error
