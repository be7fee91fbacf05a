"""The head of a plain response, read at one go.

Many responses are plain: HTTP/1.1, a final status, one `Content-Length`, and a head that is all there in the first
bytes. h11 takes two hundred function calls for them, a third of a whole call; here it takes a few. What is taken for
plain is a part of what h11 accepts, and means the same to both. All other bytes are left to h11, which also decides
what is no HTTP: whatever is only a little odd is not plain.
"""

from __future__ import annotations

import re

from esignkit.core.value_objects import Shown, frozen
from esignkit.runners.requests import COOKIES, ResponseHead

__all__ = ["PlainResponse", "read_plain"]

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_HEAD = re.compile(
    rb"HTTP/1\.1 ([2-9][0-9]{2})(?: [\t -~]*)?\r\n((?:" + _TOKEN + rb":[\t -~]*\r\n)+)\r\n",
)
"""A head in ASCII, without folded lines, whose lines end as they should."""
_LENGTH = re.compile(r"[0-9]{1,15}")
_NO_BODY = (204, 304)
"""Statuses whose responses have no body, whatever the headers say."""


@frozen(eq=False, repr=False)
class PlainResponse(Shown):
    """A response whose end is known from its head."""

    head: ResponseHead
    length: int
    """Bytes of its body."""
    start: int
    """Where the body begins in what was received."""


def read_plain(data: bytes) -> PlainResponse | None:
    """Read the head of the response to a request that is not a HEAD; None when it is not plain.

    Args:
        data: What came first.
    """
    match = _HEAD.match(data)
    if match is None:
        return None
    status = int(match[1])
    headers: dict[str, str] = {}
    length: int | None = None
    for line in match[2].decode("ascii").splitlines():
        name, _, value = line.partition(":")
        name, value = name.lower(), value.strip()
        if name == "content-length":
            if length is not None or not _LENGTH.fullmatch(value):
                return None
            length = int(value)
        elif name == "transfer-encoding" or (name == "connection" and value.lower() != "keep-alive"):
            return None
        if name not in COOKIES:
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    if length is None or status in _NO_BODY:
        return None
    return PlainResponse(ResponseHead(status, headers), length, match.end())
