"""Shared by both modes: the service's addresses, and whether a call uses the pool or an httpx client.

There are two ways and no third. Calls go over connections of our own, which speak h11. They go through an httpx or
httpx2 client where the caller brings one, where the environment names a proxy, and where a mock library has taken the
place of httpx's transport, so that tests written against httpx keep working.
"""

from __future__ import annotations

import contextlib
import sys
import time
import warnings
import weakref
from types import FunctionType
from typing import Any, ClassVar, Generic, TypeVar

from esignkit.core.flow import Send, SendFailed
from esignkit.errors import ConfigurationError
from esignkit.runners.failures import CLOSED, Broken, failure
from esignkit.runners.http11 import LONGEST
from esignkit.runners.pool import BasePool
from esignkit.runners.proxies import proxy_for
from esignkit.runners.requests import Origin, Request, make_request
from esignkit.runners.tls import context_for

__all__ = ["ERROR_BODY", "Connections", "mocked_library"]

ERROR_BODY = 64 * 1024
"""Bytes of a response that is not a success: the most that is kept."""
LAST_PORT = 65535

P = TypeVar("P", bound=BasePool[Any])
W = TypeVar("W")
"""What carries one exchange, either way."""

_MOCKED = {
    "sync": ("HTTPTransport", "ConnectionPool", "handle_request"),
    "async": ("AsyncHTTPTransport", "AsyncConnectionPool", "handle_async_request"),
}
"""Where mock libraries put themselves: pytest-httpx at the transport, respx and vcrpy at httpcore's pool."""


def mocked_library(mode: str) -> Any:
    """Return httpx or httpx2, where a mock library has taken the place of its way to the network; else None.

    Args:
        mode: `sync` or `async`.
    """
    modules = sys.modules
    transport, pool, method = _MOCKED[mode]
    for name, core in (("httpx", "httpcore"), ("httpx2", "httpcore2")):
        library = modules.get(name)
        if library is None:
            continue
        replaced = not _is_own(getattr(library, transport, None), method, name)
        if replaced or not _is_own(getattr(modules.get(core), pool, None), method, core):
            return library
    return None


def _is_own(owner: Any, method: str, package: str) -> bool:
    """Whether a method is the library's own: its module by name says nothing, since wrappers copy that."""
    if owner is None:
        return True
    function = getattr(owner, method, None)
    return type(function) is FunctionType and str(function.__globals__.get("__name__")).startswith(package + ".")


