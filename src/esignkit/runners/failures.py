"""Classification of failed exchanges; only the class of the transport's exception is kept."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Iterable
from typing import cast

import attrs
import h11

from esignkit.core.flow import SendFailed
from esignkit.core.value import Shown
from esignkit.runners.bodies import SourceChanged, StreamedBody
from esignkit.runners.content_decoding import ContentDecodingError

__all__ = ["CLOSED", "Broken", "Expired", "failure"]

CLOSED = "the client was closed"

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
_WRAP = ("httpx", "httpx2", "httpcore", "httpcore2")
"""Libraries whose exceptions may have their reason in their context alone."""
_NOT_SENT = ("ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol", "ProxyError")


@attrs.frozen(eq=False, repr=False)
class Broken(Shown):
    """What is known of an exchange that failed.

    Attributes:
        sent: Whether any of the request may have left, as far as the connection knows.
        body: The body that was being sent.
        status: The status, when the head of the response was there.
        closed: Whether the client was closed meanwhile.
        where: Where the call was going, for people.
    """

    sent: bool
    body: object = attrs.field(default=None, repr=False)
    status: int | None = None
    closed: bool = False
    where: str = ""


class Expired(Exception):
    """Time is up: the whole of it, or that in which something has to move."""

    def __init__(self, idle_limit: float | None = None) -> None:
        """Say which: with `idle_limit`, that many seconds passed without a byte in either direction."""
        super().__init__(
            "the deadline passed" if idle_limit is None else f"nothing was sent or received for {idle_limit:g} s"
        )


def failure(error: BaseException, known: Broken) -> Exception:
    """Say what a failure means: a `SendFailed`, or what the caller's own file or callback raised."""
    own = known.body.failure if isinstance(known.body, StreamedBody) else None
    if own is not None and not isinstance(own, SourceChanged):
        return own  # the caller's file or callback failed, not the connection
    status = known.status
    if own is not None or isinstance(error, SourceChanged):
        return SendFailed(str(own or error), sent=True, fatal=True)
    if isinstance(error, ContentDecodingError):
        return SendFailed(str(error), sent=True, status=status)
    name = type(error).__name__
    sent = known.sent and name not in _NOT_SENT
    if known.closed:
        return SendFailed(CLOSED + " while the call was under way", sent=sent, fatal=True, status=status)
    if isinstance(error, Expired):
        return SendFailed(str(error), sent=sent, late=True, status=status)
    if tls := _tls_error(error):
        reason = (tls.reason or "").replace("_", " ").lower()  # OpenSSL's name for it, such as WRONG_VERSION_NUMBER
        what = f"TLS failed ({reason})" if reason else "TLS failed"
        if isinstance(tls, ssl.SSLCertVerificationError):
            what = f"the certificate was refused ({tls.verify_message})"
        fatal = not sent and not isinstance(tls, ssl.SSLEOFError | ssl.SSLZeroReturnError)
        return SendFailed(what, sent=sent, fatal=fatal, status=status)
    words = _WORDS.get(name) or f"the exchange broke ({name})"
    if isinstance(error, OSError):
        words = "the connection broke" if sent else _no_connection(error, known.where)
    elif name == "ConnectError":
        words = _no_connection(error, known.where)
    return SendFailed(words, sent=sent, fatal=isinstance(error, h11.LocalProtocolError), status=status)


def _no_connection(error: BaseException, where: str) -> str:
    return str(error) if type(error) is TimeoutError and not error.errno else f"no connection{where} ({_why(error)})"


def _causes(error: BaseException) -> Iterable[BaseException]:
    seen: list[BaseException] = []
    todo: list[BaseException | None] = [error]
    while todo and len(seen) < 20:
        one = todo.pop()
        if one is None or one in seen:
            continue
        seen.append(one)
        # Any other exception's context may be what the caller was handling.
        wraps = type(one).__module__.partition(".")[0] in _WRAP
        todo += [one.__context__ if wraps else None, one.__cause__]
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
