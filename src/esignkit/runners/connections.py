"""Shared by both modes: the addresses of a service, and whether a call uses the pool or an httpx client.

Most calls use the pool of this package, whose connections speak HTTP/1.1 with h11. A call goes through an httpx or
httpx2 client in three cases: the caller passes one, the environment names a proxy, or a mock library has replaced
the transport of httpx, so that tests written against httpx keep working.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
import time
import warnings
import weakref
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from esignkit.core.flow import Send, SendFailed
from esignkit.errors import ConfigurationError
from esignkit.runners.http_clients import is_own
from esignkit.runners.pool import CLOSED, BasePool
from esignkit.runners.proxies import proxy_for
from esignkit.runners.requests import LAST_PORT, Origin, Request, make_request
from esignkit.runners.time_limit import LONGEST

if TYPE_CHECKING:
    from esignkit.runners.client_requests import ClientRequests

__all__ = ["ERROR_BODY", "Connections", "mocked_library"]

ERROR_BODY = 64 * 1024
"""Bytes at most that are kept of a response that is no success."""

P = TypeVar("P", bound=BasePool[Any])
W = TypeVar("W")
"""The transport: carries one exchange, as a connection of the pool or an httpx client."""

_MOCKED = {
    "sync": ("HTTPTransport", "ConnectionPool", "handle_request"),
    "async": ("AsyncHTTPTransport", "AsyncConnectionPool", "handle_async_request"),
}
"""What mock libraries replace: pytest-httpx the transport, respx and vcrpy the pool of httpcore."""


def mocked_library(mode: str) -> Any:
    """Return httpx or httpx2, when a mock library has replaced its transport or its pool; else None.

    The pool's package may be there alone, as in a test that lets nothing reach the network: the library is imported
    then.

    Args:
        mode: `sync` or `async`.
    """
    modules = sys.modules
    transport_class, pool_class, method = _MOCKED[mode]
    for name, core in (("httpx", "httpcore"), ("httpx2", "httpcore2")):
        library = modules.get(name)
        if library is None and core not in modules:
            continue
        if not is_own(getattr(library, transport_class, None), method, name):
            return library
        if not is_own(getattr(modules.get(core), pool_class, None), method, core):
            with contextlib.suppress(ImportError):  # the pool alone is installed, and is none of ours
                return importlib.import_module(name)
    return None


class Connections(ABC, Generic[P, W]):
    """Base of both modes: whatever does not wait in talking to one service.

    Args:
        base_url: Address of the service.
        root_url: Address that calls at the root go to; the host of `base_url` when not given.
        http_client: A client of the caller's, which all calls then go through.
        max_connections: Connections at most at a time; `limit` when None.
        trust_env: Whether proxies and certificate files named in the environment are used.
        library: httpx or httpx2, when clients of this library carry every call. None: only the calls that need one.
    """

    mode: ClassVar[str]
    """`sync` or `async`."""
    limit: ClassVar[int]
    """Connections when the caller sets no number."""
    pool_type: ClassVar[type[Any]]
    connection_type: ClassVar[type[Any]]
    how_to_close: ClassVar[str]
    """For the warning about a client that was not closed."""

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
        self.client: Any = http_client
        self.trust_env = trust_env
        self._library: Any = library or _library_of(http_client)
        self._always_client = http_client is not None or library is not None
        self.base: Origin = Origin.parse(base_url)
        self._root_url = root_url
        self._root_origin: Origin | None = None
        self._other_origins: dict[str, Origin] = {}
        self._requests: dict[str, ClientRequests] = {}
        self.pool: P = self.pool_type(max_connections or self.limit)
        self._finalizer = weakref.finalize(self, _unclosed, self.pool, self.base.host, self.how_to_close)
        self._finalizer.atexit = False

    @property
    def library(self) -> Any:
        """The HTTP library for the calls that need a client: httpx, unless another one was given."""
        if self._library is None:
            import httpx  # most clients never need it, and it takes as long to load as all the rest

            self._library = httpx
        return self._library

    def time_for(self, send: Send) -> float:
        """Return how many seconds a call has left.

        Raises:
            SendFailed: No time is left, or the client is closed.
        """
        if self.pool.closed:
            raise SendFailed(CLOSED, sent=False, fatal=True)
        remaining = min(send.deadline - time.monotonic(), LONGEST)
        if remaining <= 0:
            raise SendFailed("the deadline passed", sent=False, timed_out=True)
        return remaining

    def begin(self, send: Send) -> tuple[W, Request]:
        """Return the transport for a call, made ready for it, and the request."""
        origin = self.origin(at_root=send.at_root)
        request = make_request(send, origin)
        transport: Any = self.transport_for(origin)
        transport.begin(send.deadline, send.idle_limit)
        return transport, request

    def transport_for(self, origin: Origin) -> Any:
        """Return the transport for a call: a client of the HTTP library, an idle connection, or a new one."""
        library = self.client_library(origin)
        if library is not None:
            return self.client_exchange(origin, library)
        connection: Any = self.pool.idle.take(origin)
        if connection is None:
            self.pool.opened += 1
            connection = self.connection_type(origin)
        return connection

    @abstractmethod
    def client_exchange(self, origin: Origin, library: Any) -> W:
        """Return the transport for a call through a client of an HTTP library."""

    def origin(self, *, at_root: bool | str) -> Origin:
        """Return the origin of a call: the base URL, the root of the host, or another address."""
        if not at_root:
            return self.base
        if isinstance(at_root, str):
            origin = self._other_origins.get(at_root)
            if origin is None:
                origin = self._other_origins.setdefault(at_root, Origin.parse(at_root))
            return origin
        if self._root_origin is None:
            url = self._root_url or f"{self.base.scheme}://{self.base.netloc.decode('ascii')}"
            self._root_origin = Origin.parse(url)
        return self._root_origin

    def client_library(self, origin: Origin) -> Any:
        """Return the HTTP library whose client a call must go through; None when it uses the pool."""
        if self._always_client:
            return self.library
        if self._proxy_url(origin) is not None:
            return self.library
        return mocked_library(self.mode)

    def tls_context(self, *, https: bool = True) -> Any:
        """Return the TLS context, with the certificate authorities to trust."""
        from esignkit.runners.tls import context_for  # loads OpenSSL

        library = "httpx" if self._library is None else self._library.__name__
        return context_for(library, https=https, trust_env=self.trust_env)

    def requests_of(self, library: Any) -> ClientRequests:
        """Return what makes the requests of a library."""
        requests = self._requests.get(library.__name__)
        if requests is None:
            from esignkit.runners.client_requests import ClientRequests  # most clients never need it

            requests = self._requests.setdefault(library.__name__, ClientRequests(library, self.client))
        return requests

    def client_options(self, origin: Origin, library: Any) -> dict[str, Any]:
        """Return the arguments for a client of ours that carries one exchange and keeps no connection."""
        from esignkit.runners.tls import context_for  # as above

        return {
            "verify": context_for(library.__name__, https=origin.scheme == "https", trust_env=self.trust_env),
            "trust_env": False,
            "proxy": self._proxy(origin, library),
            "limits": library.Limits(max_connections=1, max_keepalive_connections=0),
        }

    def _proxy_url(self, origin: Origin) -> str | None:
        return proxy_for(origin, trust_env=self.trust_env)

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
        with contextlib.suppress(ValueError, library.InvalidURL):  # the error text may hold a password of the URL
            proxy = library.Proxy(url)
            if (proxy.url.port or 0) <= LAST_PORT:
                return proxy
        msg = "the proxy that the environment names cannot be used: write it as http://host:port, percent-encoded"
        raise ConfigurationError(msg)

    def to_failure(
        self, error: Exception, transport: Any, *, body: object = None, status: int | None = None
    ) -> Exception:
        """Return the exception that a failed exchange means; see `failures.Broken`.

        Args:
            error: How it failed.
            transport: What carried it.
            body: What was being sent.
            status: The status, when the head of the response had come.
        """
        from esignkit.runners.failures import Broken, failure  # most programs never see one

        origin: Origin = transport.origin
        where = " to " + origin.netloc.decode("ascii", "replace")
        if self.client is None and self._proxy_url(origin):
            where = f" to {origin.host} through the proxy that the environment names"
        sent: bool = transport.started or status is not None
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
