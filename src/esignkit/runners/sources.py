"""Reading a source that may block, such as a pipe: in its own thread, which can be abandoned.

No call waits for it beyond its deadline, and the process can end while it still waits.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator

from esignkit.runners.bodies import StreamedBody

__all__ = ["BackgroundReader", "SourceBlocks"]


class BackgroundReader:
    """Fetches one block at a time, when it is wanted.

    Args:
        blocks: Where they come from; asked in the thread.
    """

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._wanted: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._ready: queue.SimpleQueue[bytes | Exception | None] = queue.SimpleQueue()
        self._asked = False
        self._got: list[bytes | Exception | None] = []
        threading.Thread(
            target=_read, args=(blocks, self._wanted, self._ready), name="esignkit-source", daemon=True
        ).start()

    def wait(self, seconds: float) -> bool:
        """Wait for the next block, for so many seconds at most; False when it has not come."""
        if self._got:
            return True
        if not self._asked:
            self._asked = True
            self._wanted.put(True)
        try:
            self._got.append(self._ready.get(timeout=seconds))
        except queue.Empty:
            return False
        return True

    def take(self) -> bytes | None:
        """Return the block that was waited for; None at the end.

        Raises:
            Exception: What reading raised.
        """
        self._asked = False
        got = self._got.pop()
        if isinstance(got, Exception):
            raise got
        return got

    def close(self) -> None:
        """Want no more. A thread that is reading ends when its source gives something, or with the process."""
        self._wanted.put(False)

    def __del__(self) -> None:
        self.close()


def _read(
    blocks: Iterator[bytes], wanted: queue.SimpleQueue[bool], ready: queue.SimpleQueue[bytes | Exception | None]
) -> None:
    while wanted.get():
        try:
            ready.put(next(blocks, None))
        except Exception as error:  # raised again where it is waited for
            ready.put(error)


class SourceBlocks:
    """The blocks of a body that is being sent. A source that may never give any is read by a thread of its own."""

    def __init__(self, body: StreamedBody) -> None:
        self._reader = BackgroundReader(iter(body)) if body.waits else None
        self._walk: Iterator[bytes] = iter(()) if body.waits else iter(body)

    def close(self) -> None:
        """Want no more."""
        if self._reader is not None:
            self._reader.close()
