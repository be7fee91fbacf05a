"""Limits on reading a response, and what an incomplete one means: the same in both modes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from esignkit.core.flow import Send, SendFailed
from esignkit.core.operation import Buffer
from esignkit.errors import StreamError
from esignkit.runners.connections import ERROR_BODY
from esignkit.runners.requests import ResponseHead

if TYPE_CHECKING:
    from esignkit.runners.atomic_download import AtomicDownload

__all__ = [
    "BaseResponseBody",
    "BaseResponseStream",
    "extra_time",
    "failed_download",
    "reached_limit",
    "too_large",
]


class BaseResponseBody:
    """The body of one response, decoded, as it comes; its failures are `SendFailed`.

    Attributes:
        connections: The connections that carry the exchange.
        transport: What carries it.
        status: HTTP status.
        headers: The response's headers.
        encoding: How the body is encoded.
        length: `Content-Length`, of the encoded body; None without a valid one.
    """

    connections: Any
    transport: Any

    def __init__(self, connections: object, transport: object, head: ResponseHead) -> None:
        self.connections = connections
        self.transport = transport
        self.status: int = head.status
        self.headers: dict[str, str] = head.headers
        self.encoding: str | None = self.headers.get("content-encoding")
        self.length: int | None = _length_of(self.headers)

    @property
    def size(self) -> int | None:
        """The length of the decoded body; None when it is not known."""
        return self.length if self.encoding is None else None


class BaseResponseStream:
    """A response body handed over unread. It keeps its connection and its permit until it is closed.

    Only time spent waiting for the server counts towards the deadline, not what the caller does between two chunks.

    Attributes:
        remaining: Seconds of waiting that are left.
    """

    _body: Any

    def __init__(self, body: BaseResponseBody, remaining: float) -> None:
        self._body = body
        self.remaining = remaining
        self._closed = False

    def _broke_off(self, text: str) -> StreamError:
        msg = f"the download broke off: {text}"
        return StreamError(msg, status=self._body.status)


def _length_of(headers: Mapping[str, str]) -> int | None:
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def extra_time(send: Send, body: BaseResponseBody) -> float:
    """Return the seconds to add to the deadline for the announced body; only what will be read of it counts."""
    length = body.length or 0
    if not 200 <= body.status < 300:
        length = min(length, ERROR_BODY)
    elif type(send.sink) is Buffer and length > send.sink.cap:
        length = send.sink.cap
    return length * send.per_byte


def too_large(status: int, cap: int) -> SendFailed:
    """Return the error of a response that is longer than the limit."""
    return SendFailed(f"the response is larger than {cap >> 20} MiB", sent=True, fatal=True, status=status)


def reached_limit(body: BaseResponseBody, size: int, limit: int, *, whole: bool) -> bool:
    """Whether to stop reading a body that is as long as the limit.

    Raises:
        SendFailed: It is longer, and all of it is needed.
    """
    if whole and size > limit:
        raise too_large(body.status, limit)
    return not whole


def failed_download(error: Exception, download: AtomicDownload, status: int) -> SendFailed:
    """Turn the error that ended a download into a `SendFailed`; fatal when what was written cannot be taken back."""
    timed_out = isinstance(error, SendFailed) and error.timed_out
    fatal = isinstance(error, SendFailed) and error.fatal
    return SendFailed(str(error), sent=True, fatal=fatal or not download.replayable, timed_out=timed_out, status=status)
