"""What both modes share: the service's address, the HTTP library, making requests, and what failures mean."""

from __future__ import annotations

import importlib
import os
import socket
import ssl
import weakref
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, cast

import attrs

from esignkit.core.flow import Send, SendFailed
from esignkit.core.operation import Buffer
from esignkit.core.options import check_added_headers
from esignkit.core.value import Shown
from esignkit.errors import ConfigurationError
from esignkit.runners.bodies import SourceChanged, StreamedBody
from esignkit.runners.discretion import hush
from esignkit.runners.inflate import Undecodable
from esignkit.runners.proxies import proxy_for
from esignkit.runners.tls import context_for
from esignkit.runners.watchdog import watchdog
from esignkit.version import __version__

__all__ = ["CLOSED", "KEEP_ALIVE", "Connections", "Site", "forget_in_child", "join_headers", "lasts"]

CONNECT_TIMEOUT = 10.0
"""Seconds for one try to connect, so that there is time left for another."""
KEEP_ALIVE = 30.0
"""Seconds after which an idle connection is not trusted any more."""
LONGEST = 1_000_000.0
"""Seconds; what waits longer than this waits for ever."""
ERROR_BODY = 64 * 1024
"""Bytes of an answer that is not a success: the most that is kept."""
CLOSED = "the client was closed"


# A process has connections and locks of its own -----------------------------------------------------------------------
class Forgets(Protocol):
    """Something that must not be carried into a child process."""

    def reset(self) -> None:
        """Start anew."""
        ...


_mine: weakref.WeakSet[Forgets] = weakref.WeakSet()


def forget_in_child(one: Forgets) -> None:
    """Have `one.reset()` called in every process forked from this one."""
    _mine.add(one)


def _after_fork() -> None:
    watchdog.reset()
    for one in list(_mine):
        one.reset()


os.register_at_fork(after_in_child=_after_fork)


@attrs.frozen(eq=False, repr=False)
class Site(Shown):
    """An address that calls go to: parsed once."""

    start: str
    netloc: bytes
    scheme: str
    host: str

    @classmethod
    def parse(cls, library: Any, url: str) -> Site:
        """Parse an absolute URL with the library that will carry the requests."""
        parsed = library.URL(url)
        netloc: bytes = parsed.netloc
        start = f"{parsed.scheme}://{netloc.decode('ascii')}{parsed.raw_path.rstrip(b'/').decode('ascii')}"
        return cls(start, netloc, parsed.scheme, parsed.host)


# Asked by name: an import statement would tie the whole package into one cycle, which type checkers stumble over.
_AGENT = (b"user-agent", f"esignkit/{__version__}".encode("ascii"))
_BODIED = ("POST", "PUT", "PATCH")
_CODINGS = (b"accept-encoding", b"gzip, deflate")
_PLAIN = (b"accept-encoding", b"identity")

_WORDS = {
    "ConnectTimeout": "no connection in time",
    "PoolTimeout": "no connection became free in time",
    "ReadTimeout": "no answer in time",
    "WriteTimeout": "the request could not be sent in time",
    "ReadError": "the connection broke while the answer was awaited",
    "WriteError": "the connection broke while the request was being sent",
    "CloseError": "the connection broke",
    "RemoteProtocolError": "the server broke off, or sent what is not HTTP",
    "LocalProtocolError": "the request cannot be put on the wire",
    "ProxyError": "the proxy refused",
    "UnsupportedProtocol": "the URL has a scheme that cannot be used",
}


def _library_of(client: object) -> Any:
    for base in type(client).__mro__:
        root = base.__module__.partition(".")[0]
        if root in ("httpx", "httpx2"):
            return __import__(root)
    import httpx

    return httpx


def lasts(response: Any, headers: Mapping[str, str]) -> bool:
    """Whether the connection stays open after this answer."""
    said = headers.get("connection")
    return (said is None or "close" not in said.lower()) and response.extensions.get("http_version") != b"HTTP/1.0"


