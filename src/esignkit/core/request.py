"""The request of a call. It is checked and made once, before the first try."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar, cast

from esignkit.core.context import Context
from esignkit.core.flow import Payload, Prepare, Steps
from esignkit.core.operation import Multipart, Operation, Repeat
from esignkit.core.options import check_header, check_options
from esignkit.core.value_objects import define, evolve
from esignkit.errors import ConfigurationError
from esignkit.types import CallOptions, Secret

__all__ = ["Request", "prepare", "with_request_id"]

T = TypeVar("T")

BYTES_PER_SECOND = 100_000
"""The slowest transfer that a call without a time-out of its own waits for."""
LONGEST_TARGET = 60_000
"""Bytes of path and query; longer ones are refused by servers, and by HTTP libraries on the way."""


@define(eq=False, repr=False)
class Request:
    """What every try of a call sends, and how long the call may take."""

    operation: Operation[Any]
    target: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes | Payload
    start: float
    timeout: float
    deadline: float
    per_byte: float
    request_id: str | None

    @property
    def cross_origin(self) -> bool:
        """Whether it goes to an address other than the client's. It then carries no credential of the client."""
        return isinstance(self.operation.at_root, str)

    @property
    def replayable(self) -> bool:
        """Whether its body can be sent again."""
        return isinstance(self.body, bytes) or self.body.replayable


def prepare(operation: Operation[Any], context: Context) -> Steps[Request]:
    """Check a call and make its request."""
    if operation.provider not in ("", context.provider.name):
        msg = (
            f"{operation.name} is a call of {operation.provider}, and this client is one of {context.provider.name}; "
            f"nothing was sent: run it on a client of {operation.provider}"
        )
        raise ConfigurationError(msg, operation=operation.name)
    if context.options:
        client_options = _without_client_headers(context.options, cross_origin=isinstance(operation.at_root, str))
        operation = evolve(operation, options={**client_options, **(operation.options or {})})
    options = operation.options or {}
    if options:
        check_options(options)
    start = context.now()
    timeout, has_own_timeout = _timeout(options, context, start)
    request_id: str | None = None
    if context.new_request_id is not None and operation.repeat is Repeat.NEVER:
        operation, request_id = with_request_id(operation, context.new_request_id)
    target = operation.target(context.values).encode("ascii")
    if len(target) > LONGEST_TARGET:
        msg = f"{operation.name}: path and query are {len(target)} bytes long, and at most {LONGEST_TARGET} are sent"
        raise ValueError(msg)
    content_type, body = yield from _body(operation, context)
    per_byte = 0.0 if has_own_timeout else 1 / BYTES_PER_SECOND
    size = 0 if isinstance(body, bytes) else body.size or 0
    headers = _headers(operation, context, content_type)
    deadline = start + timeout + size * per_byte
    return Request(operation, target, headers, body, start, timeout, deadline, per_byte, request_id)


def _timeout(options: CallOptions, context: Context, start: float) -> tuple[float, bool]:
    """Return how many seconds a call has, and whether the call sets that itself."""
    own = options.get("timeout")
    timeout = context.timeout if own is None else own
    remaining = context.until - start
    return (timeout, own is not None) if timeout <= remaining else (max(remaining, 1e-6), True)


def with_request_id(operation: Operation[T], new_id: Callable[[], str]) -> tuple[Operation[T], str | None]:
    """Return a write with a new id in it, and the id, when the service stores one; else the write unchanged.

    The id goes into a copy, so that the caller's plan is unchanged. It is the same in every try of a call.
    """
    if operation.if_lost is None or operation.if_lost.add_request_id is None:
        return operation, None
    with_id: tuple[Operation[T], str | None] = _function(operation.if_lost.add_request_id)(operation, new_id)
    return with_id


@cache
def _function(name: str) -> Callable[..., Any]:
    """Return the function of a name such as `package.module:function`."""
    from pkgutil import resolve_name

    return cast("Callable[..., Any]", resolve_name(name))


def _without_client_headers(options: CallOptions, cross_origin: bool) -> CallOptions:
    """Leave the client's own headers out of calls to another address: a gateway's key is for one host."""
    if not cross_origin or "extra_headers" not in options:
        return options
    allowed = options.copy()
    del allowed["extra_headers"]
    return allowed


def _body(operation: Operation[Any], context: Context) -> Steps[tuple[str | None, bytes | Payload]]:
    if operation.body is None:
        return None, b""
    from esignkit.core.request_body import compile_body  # a program that only reads sends no body
    from esignkit.core.serialization import Writer

    extra = operation.options.get("extra_body") if operation.options else None
    writer = Writer(context.provider.format, context.values, operation.name)
    content_type, body, progress = compile_body(operation.body, writer, extra)
    if isinstance(body, bytes):
        return content_type, body
    payload: Payload = yield Prepare(body, progress)
    return content_type, payload


def _headers(operation: Operation[Any], context: Context, content_type: str | None) -> list[tuple[bytes, bytes]]:
    extra = operation.options.get("extra_headers") if operation.options else None
    if not operation.headers and not extra:
        known = context.known_headers.get((operation.accept, content_type))
        if known is None:
            known = _made(operation, context, content_type, None)
            if not isinstance(operation.body, Multipart):  # its boundary is another one each time
                context.known_headers[operation.accept, content_type] = known
        return known
    return _made(operation, context, content_type, extra)


def _made(
    operation: Operation[Any], context: Context, content_type: str | None, extra: Mapping[str, str] | None
) -> list[tuple[bytes, bytes]]:
    media_type = context.provider.media_type
    headers: dict[str, str | Secret] = {"accept": media_type(operation.accept), **context.provider.headers}
    if content_type is not None:
        headers["content-type"] = media_type(content_type)
    headers |= {k.lower(): v for k, v in operation.headers.items()}
    headers |= {k.lower(): v for k, v in (extra or {}).items()}
    return [(k.encode("ascii"), check_header(k, v)) for k, v in headers.items()]
