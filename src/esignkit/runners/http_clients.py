"""Custom HTTP clients: the required interface, and which are refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from esignkit.errors import ConfigurationError

__all__ = ["SendsAsync", "SendsSync", "refuse_mode"]


class SendsSync(Protocol):
    """What an HTTP client of the caller's must offer: `httpx.Client` and `httpx2.Client` do."""

    @property
    def build_request(self) -> Callable[..., object]:
        """Make a request."""
        ...

    @property
    def send(self) -> Callable[..., object]:
        """Send it."""
        ...

    def close(self) -> None:
        """Close the client; never called by this SDK."""
        ...


class SendsAsync(Protocol):
    """The same for awaiting: `httpx.AsyncClient` and `httpx2.AsyncClient` do."""

    @property
    def build_request(self) -> Callable[..., object]:
        """Make a request."""
        ...

    @property
    def send(self) -> Callable[..., Awaitable[object]]:
        """Send it."""
        ...

    async def aclose(self) -> None:
        """Close the client; never called by this SDK."""
        ...


def refuse_mode(client: object, wanted: str) -> None:
    """Refuse a client of the other mode.

    Raises:
        TypeError: It is one.
        ConfigurationError: It is no HTTP client at all.
    """
    awaits = callable(getattr(client, "aclose", None))
    blocks = callable(getattr(client, "close", None))
    if wanted == "sync" and awaits and not blocks:
        msg = "http_client is an asynchronous client; give httpx.Client(), or use the Async… class of this SDK"
        raise TypeError(msg)
    if wanted == "async" and blocks and not awaits:
        msg = "http_client is a blocking client; give httpx.AsyncClient(), or use the class of this SDK without Async"
        raise TypeError(msg)
    if not callable(getattr(client, "build_request", None)) or not callable(getattr(client, "send", None)):
        msg = "http_client must be an httpx client (build_request, send, close or aclose)"
        raise ConfigurationError(msg)
