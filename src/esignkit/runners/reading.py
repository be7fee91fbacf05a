"""How much of an answer is read, and what its breaking off means: the same in both modes."""

from __future__ import annotations

from collections.abc import Mapping

from esignkit.core.flow import Send, SendFailed
from esignkit.core.operation import Buffer
from esignkit.runners.connections import ERROR_BODY
from esignkit.runners.landing import Landing

__all__ = ["broken_landing", "length_of", "too_large", "wanted_of"]


def length_of(headers: Mapping[str, str]) -> int | None:
    """Return the length that an answer announces; None when it announces none that can be."""
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def wanted_of(send: Send, status: int, headers: Mapping[str, str]) -> int:
    """Return how much of the announced body will be read; the deadline grows by no more than that is worth."""
    length = length_of(headers) or 0
    if not 200 <= status < 300:
        return min(length, ERROR_BODY)
    return min(length, send.sink.cap) if isinstance(send.sink, Buffer) else length


def too_large(status: int, cap: int) -> SendFailed:
    """Say that an answer is longer than what is kept of one."""
    return SendFailed(f"the answer is larger than {cap >> 20} MiB", sent=True, fatal=True, status=status)


def broken_landing(error: Exception, landing: Landing, status: int) -> SendFailed:
    """Turn what ended a download into what flows know; one that cannot be taken back is not tried again."""
    late = isinstance(error, SendFailed) and error.late
    fatal = isinstance(error, SendFailed) and error.fatal
    return SendFailed(str(error), sent=True, fatal=fatal or not landing.replayable, late=late, status=status)
