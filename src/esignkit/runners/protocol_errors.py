"""What may be wrong with an exchange as HTTP. h11's own errors become these, so that nobody else has to load it."""

from __future__ import annotations

__all__ = ["LocalProtocolError", "RemoteProtocolError"]


class LocalProtocolError(Exception):
    """The request is not valid HTTP; nothing of it was sent."""


class RemoteProtocolError(Exception):
    """The response is not HTTP, or is cut off."""
