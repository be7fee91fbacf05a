"""The head of a plain request, checked at one go.

What is taken for plain is a part of what h11 accepts, as in `plain_response`. h11 decides about all the rest, and says
what is wrong with it.
"""

from __future__ import annotations

from esignkit.runners.requests import Request

__all__ = ["VISIBLE", "is_plain"]

VISIBLE = bytes(range(ord("!"), ord("~") + 1))
"""What a request line can hold as its target."""
_IN_TOKENS = VISIBLE.translate(None, b'"(),/:;<=>?@[\\]{}')
_FRAMING = frozenset({b"content-length", b"transfer-encoding"})


def is_plain(request: Request) -> bool:
    """Whether a request is valid beyond doubt; the lengths among its headers are none of the caller's."""
    names = [name.lower() for name, _ in request.headers]
    return (
        request.method.isascii()
        and request.method.isalpha()
        and bool(request.target)
        and not request.target.translate(None, VISIBLE)
        and names.count(b"host") == 1
        and _FRAMING.isdisjoint(names)
        and all(_is_plain_header(name, value) for name, value in request.all_headers)
    )


def _is_plain_header(name: bytes, value: bytes) -> bool:
    return (
        bool(name)
        and not name.translate(None, _IN_TOKENS)
        and not value.translate(None, VISIBLE + b" ")
        and value == value.strip()
    )
