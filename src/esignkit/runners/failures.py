"""Turns the exception of a failed exchange into a `SendFailed`, by its class alone: its text may hold secrets."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from esignkit.core.flow import SendFailed
from esignkit.core.value_objects import Shown, field, frozen
from esignkit.runners.content_decoding import ContentDecodingError
from esignkit.runners.pool import CLOSED
from esignkit.runners.protocol_errors import LocalProtocolError
from esignkit.runners.streamed_body import SourceChanged, StreamedBody
from esignkit.runners.time_limit import Expired

if TYPE_CHECKING:
    import ssl

__all__ = ["Broken", "failure"]

_MESSAGES = {
    "ConnectTimeout": "no connection in time",
    "PoolTimeout": "no connection became free in time",
    "ReadTimeout": "no response in time",
    "WriteTimeout": "the request could not be sent in time",
    "ReadError": "the connection broke while the response was awaited",
    "WriteError": "the connection broke while the request was being sent",
    "CloseError": "the connection broke",
    "RemoteProtocolError": "the server broke off, or sent what is not HTTP",
    "LocalProtocolError": "the request cannot be put on the wire",
    "ProxyError": "the proxy refused",
    "UnsupportedProtocol": "the URL has a scheme that cannot be used",
}
_WRAPPING_LIBRARIES = ("httpx", "httpx2", "httpcore", "httpcore2")
"""Libraries whose exceptions may have their cause in `__context__` alone."""
_NOT_SENT = ("ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol", "ProxyError")


@frozen(eq=False, repr=False)
class Broken(Shown):
    """What is known of an exchange that failed.

    Attributes:
        sent: Whether any of the request may have left, as far as the connection knows.
        body: The body that was being sent.
        status: The status, when the head of the response was there.
        closed: Whether the client was closed in the meantime.
        where: Where the call was going, for the error text.
    """

    sent: bool
    body: object = field(default=None, repr=False)
    status: int | None = None
    closed: bool = False
    where: str = ""


def failure(error: BaseException, exchange: Broken) -> Exception:
    """Return the exception of a failed exchange: a `SendFailed`, or the error of the caller's file or callback."""
    body_error = exchange.body.failure if isinstance(exchange.body, StreamedBody) else None
    if body_error is not None and not isinstance(body_error, SourceChanged):
        return body_error  # the caller's file or callback failed, not the connection
    status = exchange.status
    if body_error is not None or isinstance(error, SourceChanged):
        return SendFailed(str(body_error or error), sent=True, fatal=True)
    if isinstance(error, ContentDecodingError):
        return SendFailed(str(error), sent=True, status=status)
    name = type(error).__name__
    sent = exchange.sent and name not in _NOT_SENT
    if exchange.closed:
        return SendFailed(CLOSED + " while the call was under way", sent=sent, fatal=True, status=status)
    if isinstance(error, Expired):
        return SendFailed(str(error), sent=sent, timed_out=True, status=status)
    if "ssl" in sys.modules and (tls := _tls_error(error)):  # what was never loaded cannot have failed
        return _tls_failure(tls, sent=sent, status=status)
    message = _MESSAGES.get(name) or f"the exchange broke ({name})"
    if isinstance(error, OSError):
        message = "the connection broke" if sent else _no_connection(error, exchange.where)
    elif name == "ConnectError":
        message = _no_connection(error, exchange.where)
    return SendFailed(message, sent=sent, fatal=isinstance(error, LocalProtocolError), status=status)


def _tls_failure(tls: ssl.SSLError, *, sent: bool, status: int | None) -> SendFailed:
    import ssl

    name: str = getattr(tls, "reason", None) or ""  # OpenSSL's, such as WRONG_VERSION_NUMBER; Python's own have none
    reason = name.replace("_", " ").lower()
    message = f"TLS failed ({reason})" if reason else "TLS failed"
    if isinstance(tls, ssl.SSLCertVerificationError):
        message = f"the certificate was refused ({getattr(tls, 'verify_message', None) or 'no reason given'})"
    fatal = not sent and not isinstance(tls, ssl.SSLEOFError | ssl.SSLZeroReturnError)
    return SendFailed(message, sent=sent, fatal=fatal, status=status)


def _no_connection(error: BaseException, where: str) -> str:
    return (
        str(error)
        if type(error) is TimeoutError and not error.errno
        else f"no connection{where} ({_system_reason(error)})"
    )


def _causes(error: BaseException) -> Iterable[BaseException]:
    seen: list[BaseException] = []
    pending: list[BaseException | None] = [error]
    while pending and len(seen) < 20:
        current = pending.pop()
        if current is None or current in seen:
            continue
        seen.append(current)
        # The context of any other exception may be one that the caller was handling.
        wraps = type(current).__module__.partition(".")[0] in _WRAPPING_LIBRARIES
        pending += [current.__context__ if wraps else None, current.__cause__]
        if isinstance(current, BaseExceptionGroup):
            pending += cast("BaseExceptionGroup[BaseException]", current).exceptions
    return seen


def _tls_error(error: BaseException) -> ssl.SSLError | None:
    import ssl

    return next((cause for cause in _causes(error) if isinstance(cause, ssl.SSLError)), None)


def _system_reason(error: BaseException) -> str:
    """Return the system's text for a failed connection; it holds nothing of the request."""
    for cause in _causes(error):
        if isinstance(cause, OSError) and cause.strerror:
            # Event loops put the address into the text; failed lookups have their own error numbers.
            has_own_text = isinstance(cause, socket.gaierror) or not cause.errno
            return cause.strerror if has_own_text else os.strerror(cause.errno or 0)
    return "refused or unreachable"
