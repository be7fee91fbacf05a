"""Reads a source that may block, such as a pipe, in a thread of its own.

A call does not wait for it beyond its deadline, and the process can end while the thread still waits.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator

from esignkit.runners.streamed_body import StreamedBody

__all__ = ["BackgroundReader", "SourceBlocks"]


class BackgroundReader:
    """Reads one block at a time, on request.

    Args:
        blocks: The source; iterated in the thread.
    """

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._requests: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._ready: queue.SimpleQueue[bytes | Exception | None] = queue.SimpleQueue()
        self._requested = False
        self._results: list[bytes | Exception | None] = []
        threading.Thread(
            target=_read, args=(blocks, self._requests, self._ready), name="esignkit-source", daemon=True
        ).start()

    def wait(self, seconds: float) -> bool:
        """Wait for the next block, `seconds` at most; False when there is none by then."""
        if self._results:
            return True
        if not self._requested:
            self._requested = True
            self._requests.put(True)
        try:
            self._results.append(self._ready.get(timeout=seconds))
        except queue.Empty:
            return False
        return True

    def take(self) -> bytes | None:
        """Return the block that was waited for; None at the end.

        Raises:
            Exception: What reading raised.
        """
        self._requested = False
        result = self._results.pop()
        if isinstance(result, Exception):
            raise result
        return result

    def close(self) -> None:
        """Stop. A thread that is reading ends when its source returns, or with the process."""
        self._requests.put(False)

    def __del__(self) -> None:
        self.close()


def _read(
    blocks: Iterator[bytes], requests: queue.SimpleQueue[bool], ready: queue.SimpleQueue[bytes | Exception | None]
) -> None:
    while requests.get():
        try:
            ready.put(next(blocks, None))
        except Exception as error:  # `take` raises it
            ready.put(error)


class SourceBlocks:
    """The blocks of a body that is being sent. A source that may block is read in a thread of its own."""

    def __init__(self, body: StreamedBody) -> None:
        self._reader = BackgroundReader(iter(body)) if body.waits else None
        self._walk: Iterator[bytes] = iter(()) if body.waits else iter(body)

    def close(self) -> None:
        """Stop reading."""
        if self._reader is not None:
            self._reader.close()