def join_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return response headers as a dict: lower-case names, repeated ones joined, cookies left out."""
    out: dict[str, str] = {}
    for key, value in raw:
        name = key.decode("latin-1").lower()
        if name in ("set-cookie", "set-cookie2"):
            continue
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        out[name] = f"{out[name]}, {text}" if name in out else text
    return out


class Connections:
    """Base of the two: everything about talking to one service that does not wait."""

    def __init__(
        self,
        base_url: str,
        root_url: str | None = None,
        *,
        http_client: object = None,
        trust_env: bool = True,
        library: Any = None,
        broken: tuple[type[Exception], ...] = (),
    ) -> None:
        if library is None:
            if http_client is None:
                import httpx

                library = httpx
            else:
                library = _library_of(http_client)
        if http_client is None:  # now, and not in the middle of the first call
            importlib.import_module("httpcore2" if library.__name__ == "httpx2" else "httpcore")
        hush(library)
        self.library = library
        self.client: Any = http_client
        self.trust_env = trust_env
        self.base: Site = Site.parse(library, base_url)
        self._root_url = root_url
        self._root: Site | None = None
        self._elsewhere: dict[str, Site] = {}
        self._not_sent = (
            library.ConnectError,
            library.ConnectTimeout,
            library.PoolTimeout,
            library.UnsupportedProtocol,
            library.ProxyError,
        )
        self.broken: tuple[type[Exception], ...] = (library.HTTPError, library.StreamError, OSError, EOFError, *broken)
        self.unreadable: tuple[type[Exception], ...] = (*self.broken, Undecodable)

    def site(self, *, at_root: bool | str) -> Site:
        """Return where a call goes: below the base URL, below the host's root, or below another address."""
        if not at_root:
            return self.base
        if isinstance(at_root, str):
            found = self._elsewhere.get(at_root)
            if found is None:
                found = self._elsewhere.setdefault(at_root, Site.parse(self.library, at_root))
            return found
        if self._root is None:
            url = self._root_url or f"{self.base.scheme}://{self.base.netloc.decode('ascii')}"
            self._root = Site.parse(self.library, url)
        return self._root

    def transport_options(self, site: Site) -> dict[str, Any]:
        """Return the arguments for a transport of one connection."""
        return {
            "verify": context_for(self.library, https=site.scheme == "https", trust_env=self.trust_env),
            "trust_env": self.trust_env,
            "proxy": self._proxy(site),
            "limits": self.library.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=None),
        }

    def _where(self, site: Site | None) -> str:
        if site is None:
            return ""
        if self.client is None and proxy_for(site.scheme, site.host, trust_env=self.trust_env):
            return f" to {site.host} through the proxy that the environment names"
        return " to " + site.netloc.decode("ascii", "replace")

    def _proxy(self, site: Site) -> Any:
        url = proxy_for(site.scheme, site.host, trust_env=self.trust_env)
        if url is None:
            return None
        try:
            return self.library.Proxy(url)
        except (ValueError, self.library.InvalidURL):  # its text holds a piece of the URL, which may hold a password
            msg = "the proxy that the environment names cannot be used: write it as http://host:port, percent-encoded"
            raise ConfigurationError(msg) from None

    def request(
        self, send: Send, site: Site, left: float, stream: Callable[[StreamedBody], object]
    ) -> tuple[Any, dict[str, float | None]]:
        """Make a request object.

        Args:
            send: What to send.
            site: Where.
            left: Seconds until the deadline.
            stream: Makes the library's kind of stream of a streamed body.

        Returns:
            The request, and its time-outs, which stay in force when they are changed.
        """
        headers = [(b"host", site.netloc), *send.headers]
        if b"user-agent" not in dict(send.headers):
            headers.append(_AGENT)
        headers.append(_CODINGS if type(send.sink) is Buffer else _PLAIN)
        body = send.body
        content: Any
        if isinstance(body, bytes):
            if body or send.method in _BODIED:
                headers.append((b"content-length", b"%d" % len(body)))
            content = self.library.ByteStream(body)
        else:
            if body.size is None:
                headers.append((b"transfer-encoding", b"chunked"))
            else:
                headers.append((b"content-length", b"%d" % body.size))
            content = stream(cast("StreamedBody", body))
        timeouts: dict[str, float | None] = {
            "connect": min(left, CONNECT_TIMEOUT),
            "read": left,
            "write": left,
            "pool": left,
        }
        extensions: dict[str, Any] = {"timeout": timeouts}
        url = site.start + send.target.decode("ascii")
        if self.client is None:
            return self.library.Request(
                send.method, url, headers=headers, stream=content, extensions=extensions
            ), timeouts
        literal = body if isinstance(body, bytes) and body else None
        request = self.client.build_request(send.method, url, headers=headers, content=literal)
        check_added_headers(request.headers.raw)
        # The caller's client may add default headers of its own, but its cookie jar is none of ours.
        request.headers.pop("cookie", None)
        for name, value in send.headers:
            if name == b"cookie":
                request.headers["cookie"] = value.decode("ascii")
        if not isinstance(body, bytes):
            request.stream = content
        request.extensions = {**request.extensions, **extensions}
        return request, timeouts

    def failure(
        self,
        error: BaseException,
        *,
        sent: bool,
        late: bool,
        body: object = None,
        status: int | None = None,
        closed: bool = False,
        site: Site | None = None,
    ) -> Exception:
        """Say what a failure means; nothing of the library's own exception is kept but its kind.

        Args:
            error: What was raised.
            sent: Whether any of the request may have left, as far as the connection knows.
            late: Whether the deadline has passed.
            body: The body that was being sent.
            status: The status, when the head of the answer was there.
            closed: Whether the client was closed meanwhile.
            site: Where the call was going.
        """
        own = body.failure if isinstance(body, StreamedBody) else None
        if own is not None and not isinstance(own, SourceChanged):
            return own  # the caller's file or callback failed, not the connection
        if own is not None or isinstance(error, SourceChanged):
            return SendFailed(str(own or error), sent=True, fatal=True)
        if isinstance(error, Undecodable):
            return SendFailed(str(error), sent=True, status=status)
        sent = sent and not isinstance(error, self._not_sent)
        if closed:
            return SendFailed(CLOSED + " while the call was under way", sent=sent, fatal=True, status=status)
        if late:
            return SendFailed("the deadline passed", sent=sent, late=True, status=status)
        if tls := _tls_error(error):
            what = "TLS failed"
            if isinstance(tls, ssl.SSLCertVerificationError):
                what = f"the certificate was refused ({tls.verify_message})"
            fatal = not sent and not isinstance(tls, ssl.SSLEOFError | ssl.SSLZeroReturnError)
            return SendFailed(what, sent=sent, fatal=fatal, status=status)
        name = type(error).__name__
        words = _WORDS.get(name)
        if isinstance(error, self.library.ConnectError):
            words = f"no connection{self._where(site)} ({_why(error)})"
        return SendFailed(words or f"the exchange broke ({name})", sent=sent, status=status)


def _causes(error: BaseException) -> Iterable[BaseException]:
    seen: list[BaseException] = []
    todo: list[BaseException | None] = [error]
    while todo and len(seen) < 20:
        one = todo.pop()
        if one is None or one in seen:
            continue
        seen.append(one)
        todo += [one.__context__, one.__cause__]
        if isinstance(one, BaseExceptionGroup):
            todo += cast("BaseExceptionGroup[BaseException]", one).exceptions
    return seen


def _tls_error(error: BaseException) -> ssl.SSLError | None:
    return next((one for one in _causes(error) if isinstance(one, ssl.SSLError)), None)


def _why(error: BaseException) -> str:
    """Name the system's reason for a connection that did not come about; it holds nothing of the request."""
    for one in _causes(error):
        if isinstance(one, OSError) and one.strerror:
            # An event loop puts the address into its text; a failed look-up has numbers of its own.
            named = isinstance(one, socket.gaierror) or not one.errno
            return one.strerror if named else os.strerror(one.errno or 0)
    return "refused or unreachable"


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