class Connections(Generic[P, W]):
    """Base of the two: everything about talking to one service that does not wait.

    Args:
        base_url: Address of the service.
        root_url: Address that calls at the root go to; the host of `base_url` when not given.
        http_client: A client of the caller's that all calls go through.
        max_connections: Connections at most at a time; the mode's own limit when not given.
        trust_env: Whether proxies and certificate files named in the environment are used.
        library: httpx or httpx2: clients of this library carry every call. None: only where it has to be so.
    """

    mode: ClassVar[str]
    """`sync` or `async`."""
    limit: ClassVar[int]
    """Connections when the caller names no number."""
    pool_type: ClassVar[type[Any]]
    connection_type: ClassVar[type[Any]]
    client_exchange_type: ClassVar[type[Any]]
    how_to_close: ClassVar[str]
    """Said of a client that was not closed."""

    def __init__(
        self,
        base_url: str,
        root_url: str | None = None,
        *,
        http_client: object = None,
        max_connections: int | None = None,
        trust_env: bool = True,
        library: Any = None,
    ) -> None:
        import httpx

        self.client: Any = http_client
        self.trust_env = trust_env
        self.library: Any = library or _library_of(http_client) or httpx
        self._always_client = http_client is not None or library is not None
        self.base: Origin = Origin.parse(self.library, base_url)
        self._root_url = root_url
        self._root: Origin | None = None
        self._elsewhere: dict[str, Origin] = {}
        self.pool: P = self.pool_type(max_connections or self.limit)
        self._finalizer = weakref.finalize(self, _unclosed, self.pool, self.base.host, self.how_to_close)
        self._finalizer.atexit = False

    def time_for(self, send: Send) -> float:
        """Return for how many seconds a call may go on.

        Raises:
            SendFailed: For none, or the client is closed.
        """
        if self.pool.closed:
            raise SendFailed(CLOSED, sent=False, fatal=True)
        left = min(send.deadline - time.monotonic(), LONGEST)
        if left <= 0:
            raise SendFailed("the deadline passed", sent=False, late=True)
        return left

    def begin(self, send: Send) -> tuple[W, Request]:
        """Return what carries a call, ready for it, and the call as a request."""
        origin = self.origin(at_root=send.at_root)
        request = make_request(send, origin)
        way: Any = self._way(origin)
        way.begin(send.deadline, send.idle_limit)
        return way, request

    def _way(self, origin: Origin) -> Any:
        """Return what carries a call: a client of the HTTP library's, a connection that is idle, or a new one."""
        library = self.client_library(origin)
        if library is not None:
            return self.client_exchange_type(self, origin, library)
        connection: Any = self.pool.idle.take(origin)
        if connection is None:
            self.pool.opened += 1
            connection = self.connection_type(origin)
        return connection

    def origin(self, *, at_root: bool | str) -> Origin:
        """Return where a call goes: below the base URL, below the host's root, or below another address."""
        if not at_root:
            return self.base
        if isinstance(at_root, str):
            found = self._elsewhere.get(at_root)
            if found is None:
                found = self._elsewhere.setdefault(at_root, Origin.parse(self.library, at_root))
            return found
        if self._root is None:
            url = self._root_url or f"{self.base.scheme}://{self.base.netloc.decode('ascii')}"
            self._root = Origin.parse(self.library, url)
        return self._root

    def client_library(self, origin: Origin) -> Any:
        """Return the HTTP library whose client a call must go through; None when it goes over a connection of ours."""
        if self._always_client:
            return self.library
        if self._proxy_url(origin) is not None:
            return self.library
        return mocked_library(self.mode)

    def tls_context(self, *, https: bool = True) -> Any:
        """Return whom to trust."""
        return context_for(self.library, https=https, trust_env=self.trust_env)

    def client_options(self, origin: Origin, library: Any) -> dict[str, Any]:
        """Return the arguments for a client of ours that carries one exchange: it keeps no connection."""
        return {
            "verify": context_for(library, https=origin.scheme == "https", trust_env=self.trust_env),
            "trust_env": False,
            "proxy": self._proxy(origin, library),
            "limits": library.Limits(max_connections=1, max_keepalive_connections=0),
        }

    def _proxy_url(self, origin: Origin) -> str | None:
        return proxy_for(origin.scheme, origin.host, trust_env=self.trust_env)

    def proxy_address(self, origin: Origin) -> tuple[str, int] | None:
        """Return host and port of the proxy that a call through a client of ours goes through."""
        proxy = self._proxy(origin, self.library) if self.client is None else None
        if proxy is None:
            return None
        return proxy.url.host, proxy.url.port or (443 if proxy.url.scheme == "https" else 80)

    def _proxy(self, origin: Origin, library: Any) -> Any:
        url = self._proxy_url(origin)
        if url is None:
            return None
        with contextlib.suppress(ValueError, library.InvalidURL):  # a text with a piece of the URL: maybe a password
            proxy = library.Proxy(url)
            if (proxy.url.port or 0) <= LAST_PORT:
                return proxy
        msg = "the proxy that the environment names cannot be used: write it as http://host:port, percent-encoded"
        raise ConfigurationError(msg)

    def broke(self, error: Exception, way: Any, *, body: object = None, status: int | None = None) -> Exception:
        """Say what the failure of an exchange means; see `failures.Broken`.

        Args:
            error: How it failed.
            way: What carried it.
            body: What was being sent.
            status: The status, when the head of the response was there.
        """
        origin: Origin = way.origin
        where = " to " + origin.netloc.decode("ascii", "replace")
        if self.client is None and self._proxy_url(origin):
            where = f" to {origin.host} through the proxy that the environment names"
        sent: bool = way.started or status is not None
        return failure(error, Broken(sent, body, status, self.pool.closed, where))


def _unclosed(pool: BasePool[Any], host: str, how_to_close: str) -> None:
    if len(pool.idle):
        pool.idle.drain()
        warnings.warn(f"unclosed client for {host}: use {how_to_close}", ResourceWarning, stacklevel=3)


def _library_of(client: object) -> Any:
    for base in type(client).__mro__:
        root = base.__module__.partition(".")[0]
        if root in ("httpx", "httpx2"):
            return __import__(root)
    return None
