"""What both modes share: the service's addresses, and which of the two ways a call goes.

There are two ways and no third. Calls go over connections of our own, which speak h11. They go through an httpx or
httpx2 client where the caller brings one, where the environment names a proxy, and where a mock library has taken the
place of httpx's transport, so that tests written against httpx keep working.
"""

from __future__ import annotations

import contextlib
import sys
from types import FunctionType
from typing import Any

from esignkit.errors import ConfigurationError
from esignkit.runners.failures import Broken, failure
from esignkit.runners.proxies import proxy_for
from esignkit.runners.requests import Origin
from esignkit.runners.tls import context_for

__all__ = ["ERROR_BODY", "Connections", "mocked_library"]

ERROR_BODY = 64 * 1024
"""Bytes of an answer that is not a success: the most that is kept."""
LAST_PORT = 65535

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


class Connections:
    """Base of the two: everything about talking to one service that does not wait.

    Args:
        base_url: Address of the service.
        root_url: Address that calls at the root go to; the host of `base_url` when not given.
        http_client: A client of the caller's that all calls go through.
        trust_env: Whether proxies and certificate files named in the environment are used.
        library: httpx or httpx2: clients of this library carry every call. None: only where it has to be so.
    """

    def __init__(
        self,
        base_url: str,
        root_url: str | None = None,
        *,
        http_client: object = None,
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

    def client_library(self, origin: Origin, mode: str) -> Any:
        """Return the HTTP library whose client a call must go through; None when it goes over a connection of ours."""
        if self._always_client:
            return self.library
        if self._proxy_url(origin) is not None:
            return self.library
        return mocked_library(mode)

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

    def failure(
        self,
        error: BaseException,
        origin: Origin,
        *,
        sent: bool,
        body: object = None,
        status: int | None = None,
        closed: bool = False,
    ) -> Exception:
        """Say what the failure of an exchange means; see `failures.Broken`."""
        where = " to " + origin.netloc.decode("ascii", "replace")
        if self.client is None and self._proxy_url(origin):
            where = f" to {origin.host} through the proxy that the environment names"
        return failure(error, Broken(sent, body, status, closed, where))


def _library_of(client: object) -> Any:
    for base in type(client).__mro__:
        root = base.__module__.partition(".")[0]
        if root in ("httpx", "httpx2"):
            return __import__(root)
    return None
