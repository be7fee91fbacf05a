"""Limits on reading a response, and what an incomplete one means: the same in both modes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from esignkit.core.flow import Send, SendFailed
from esignkit.core.operation import Buffer
from esignkit.errors import StreamError
from esignkit.runners.atomic_download import AtomicDownload
from esignkit.runners.connections import ERROR_BODY
from esignkit.runners.requests import ResponseHead, join_headers

__all__ = ["BaseIncoming", "BaseOpened", "enough", "extra_time", "failed_download", "too_large"]


class BaseIncoming:
    """The body of one response, decoded, as it comes; its failures are `SendFailed`.

    Attributes:
        connections: Whose exchange it is.
        way: What carries it.
        status: HTTP status.
        headers: The response's headers.
        encoding: How the body is encoded.
        length: The length that is announced for it, as it is sent; None when none is announced that can be.
    """

    connections: Any
    way: Any

    def __init__(self, connections: object, way: object, head: ResponseHead) -> None:
        self.connections = connections
        self.way = way
        self.status: int = head.status
        self.headers: dict[str, str] = join_headers(head.headers)
        self.encoding: str | None = self.headers.get("content-encoding")
        self.length: int | None = _length_of(self.headers)

    @property
    def size(self) -> int | None:
        """The length of the decoded body; None when nobody has said it."""
        return self.length if self.encoding is None else None


class BaseOpened:
    """A download handed over unread. It keeps its connection and its permit until it is closed.

    Only time spent waiting for the server counts towards the deadline, not what the caller does between two chunks.
    """

    _incoming: Any

    def __init__(self, incoming: BaseIncoming, left: float) -> None:
        self._incoming = incoming
        self._left = left
        self._closed = False

    def _broke_off(self, text: str) -> StreamError:
        msg = f"the download broke off: {text}"
        return StreamError(msg, status=self._incoming.status)


def _length_of(headers: Mapping[str, str]) -> int | None:
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def extra_time(send: Send, incoming: BaseIncoming) -> float:
    """Return the seconds that the announced body is worth; what will not be read of it counts for nothing."""
    length = incoming.length or 0
    if not 200 <= incoming.status < 300:
        length = min(length, ERROR_BODY)
    elif type(send.sink) is Buffer and length > send.sink.cap:
        length = send.sink.cap
    return length * send.per_byte


def too_large(status: int, cap: int) -> SendFailed:
    """Say that a response is longer than what is kept of one."""
    return SendFailed(f"the answer is larger than {cap >> 20} MiB", sent=True, fatal=True, status=status)


def enough(incoming: BaseIncoming, size: int, limit: int, *, whole: bool) -> bool:
    """Whether a body that has come to its limit is read no further.

    Raises:
        SendFailed: It is beyond the limit, and all of it is needed.
    """
    if whole and size > limit:
        raise too_large(incoming.status, limit)
    return not whole


def failed_download(error: Exception, download: AtomicDownload, status: int) -> SendFailed:
    """Turn what ended a download into what flows know; one that cannot be taken back is not tried again."""
    late = isinstance(error, SendFailed) and error.late
    fatal = isinstance(error, SendFailed) and error.fatal
    return SendFailed(str(error), sent=True, fatal=fatal or not download.replayable, late=late, status=status)
