"""HTTP clients of the caller's: the interface that they need, and whether a library is as it was."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import FunctionType
from typing import Any, NoReturn, Protocol, TypeVar

from esignkit.errors import ConfigurationError

__all__ = ["SendsAsync", "SendsSync", "is_own", "refuse_mode", "refuses_other_mode"]

T = TypeVar("T")


class SendsSync(Protocol):
    """The interface of an HTTP client for a sync client: `httpx.Client` and `httpx2.Client` have it."""

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
    """The interface of an HTTP client for an async client: `httpx.AsyncClient` and `httpx2.AsyncClient` have it."""

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


_OWN: set[object] = set()
"""Methods of HTTP libraries that are their own; there are only a few."""


def refuse_mode(client: object, mode: str) -> None:
    """Refuse an HTTP client of the other mode.

    Raises:
        TypeError: It is sync and must be async, or the other way round.
        ConfigurationError: It is no HTTP client.
    """
    awaits = callable(getattr(client, "aclose", None))
    blocks = callable(getattr(client, "close", None))
    if mode == "sync" and awaits and not blocks:
        msg = "http_client is an asynchronous client; give httpx.Client(), or use the Async… class of this SDK"
        raise TypeError(msg)
    if mode == "async" and blocks and not awaits:
        msg = "http_client is a blocking client; give httpx.AsyncClient(), or use the class of this SDK without Async"
        raise TypeError(msg)
    if not callable(getattr(client, "build_request", None)) or not callable(getattr(client, "send", None)):
        msg = "http_client must be an httpx client (build_request, send, close or aclose)"
        raise ConfigurationError(msg)


def refuses_other_mode(cls: type[T]) -> type[T]:
    """Let a class that `with` takes refuse `async with`, or the other way round, in words that say which is right.

    Args:
        cls: The class. Checkers refuse the other one by themselves.
    """
    right, wrong, method = ("with", "async with", "a") if "__enter__" in vars(cls) else ("async with", "with", "")

    def refuse(self: object) -> NoReturn:
        """Refuse, as soon as the method is looked up: who asks whether there is one gets told that there is none.

        Raises:
            TypeError: Always.
        """
        from esignkit.names.near_names import NoSuchMethod  # only mistakes need it, and questions

        name = type(self).__name__
        other = name.removeprefix("Async") if wrong == "with" else f"Async{name}"
        raise NoSuchMethod(f"{name} takes `{right}`, as in `{right} {name}(…) as x:`; `{wrong}` is for {other}")

    setattr(cls, f"__{method}enter__", property(refuse))
    return cls


def is_own(owner: Any, method: str, package: str) -> bool:
    """Whether a method is the library's own. Its globals tell; wrappers copy `__module__`."""
    if owner is None:
        return True
    function = getattr(owner, method, None)
    if type(function) is not FunctionType:
        return False
    if function in _OWN:
        return True
    own = str(function.__globals__.get("__name__")).startswith(package + ".")
    if own:
        _OWN.add(function)
    return own
