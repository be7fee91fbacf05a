"""Requests and response heads, for both transports: the pool and httpx clients."""

from __future__ import annotations

import re
from collections.abc import Iterable

from esignkit.core.flow import Send
from esignkit.core.operation import Buffer
from esignkit.core.options import check_own_headers
from esignkit.core.settings import LAST_PORT, PLAIN_URL, is_loopback
from esignkit.core.value_objects import Shown, field, frozen
from esignkit.errors import ConfigurationError
from esignkit.runners.streamed_body import StreamedBody
from esignkit.version import __version__

__all__ = ["COOKIES", "LAST_PORT", "Origin", "Request", "ResponseHead", "join_headers", "make_request"]

COOKIES = ("set-cookie", "set-cookie2")
"""Response headers that are left out everywhere."""

_USER_AGENT = (b"user-agent", f"esignkit/{__version__}".encode("ascii"))
_METHODS_WITH_BODY = ("POST", "PUT", "PATCH")
_ACCEPT_COMPRESSED = (b"accept-encoding", b"gzip, deflate")
_ACCEPT_PLAIN = (b"accept-encoding", b"identity")


@frozen(eq=False, repr=False)
class Origin(Shown):
    """An address that calls go to, parsed.

    Attributes:
        scheme: `http` or `https`.
        host: Host name or address, as it is looked up and as its certificate names it.
        port: Port.
        netloc: Host and port, as the Host header has them.
        path: Path that every target begins with, without a slash at its end.
        loopback: Whether it is this machine, which no proxy is asked for.
    """

    scheme: str
    host: str
    port: int
    netloc: bytes
    path: bytes
    loopback: bool = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "loopback", is_loopback(self.host))

    @classmethod
    def parse(cls, url: str) -> Origin:
        """Parse an absolute URL.

        Raises:
            ConfigurationError: It cannot be parsed.
        """
        plain = PLAIN_URL.fullmatch(url)
        origin = cls._parse_any(url) if plain is None else cls._of_plain(plain)
        if origin.port > LAST_PORT:
            msg = f"the address {url!r} cannot be used: ports end at {LAST_PORT}"
            raise ConfigurationError(msg)
        return origin

    @classmethod
    def _of_plain(cls, plain: re.Match[str]) -> Origin:
        scheme, host, path = plain["scheme"], plain["host"], plain["path"]
        default = 443 if scheme == "https" else 80
        port = int(plain["port"] or default)
        netloc = host if port == default else f"{host}:{port}"
        return cls(scheme, host, port, netloc.encode("ascii"), path.rstrip("/").encode("ascii"))

    @classmethod
    def _parse_any(cls, url: str) -> Origin:
        """Parse what needs more than a look: an IPv6 address, escapes, letters that a host name has to encode."""
        import httpx  # takes longer to load than a call takes

        try:
            parsed = httpx.URL(url)
        except httpx.InvalidURL as error:
            msg = f"the address {url!r} cannot be used: {error}"
            raise ConfigurationError(msg) from None
        port = parsed.port or (443 if parsed.scheme == "https" else 80)
        return cls(parsed.scheme, parsed.raw_host.decode("ascii"), port, parsed.netloc, parsed.raw_path.rstrip(b"/"))

    @property
    def start(self) -> str:
        """The beginning of every URL."""
        return f"{self.scheme}://{self.netloc.decode('ascii')}{self.path.decode('ascii')}"


@frozen(eq=False, repr=False)
class Request(Shown):
    """One request, ready for the wire.

    Attributes:
        origin: Where it goes.
        method: HTTP method.
        target: Path and query.
        headers: Its headers, but for the one that frames its body: they are mostly the same in many requests.
        body: Its body.
        framing: The header that tells where the body ends; None when there is no body.
    """

    origin: Origin
    method: str
    target: bytes = field(repr=False)
    headers: list[tuple[bytes, bytes]] = field(repr=False)
    body: bytes | StreamedBody = field(repr=False)
    framing: tuple[bytes, bytes] | None = None

    @property
    def all_headers(self) -> list[tuple[bytes, bytes]]:
        """Its headers, with the one that frames its body."""
        return self.headers if self.framing is None else [*self.headers, self.framing]

    def end(self) -> None:
        """Release the files of its body."""
        if isinstance(self.body, StreamedBody):
            self.body.close()


@frozen(eq=False, repr=False)
class ResponseHead(Shown):
    """The head of a response: its status and its headers, as `join_headers` returns them."""

    status: int
    headers: dict[str, str] = field(repr=False)


def make_request(send: Send, origin: Origin) -> Request:
    """Make the request of a call, with the headers that frame its body.

    Raises:
        ValueError: The call sets a header that is not its own to set, or one of them twice.
    """
    names = check_own_headers(send.headers)
    headers = [(b"host", origin.netloc), *send.headers]
    if b"user-agent" not in names:
        headers.append(_USER_AGENT)
    headers.append(_ACCEPT_COMPRESSED if type(send.sink) is Buffer else _ACCEPT_PLAIN)
    body = send.body
    framing: tuple[bytes, bytes] | None = None
    if isinstance(body, bytes):
        if body or send.method in _METHODS_WITH_BODY:
            framing = b"content-length", b"%d" % len(body)
    elif body.size is None:
        framing = b"transfer-encoding", b"chunked"
    else:
        framing = b"content-length", b"%d" % body.size
    assert isinstance(body, bytes | StreamedBody)  # noqa: S101 - runners prepare no other
    return Request(origin, send.method, origin.path + send.target, headers, body, framing)


def join_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return response headers as a dict: lower-case names, repeated ones joined, cookies left out."""
    headers: dict[str, str] = {}
    for key, value in raw:
        name = key.decode("latin-1").lower()
        if name in COOKIES:
            continue
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        headers[name] = f"{headers[name]}, {text}" if name in headers else text
    return headers
